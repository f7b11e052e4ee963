"""JSON lines: one JSON object (RFC 8259) a line, one line a record.

The values are the object's members. What would be changed silently is a record's error: a key that is there
twice, a whole number beyond 64 bits, a lone surrogate, NaN. Blank lines are skipped.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from converter.errors import SourceUnreadable
from converter.record import Naming, Origin, Record, Unreadable
from converter.sources.blocks import LINE, Oversize, blocks, skip_mark
from converter.sources.files import PATH, InputFile, InputFiles, inputs
from converter.sources.foreign import CARRIAGE_RETURNS, guess, only_carriage_returns
from converter.sources.json_line import LineError, read_object
from converter.sources.source import NameResolver, ValueTypes
from converter.sources.streams import InputStream
from converter.syntax.field import Field, Kind

__all__ = ["FIELDS", "NAMING", "JsonSettings", "JsonSource", "columns", "inputs", "open_source", "settings", "types"]

NAMING = Naming.MEMBERS

FIELDS = (
    PATH,
    Field(
        "max_line",
        Kind.INTEGER,
        "The most bytes of one line; a longer one is rejected.",
        default=1 << 20,
        example="4194304",
    ),
)


class JsonSettings(Struct, frozen=True):
    """What a mapping says about files of JSON lines."""

    max_line: int = 1 << 20


def settings(values: Mapping[str, Any], folder: Path) -> JsonSettings:
    """The settings from the values of `FIELDS`."""
    return JsonSettings(max_line=values["max_line"])


def types(values: Mapping[str, Any]) -> ValueTypes:
    """A member may hold anything."""
    return ValueTypes()


def columns(settings: JsonSettings, files: Sequence[InputFile]) -> tuple[str, ...]:
    """None: any object may have any members, and no header names them."""
    return ()


def open_source(settings: JsonSettings, files: Iterable[InputFile], resolver: NameResolver) -> JsonSource:
    """The objects of the files, with the members that the resolver wants (it must not join two names to one key)."""
    return JsonSource(InputFiles(files), settings, resolver)


class JsonSource:
    """Files of JSON lines as a source of records."""

    def __init__(self, files: InputFiles, settings: JsonSettings, resolver: NameResolver) -> None:
        self._files = files
        self._settings = settings
        self._keys = _Keys(resolver)

    def records(self) -> Iterator[Record | Unreadable]:
        """Every line of every file that is not blank."""
        for stream in self._files.streams():
            yield from self._file(stream)

    def progress(self) -> tuple[int, int | None]:
        """Bytes read so far, as they are stored, and how many there are, where that is known."""
        return self._files.progress()

    def _file(self, stream: InputStream) -> Iterator[Record | Unreadable]:
        offset, head = skip_mark(stream)
        check_format(head, stream.name)
        line = row = 0
        for block in blocks(stream, LINE, head=head, limit=self._settings.max_line):
            for data in (block,) if isinstance(block, Oversize) else io.BytesIO(block):
                line += 1
                length = data.length if isinstance(data, Oversize) else len(data)
                if isinstance(data, Oversize) or not data.isspace():
                    row += 1
                    yield self._record(data, Origin(stream.name, line, line, offset, length, row))
                offset += length

    def _record(self, data: bytes | Oversize, origin: Origin) -> Record | Unreadable:
        if origin.length > self._settings.max_line or isinstance(data, Oversize):
            message = f"the line has {origin.length:,} bytes; the limit is {self._settings.max_line:,} (max_line:)"
            return Unreadable(origin, "too-large", message)
        try:
            members = read_object(data)
        except LineError as error:
            return Unreadable(origin, error.code, f"line {origin.first_line}: {error}")
        keys = self._keys
        return Record({key: value for name, value in members.items() if (key := keys[name]) is not None}, origin)


class _Keys(dict[str, str | None]):
    """The key of each member's name, asked for once."""

    def __init__(self, resolver: NameResolver) -> None:
        super().__init__()
        self._resolver = resolver

    def __missing__(self, name: str) -> str | None:
        key = self._resolver(name)
        if len(self) < 10_000:  # names may come from data, without end
            self[name] = key
        return key


def check_format(head: bytes, name: str) -> None:
    """Raises `SourceUnreadable` for a file that is something else than JSON lines."""
    if only_carriage_returns(head):
        raise SourceUnreadable(f"{name} cannot be read: {CARRIAGE_RETURNS}")
    first = head.lstrip().partition(b"\n")[0].strip()
    if first.startswith(b"[") and (not first.endswith(b"]") or head.strip() == first):
        raise SourceUnreadable(f"{name} holds one JSON array, not one object a line: turn it with jq -c '.[]'")
    if first == b"{":
        hint = "jq -c ., or jq -c '.users[]' where the users stand in a list inside"
        raise SourceUnreadable(f"{name} holds objects that take several lines each: turn it with {hint}")
    what = guess(head)
    if what and "JSON" not in what:
        raise SourceUnreadable(f"{name} is not JSON lines: {what}")

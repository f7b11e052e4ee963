"""What every kind of source has in common: records one after the other, and how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeAlias, runtime_checkable

from converter.record import Naming, Record, Unreadable
from converter.sources.blocks import Oversize
from converter.sources.files import InputFile
from converter.syntax.field import Field

NameResolver: TypeAlias = Callable[[str], str | None]
"""Which values the plan wants: a name of the source → the key under which expressions see it, or None.

LDIF asks with the attribute description in lower case (`cn`, `cn;lang-ja`), CSV with the column as the header
writes it, JSON lines with the member's name. A source asks once for each name, so the answer must not change.
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The resolver of a plan: `names` are the keys it reads, None for all; `key` makes a key of a source's name."""

    names: frozenset[str] | None
    key: Callable[[str], str]

    def __call__(self, name: str) -> str | None:
        """The key of a name that is wanted."""
        key = self.key(name)
        return key if self.names is None or key in self.names else None


class Chunk(NamedTuple):
    """A piece of a file that ends where a record ends: the file's name, where the piece begins, and its bytes.

    Line and offset are those of the first byte; `data` is an `Oversize` where a record exceeds the limit.
    """

    name: str
    offset: int
    line: int
    data: bytes | Oversize


class Source(Protocol):
    """A store of records that is read once, from its first record to its last.

    `records` raises `SourceUnreadable` where the store itself fails; a record that cannot be read is a value.
    """

    def records(self) -> Iterator[Record | Unreadable]:
        """Every record in the order of the store, wanted values only; the bad ones among them as `Unreadable`."""
        ...

    def progress(self) -> tuple[int, int | None]:
        """Bytes read so far, as they are stored (compressed), and how many there are, where that is known."""
        ...


@runtime_checkable
class Chunked(Source, Protocol):
    """A source that one process can cut and others can read."""

    def chunks(self) -> Iterator[Chunk]:
        """The source in pieces of some 128 KiB. Raises SourceUnreadable where the store itself fails."""
        ...

    def read(self, chunk: Chunk) -> Iterator[Record | Unreadable]:
        """The records of a chunk of this source, or of another that was opened with the same settings."""
        ...


class SettingError(ValueError):
    """A key under `source:` has the right kind but a value that cannot be used; `name` is the key."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


def keep_name(name: str) -> str:
    """The resolver that wants every value under its own name."""
    return name


class SourceModule(Protocol):
    """What a module of this package offers for its type of source."""

    @property
    def FIELDS(self) -> tuple[Field, ...]:  # noqa: N802  # a constant of the module
        """The type's own keys under `source:`."""
        ...

    @property
    def NAMING(self) -> Naming:  # noqa: N802
        """How its values are named."""
        ...

    def settings(self, values: Mapping[str, Any], folder: Path) -> Any:
        """The settings from the values of `FIELDS`, paths relative to `folder`; raises `SettingError`."""
        ...

    def columns(self, settings: Any, file: InputFile) -> Sequence[str]:
        """The names that records of the file have, where its header says so; none for other types of source."""
        ...

    def open_source(self, settings: Any, files: Iterable[InputFile], resolver: NameResolver) -> Source:
        """The records of the files, with the values that the resolver wants."""
        ...

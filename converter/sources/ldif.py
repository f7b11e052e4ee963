"""LDIF files (RFC 2849), as directories export them: one entry, one record.

A value of `values` is a list of text, or of bytes for binary attributes; `dn` is text. Names of attributes
ignore case; an attribute with options (`cn;lang-ja`) is an attribute of its own. Entries that cannot be read
come as `Unreadable`, and reading goes on behind the next blank line.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, repeat
from typing import Any

from converter.errors import SourceUnreadable
from converter.record import Naming, Origin, Record, Unreadable
from converter.sources.blocks import (
    BLANK_LINE,
    Oversize,
    Piece,
    Span,
    kept_blocks,
    line_counter,
    skip_mark,
    span_keeper,
)
from converter.sources.files import PATH, Digest, InputFile, InputFiles, inputs
from converter.sources.foreign import CARRIAGE_RETURNS, guess, only_carriage_returns
from converter.sources.ldif_binary import BINARY
from converter.sources.ldif_compiled import CompiledRows
from converter.sources.ldif_entry import EntryError, EntryRules, entry_dn, read_entry
from converter.sources.ldif_learned import Learned
from converter.sources.ldif_lines import Segment, SegmentKind, segments
from converter.sources.ldif_names import Attributes, Prefixes
from converter.sources.ldif_quick import plain_block, plain_octets, read_lines
from converter.sources.ldif_settings import RULES, LdifSettings, settings
from converter.sources.shape import Block, Lines
from converter.sources.source import Chunk, NameResolver, ValueTypes
from converter.sources.streams import InputStream

__all__ = ["FIELDS", "NAMING", "LdifSettings", "LdifSource", "columns", "inputs", "open_source", "settings", "types"]

NAMING = Naming.DIRECTORY
FIELDS = (PATH, *RULES)

_new: Any = tuple.__new__
"""Makes a record several times as fast as its own name does, which fills in defaults."""
assert Origin._fields[5:] == ("row", "dn", "key"), "all fields have to be given where _new makes an origin"

_ENTRY = re.compile(rb"(?im)^dn:")
_NAMED_LINE = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._;-]*:")
_VERSION = re.compile(rb"(?i)version: *+(?!1\s*\Z)")


def types(values: Mapping[str, Any]) -> ValueTypes:
    """Attributes are lists of text, or of bytes."""
    binary = (BINARY | {name.lower() for name in values["binary"]}) - {name.lower() for name in values["text"]}
    return ValueTypes(binary=frozenset(binary))


def columns(settings: LdifSettings, files: Sequence[InputFile]) -> tuple[str, ...]:
    """None: any entry may have any attributes, and no header names them."""
    return ()


def open_source(settings: LdifSettings, files: Iterable[InputFile], resolver: NameResolver) -> LdifSource:
    """The entries of the files, with the attributes that the resolver wants."""
    attributes = Attributes(resolver, binary=settings.binary, text=settings.text)
    rules = EntryRules(attributes, settings.encoding, settings.url_folder, settings.max_entry, settings.max_value)
    return LdifSource(tuple(files), rules)


class LdifSource:
    """LDIF files as a source of records. Its chunks can be read anywhere, by a source with the same rules."""

    def __init__(self, files: Sequence[InputFile], rules: EntryRules) -> None:
        self._files = InputFiles(files)
        self._by_name = {file.name: file for file in files}
        self._rules = rules
        self._prefixes = Prefixes(rules.attributes)
        self._learned = Learned(self._prefixes)
        self._compiled = CompiledRows(self._prefixes)
        self._next_line: int | None = None

    def records(self) -> Iterator[Record | Unreadable]:
        """Every entry of every file."""
        for chunk in self.chunks():
            yield from self.read(chunk)

    def chunks(self) -> Iterator[Chunk]:
        """The files cut at blank lines."""
        return self._cut(self._files.streams(), b"".join)

    @property
    def has_places(self) -> bool:
        """Can whoever knows where a chunk lies read it?"""
        return self._files.plain

    def places(self) -> Iterator[Chunk]:
        """As `chunks`, with spans in place of bytes; then `digests` has those of the files."""
        return self._cut(self._files.streams(digested=True), span_keeper())

    @property
    def digests(self) -> Mapping[str, Digest]:
        """The digests of files by their names."""
        return self._files.digests

    def read(self, chunk: Chunk) -> Iterator[Record | Unreadable]:
        """The entries of a chunk."""
        yield from self._reader(chunk).records()

    def blocks(self, chunk: Chunk) -> Iterator[Block | list[Record | Unreadable]]:
        """The entries of a chunk, as rows once their order is known."""
        reader = self._reader(chunk)
        block = reader.compiled_block(self._compiled) if self._compiled else reader.block()
        if block:
            self._next_line = reader.line
        yield block or list(reader.records())

    def all_blocks(self) -> Iterator[Block | list[Record | Unreadable]]:
        """Every entry of every file, as rows once their order is known."""
        for chunk in self.chunks():
            yield from self.blocks(chunk)

    def progress(self) -> tuple[int, int | None]:
        """Bytes read so far, as they are stored, and how many there are, where that is known."""
        return self._files.progress()

    def _cut(self, streams: Iterator[InputStream], keep: Callable[[Sequence[Piece]], bytes | Span]) -> Iterator[Chunk]:
        count_lines = line_counter()
        for stream in streams:
            offset, head = skip_mark(stream)
            check_format(head, stream.name)
            line = 1
            for block in kept_blocks(stream, BLANK_LINE, head=head, limit=self._rules.max_entry, keep=keep):
                self._next_line = None
                yield Chunk(stream.name, offset, line, block)
                if isinstance(block, bytes):
                    offset += len(block)
                    # whoever takes the chunks may have counted its lines already
                    line = self._next_line or line + count_lines(block)
                else:
                    offset += block.size
                    line += block.line_feeds

    def _reader(self, chunk: Chunk) -> LdifReader:
        if isinstance(chunk.data, Span):
            chunk = chunk._replace(data=self._by_name[chunk.name].part(offset=chunk.offset, size=chunk.data.size))
        return LdifReader(chunk, self._rules, self._prefixes, learned=self._learned)


class LdifReader:
    """One chunk of LDIF: where reading stands, and the three ways of reading what comes next."""

    def __init__(self, chunk: Chunk, rules: EntryRules, prefixes: Prefixes, *, learned: Learned) -> None:
        self._name = chunk.name
        self._data = chunk.data
        self._rules = rules
        self._prefixes = prefixes
        self._learned = learned
        self._offset = chunk.offset
        self.line = chunk.line

    def records(self) -> Iterator[Record | Unreadable]:
        """Every entry of the chunk."""
        if isinstance(self._data, Oversize):
            yield self._oversize(self._data)
        else:
            yield from self._block(self._data)

    def compiled_block(self, compiled: CompiledRows) -> Block | None:
        """As `block`, by the compiled reader."""
        data, start, line = self._data, self._offset, self.line
        plain = plain_octets(data) if self._is_harmless(data) else None
        if plain is None:
            return None
        octets, crlf = plain
        found = compiled.read(octets, line)

        def begins(number: int) -> int:
            if number == len(found.rows):
                return len(data)
            return found.offsets[number] + crlf * (found.firsts[number] - line)

        def again(first: int) -> list[Record | Unreadable]:
            number = bisect_left(found.firsts, first)
            self._offset, self.line = start + begins(number), first
            paragraph = data[begins(number) : begins(number + 1)]
            block = plain_block(paragraph)
            return list(self._other(block.text, paragraph, crlf) if block else self._strict(paragraph))

        self.line = found.line
        return Block(found.shape, self._name, found.rows, Lines(found.firsts, found.lasts, repeat(0)), again)

    def block(self) -> Block | None:
        """The entries of the chunk as rows, if it is plain and their order is known; then `line` is the next one."""
        shape = self._learned.shape
        data, start = self._data, self._offset
        if shape is None or not self._is_harmless(data):
            return None
        block = plain_block(data)
        if block is None:
            return None
        rows = self._learned.rows(block.text)
        texts = [row[0] or row[-1] for row in rows]
        begins = list(accumulate([text.count("\n") for text in texts], initial=self.line))

        def again(first: int) -> list[Record | Unreadable]:
            number = bisect_left(begins, first)
            text, lines = texts[number], begins[number + 1] - first
            before = sum(map(block.size, texts[:number])) + block.crlf * (first - begins[0])
            self._offset, self.line = start + before, first
            if not rows[number][0]:
                self._learned.miss(text)
            return list(self._other(text, data[before : before + block.size(text) + block.crlf * lines], block.crlf))

        self.line = begins[-1]
        # behind the last line of an entry there is one blank line
        lines = Lines(begins, [begin - 2 for begin in begins[1:]], repeat(0))
        return Block(shape, self._name, rows, lines, again)

    def _is_harmless(self, data: Any) -> bool:
        """Can nothing in it exceed a limit?"""
        return isinstance(data, bytes) and len(data) <= self._rules.harmless_size

    def _block(self, data: bytes) -> Iterator[Record | Unreadable]:
        block = plain_block(data)
        if block is None:
            yield from self._strict(data)
            return
        file, crlf, small = self._name, block.crlf, self._rules.harmless_size
        start, offset, first = self._offset, self._offset, self.line
        for text, values in self._learned.pieces(block.text):
            lines = text.count("\n")
            size = block.size(text) + crlf * lines
            if values is None or size > small:
                self._offset, self.line = offset, first
                self._learned.miss(text)
                yield from self._other(text, data[offset - start : offset - start + size], crlf)
            else:
                place = (file, first, first + lines - 2, offset, size - 1 - crlf, 0, values["dn"], "")
                yield _new(Record, (values, _new(Origin, place)))
            offset += size
            first += lines

    def _other(self, text: str, data: bytes, crlf: int) -> Iterator[Record | Unreadable]:
        """A paragraph that has to be looked at line by line, with the blank lines behind it."""
        body = text.rstrip("\n")
        small = len(data) <= self._rules.harmless_size
        values = read_lines(body.replace("\n ", "").split("\n"), self._prefixes) if small else None
        if values is None:
            yield from self._strict(data)
            return
        blank_lines = max(len(text) - len(body) - 1, 0)
        last, length = self.line + body.count("\n"), len(data) - blank_lines * (1 + crlf)
        yield Record(values, Origin(self._name, self.line, last, self._offset, length, dn=values["dn"]))

    def _strict(self, data: bytes) -> Iterator[Record | Unreadable]:
        for segment in segments(data, offset=self._offset, line=self.line):
            self._offset, self.line = segment.offset + segment.length, segment.last_line + 1
            if segment.kind is SegmentKind.RECORD:
                yield self._entry(segment)

    def _entry(self, segment: Segment) -> Record | Unreadable:
        try:
            values = read_entry(segment, self._rules)
        except EntryError as error:
            return Unreadable(self._origin(segment, entry_dn(segment, self._rules)), error.code, str(error))
        return Record(values, self._origin(segment, values["dn"]))

    def _origin(self, segment: Segment, dn: str) -> Origin:
        return Origin(self._name, segment.first_line, segment.last_line, segment.offset, segment.length, dn=dn)

    def _oversize(self, block: Oversize) -> Unreadable:
        whole_lines = block.head[: block.head.rfind(b"\n") + 1] or block.head
        last = self.line + block.lines - 1
        dn = entry_dn(Segment(SegmentKind.RECORD, self._offset, self.line, last, whole_lines), self._rules)
        origin = Origin(self._name, self.line, last, self._offset, block.length, dn=dn)
        error = self._rules.too_large(block.length)
        return Unreadable(origin, error.code, str(error))


def check_format(head: bytes, name: str) -> None:
    """Raises `SourceUnreadable` for a file that is something else than LDIF."""
    if only_carriage_returns(head):
        raise SourceUnreadable(f"{name} cannot be read: {CARRIAGE_RETURNS}")
    first = next((line for line in head.split(b"\n") if line.strip() and line[:1] not in (b"#", b" ")), b"")
    if _VERSION.match(first):
        raise SourceUnreadable(
            f"{name} is written in a version of LDIF that is not 1; only version 1 exists (RFC 2849)"
        )
    if _ENTRY.search(head) or not first.strip() or _NAMED_LINE.match(first):
        return
    what = guess(head) or "its first line is no `name: value`"
    raise SourceUnreadable(f"{name} is not LDIF: {what}")

"""One CSV file as a table: its columns, and what stands behind its header, as rows or cut for others to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from converter.errors import SourceUnreadable
from converter.sources.blocks import LINE, Oversize, blocks, skip_mark
from converter.sources.columns import header_problem
from converter.sources.csv_block import BlockReader, Faulty, Place, Stretch, Taker
from converter.sources.csv_cut import Cutter
from converter.sources.csv_dialect import CsvSettings
from converter.sources.encodings import is_wide
from converter.sources.foreign import CARRIAGE_RETURNS, guess, only_carriage_returns
from converter.sources.streams import InputStream

Read: TypeAlias = Stretch | Faulty


class CsvTable:
    """A CSV file. Its header is read at once; raises `SourceUnreadable` where there is none that can be used.

    `encoding` is that of its bytes as they are read.
    """

    def __init__(self, stream: InputStream, settings: CsvSettings) -> None:
        self._settings = settings
        self.encoding = settings.encoding
        if not stream.transcoded and is_wide(settings.encoding):
            stream.transcode(settings.encoding)
        if stream.transcoded:
            self.encoding = "utf-8"
        mark, head = skip_mark(stream)
        check_format(head, stream.name)
        self._blocks = blocks(stream, LINE, head=head, limit=settings.max_row)
        self._reader = BlockReader(settings, self.encoding, width=len(settings.header), place=Place(mark, 1, 1))
        self.columns = list(settings.header) or self._header(stream.name)
        if problem := header_problem(self.columns):
            raise SourceUnreadable(f"{stream.name} has a header that cannot be used: {problem}")

    def rows(self, quick: Taker) -> Iterator[Read]:
        """The rows behind the header, with the wanted cells; blank lines are none."""
        for data, more in self._data():
            yield from self._read(data, quick, more=more)

    def pieces(self, quick: Taker) -> Iterator[tuple[Place, bytes | list[Read]]]:
        """The same rows in pieces: data of complete rows, or rows where that needed reading, and where each begins."""
        cutter = Cutter(self._settings, len(self.columns))
        for data, more in self._data():
            place = self._reader.place
            if isinstance(data, bytes) and self._reader.skip(data, cutter):
                yield place, data
            else:
                yield place, list(self._read(data, quick, more=more))

    def _header(self, name: str) -> list[str]:
        for data, more in self._data():
            if isinstance(data, bytes):
                row = self._reader.header(data, more=more)
            else:
                row = self._reader.oversize(data.length, data.lines)
            if isinstance(row, Faulty):
                raise SourceUnreadable(f"{name} has a header that cannot be read: {row.message}")
            if row:
                return row
        raise SourceUnreadable(f"{name} has no header: every line of it is blank")

    def _data(self) -> Iterator[tuple[bytes | Oversize, bool]]:
        """The data not read yet in blocks that begin with a row, and is there more behind it?"""
        for block in self._blocks:
            rest = self._reader.take_rest()
            if isinstance(block, bytes):
                yield rest + block, True
                continue
            if rest:
                yield rest, False
            yield block, True
        if rest := self._reader.take_rest():
            yield rest, False

    def _read(self, data: bytes | Oversize, quick: Taker, *, more: bool) -> Iterator[Read]:
        if isinstance(data, bytes):
            yield from self._reader.read(data, quick, more=more)
        else:
            yield self._reader.oversize(data.length, data.lines)


def check_format(head: bytes, name: str) -> None:
    """Raises `SourceUnreadable` for a file that is something else than CSV."""
    if only_carriage_returns(head):
        raise SourceUnreadable(f"{name} cannot be read: {CARRIAGE_RETURNS}")
    what = guess(head)
    if what and "type: csv" not in what:
        raise SourceUnreadable(f"{name} is not CSV: {what}")

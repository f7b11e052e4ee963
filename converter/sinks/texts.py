"""JSON texts, many together: made at once, cut anywhere, written down without being taken apart."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from itertools import accumulate
from typing import Any, TypeAlias

import orjson
from msgspec import Struct

from converter import native
from converter.sinks.json_text import compact

COMMA = b","
_AROUND = len(b'""') + len(COMMA)


class Texts(Struct, frozen=True):
    """Texts with a comma between each two.

    `ends` says where each ends, with a comma behind it, in 64 bits each: bytes go from process to process as they are.
    """

    octets: bytes
    ends: bytes

    def end(self, count: int) -> int:
        """The bytes of so many texts, with a comma behind each."""
        return memoryview(self.ends).cast("Q")[count - 1] if count else 0

    def between(self, start: int, end: int) -> memoryview:
        """Those from `start` up to `end`, one at least, with a comma between each two."""
        return memoryview(self.octets)[self.end(start) : self.end(end) - len(COMMA)]

    def fitting(self, start: int, end: int, *, room: int) -> int:
        """Up to which of these all have room in so many bytes, with a comma behind each."""
        most = self.end(start) + room
        return end if self.end(end) <= most else bisect_right(memoryview(self.ends).cast("Q"), most, start, end)


class Same(Struct, frozen=True):
    """A text that stands for any number of equal ones."""

    text: bytes

    def between(self, start: int, end: int) -> bytes:
        """As those of `Texts`."""
        return COMMA.join([self.text] * (end - start))


Column: TypeAlias = Texts | Same


def value_of(column: Column, number: int) -> Any:
    """What one of the texts says."""
    return orjson.loads(column.between(number, number + 1))


class TextMaker:
    """Makes them, by what is compiled where anything is."""

    def __init__(self) -> None:
        self._joined = native.form("texts", joined)
        self._written = native.form("texts", written)

    def texts(self, texts: list[bytes]) -> Texts:
        """These texts."""
        return Texts(*self._joined(texts))

    def column(self, values: list[Any]) -> Column:
        """The JSON of some texts, or of numbers; one at least."""
        first = values[0]
        if first == values[-1] and values.count(first) == len(values):
            return Same(compact(first))
        return Texts(*(self._written(values) or joined(list(map(compact, values)))))


def joined(texts: list[bytes]) -> tuple[bytes, bytes]:
    """The fields of `Texts` for these."""
    return COMMA.join(texts), _ends([len(text) + len(COMMA) for text in texts])


def written(values: list[Any]) -> tuple[bytes, bytes] | None:
    """The fields of `Texts` for the JSON of these values, if that can be told of many at once."""
    octets = compact(values)[1:-1]
    if isinstance(values[0], int):
        return octets, _ends([len(text) + len(COMMA) for text in octets.split(COMMA)])
    sizes = [len(text) + _AROUND for text in values]
    # as many bytes as characters: nothing is escaped, and all is ASCII
    plain = len(octets) == sum(sizes) - len(COMMA)
    return (octets, _ends(sizes)) if plain else None


def _ends(sizes: list[int]) -> bytes:
    """Where texts end that have so many bytes each, with their commas."""
    return array("Q", accumulate(sizes)).tobytes()

"""Users on their way into import files, many together."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import accumulate
from typing import Any, NamedTuple

COMMA = b","


class Users(NamedTuple):
    """JSON texts with a comma between each two, the bytes of each, and where they came from: the fields of PLACE."""

    texts: bytes
    sizes: array[int]
    places: list[list[Any]]

    def ends(self) -> list[int]:
        """The bytes up to the end of each text, the comma behind it included."""
        return list(accumulate([size + len(COMMA) for size in self.sizes]))

    def cut(self, start: int, end: int) -> Users:
        """Some that stand one behind the other."""
        if start == 0 and end == len(self.sizes):
            return self
        behind = [0, *self.ends()]
        texts = self.texts[behind[start] : max(behind[end] - len(COMMA), 0)]
        return Users(texts, self.sizes[start:end], [column[start:end] for column in self.places])


def users_of(texts: Sequence[bytes], places: list[list[Any]]) -> Users:
    """Users by their texts and where they came from."""
    return Users(COMMA.join(texts), array("I", map(len, texts)), places)

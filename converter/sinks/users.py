"""Users on their way into import files, many together."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import accumulate
from typing import Any, NamedTuple

COMMA = b","


class Users(NamedTuple):
    """JSON texts with a comma between each two, and where they came from: the fields of PLACE, by columns.

    `sizes` are the bytes of the texts up to each, commas aside.
    """

    texts: bytes
    sizes: array[int]
    places: list[list[Any]]

    def end(self, count: int) -> int:
        """The bytes of so many texts, with a comma behind each."""
        return self.sizes[count - 1] + count * len(COMMA) if count else 0


def users_of(texts: Sequence[bytes], places: list[list[Any]]) -> Users:
    """Users by their texts and where they came from."""
    return Users(COMMA.join(texts), array("Q", accumulate(map(len, texts))), places)

"""How many different values there were, in bounded memory: the k smallest digests tell how dense all of them lie.

Bar-Yossef et al., "Counting Distinct Elements in a Data Stream" (2002). Exact up to the size of the sketch; beyond it
the standard error is 1/sqrt(k), 3 % here.
"""

from __future__ import annotations

from bisect import bisect_left
from hashlib import blake2b

_SIZE = 1024
_SPACE = 1 << 64


class Distinct:
    """Counts different values; each takes part by its digest alone, so that nothing of it is kept."""

    __slots__ = ("_least", "_seen")

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._least: list[int] = []

    def add(self, value: str | bytes) -> None:
        """Note a value."""
        data = value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
        number = int.from_bytes(blake2b(data, digest_size=8).digest())
        if self._least:
            self._keep(number)
        elif number not in self._seen:
            self._seen.add(number)
            if len(self._seen) > _SIZE:
                self._least = sorted(self._seen)[:_SIZE]
                self._seen = set()

    @property
    def exact(self) -> bool:
        """Is the count exact, or an estimate?"""
        return not self._least

    @property
    def count(self) -> int:
        """How many different values were added."""
        if self.exact:
            return len(self._seen)
        return (_SIZE - 1) * _SPACE // max(self._least[-1], 1)

    def _keep(self, number: int) -> None:
        if number >= self._least[-1]:
            return
        place = bisect_left(self._least, number)
        if self._least[place] != number:
            self._least.insert(place, number)
            self._least.pop()

"""Which users of a run may hold an identifier of one field, by its hash and the numbers of the users.

Up to some hundred thousand users this is a dictionary, which is quickest; beyond, six bytes of memory an identifier,
which keep a part of the hash alone. Whoever asks compares the identifiers themselves, so no two are taken for one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import count
from typing import cast

FEW = 1 << 17
"""So many users are kept the quick way."""

_BUCKET_BITS = 14
_MASK = (1 << _BUCKET_BITS) - 1
_HASH = 2
_ENTRY = 6
_NUMBER_BITS = 8 * (_ENTRY - _HASH)


class Ledger:
    """Hashes of identifiers, each with the number of a user, up to 2**32.

    `take(hash, number)` notes a hash that is new, and gives the number back; where it may not be new, it notes nothing
    and gives another number.
    """

    def __init__(self) -> None:
        self._few: dict[int, int] = {}
        self._buckets: list[bytearray] = []
        self.take: Callable[[int, int], int] = self._few.setdefault

    def grow(self, users: int) -> None:
        """Make room for more than so many users."""
        if users > FEW and not self._buckets:
            self._spread()

    @property
    def many(self) -> bool:
        """Are there more than are kept the quick way, which alone takes many at once?"""
        return bool(self._buckets)

    def doubtful(self, hashes: Sequence[int | None]) -> Iterable[int]:
        """The places of hashes that may not be new, or that stand further in front as well."""
        if self._few.keys().isdisjoint(hashes) and len(set(hashes)) == len(hashes):
            return ()
        new: set[int] = set()
        found = []
        for place, hashed in enumerate(hashes):
            if hashed in self._few or hashed in new:
                found.append(place)
            elif hashed is not None:
                new.add(hashed)
        return found

    def take_all(self, hashes: Sequence[int | None], first: int, doubtful: Collection[int]) -> None:
        """Note the hashes that are not doubtful, of users numbered from the first on."""
        if not doubtful and all(hashes):
            self._few.update(zip(cast("Sequence[int]", hashes), count(first)))
            return
        numbered = enumerate(hashes)
        self._few.update((hashed, first + n) for n, hashed in numbered if hashed is not None and n not in doubtful)

    def numbers(self, hashed: int) -> Iterator[int]:
        """The users that may hold an identifier of that hash, the first one first."""
        if not self._buckets:
            if hashed in self._few:
                yield self._few[hashed]
            return
        bucket, part = self._buckets[hashed & _MASK], _part(hashed)
        found = bucket.find(part)
        while found >= 0:
            if found % _ENTRY == 0:
                yield int.from_bytes(bucket[found + _HASH : found + _ENTRY])
            found = bucket.find(part, found + 1)

    def add(self, hashed: int, number: int) -> None:
        """Note a hash beside those that are the same."""
        self._spread()
        self._buckets[hashed & _MASK] += _part(hashed) + number.to_bytes(_ENTRY - _HASH)

    def forget(self, hashed: int) -> None:
        """Forget what was noted last."""
        if self._buckets:
            del self._buckets[hashed & _MASK][-_ENTRY:]
        else:
            del self._few[hashed]

    def _spread(self) -> None:
        if self._buckets:
            return
        self._buckets = [bytearray() for _ in range(_MASK + 1)]
        self.take = self._take
        for hashed, number in self._few.items():
            self._buckets[hashed & _MASK] += _part(hashed) + number.to_bytes(_ENTRY - _HASH)
        self._few.clear()

    def _take(self, hashed: int, number: int) -> int:
        assert number >> _NUMBER_BITS == 0, "more users than a ledger can number"
        entry = ((hashed >> _BUCKET_BITS & 0xFFFF) << _NUMBER_BITS | number).to_bytes(_ENTRY)
        bucket = self._buckets[hashed & _MASK]
        if bucket.find(entry[:_HASH]) < 0:
            bucket += entry
            return number
        for other in self.numbers(hashed):
            return other
        bucket += entry
        return number


def _part(hashed: int) -> bytes:
    return (hashed >> _BUCKET_BITS & 0xFFFF).to_bytes(_HASH)

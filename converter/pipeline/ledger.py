"""Which users of a run may hold an identifier of one field, by its hash and the numbers of the users.

Up to some ten thousand users this is a dictionary, which is quickest; beyond, six bytes of memory an identifier,
which keep a part of the hash alone. Whoever asks compares the identifiers themselves, so no two are taken for one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, cast

FEW = 1 << 16
"""So many users are kept the quick way."""

_BUCKET_BITS = 14
_MASK = (1 << _BUCKET_BITS) - 1
_HASH = 2
_ENTRY = 6
_NUMBER_BITS = 8 * (_ENTRY - _HASH)


class Numbered(NamedTuple):
    """Hashes of users numbered from `base` on (None where one has none), and the first number of each."""

    base: int
    hashes: Sequence[int | None]
    numbers: dict[int | None, int]


def numbered(hashes: Sequence[int | None], base: int) -> Numbered:
    """The hashes of users who stand one behind the other."""
    backwards = range(base + len(hashes) - 1, base - 1, -1)
    return Numbered(base, hashes, dict(zip(reversed(hashes), backwards, strict=True)))


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
        if users > FEW:
            self._spread()

    def doubtful(self, users: Numbered) -> set[int]:
        """The places of hashes that may not be new, or that stand further in front as well."""
        known = self._known(users.numbers)
        if len(users.numbers) == len(users.hashes) and not known:
            return set()
        numbers = set(range(users.base, users.base + len(users.hashes))).difference(users.numbers.values())
        numbers.update(map(users.numbers.__getitem__, known))
        places = (number - users.base for number in numbers)
        return {place for place in places if users.hashes[place] is not None}

    def take_all(self, users: Numbered, doubtful: Iterable[int]) -> None:
        """Note the hashes that are not doubtful."""
        for place in doubtful:
            hashed = users.hashes[place]
            if users.numbers.get(hashed) == users.base + place:
                del users.numbers[hashed]
        users.numbers.pop(None, None)
        new = cast("dict[int, int]", users.numbers)
        if self._buckets:
            self._put(new)
        else:
            self._few.update(new)

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
        self._put({hashed: number})

    def forget(self, hashed: int) -> None:
        """Forget what was noted last."""
        if self._buckets:
            del self._buckets[hashed & _MASK][-_ENTRY:]
        else:
            del self._few[hashed]

    def _known(self, hashes: Mapping[int | None, int]) -> Collection[int | None]:
        """Those of the hashes that may not be new."""
        buckets = self._buckets
        if not buckets:
            return self._few.keys() & hashes.keys()
        return [one for one in hashes if one is not None and buckets[one & _MASK].find(_part(one)) >= 0]

    def _spread(self) -> None:
        if self._buckets:
            return
        self._buckets = [bytearray() for _ in range(_MASK + 1)]
        self.take = self._take
        self._put(self._few)
        self._few.clear()

    def _put(self, users: Mapping[int, int]) -> None:
        for hashed, number in users.items():
            self._buckets[hashed & _MASK] += _entry(hashed, number)

    def _take(self, hashed: int, number: int) -> int:
        entry = _entry(hashed, number)
        bucket = self._buckets[hashed & _MASK]
        if bucket.find(entry[:_HASH]) < 0:
            bucket += entry
            return number
        for other in self.numbers(hashed):
            return other
        bucket += entry
        return number


def _entry(hashed: int, number: int) -> bytes:
    assert number >> _NUMBER_BITS == 0, "more users than a ledger can number"
    return ((hashed >> _BUCKET_BITS & 0xFFFF) << _NUMBER_BITS | number).to_bytes(_ENTRY)


def _part(hashed: int) -> bytes:
    return (hashed >> _BUCKET_BITS & 0xFFFF).to_bytes(_HASH)

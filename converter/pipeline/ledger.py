"""Which users of a run may hold an identifier of one field, by its hash and the numbers of the users.

An identifier takes six bytes of memory, for a part of its hash and the number of a user. Whoever asks compares the
identifiers themselves, so no two are taken for one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from converter import native

NONE = -1
"""In place of a hash where there is no identifier; Python gives no text this hash."""

FEW = 1 << 16
"""So many users are kept the quick way where nothing was compiled: in a dictionary."""

_BUCKET_BITS = 14
_MASK = (1 << _BUCKET_BITS) - 1
_HASH = 2
_ENTRY = 6
_NUMBER_BITS = 8 * (_ENTRY - _HASH)


def new_ledger() -> Any:
    """A ledger for any number of users: the compiled one, if there is one."""
    module = native.compiled("ledger")
    return module.Buckets() if module else Ledger()


class Ledger:
    """Hashes of identifiers, each with the number of a user, up to 2**32."""

    def __init__(self) -> None:
        self._few: dict[int, int] = {}
        self._buckets: list[bytearray] = []

    def take_all(self, octets: bytes, base: int) -> list[int]:
        """Note hashes, 64 bits each, of users numbered from `base` on.

        Gives the places of those that may not be new, which are not noted.
        """
        if base > FEW:
            self._spread()
        hashes = memoryview(octets).cast("q").tolist()
        backwards = range(base + len(hashes) - 1, base - 1, -1)
        new = dict(zip(reversed(hashes), backwards, strict=True))
        known = self._known(new)
        doubtful = []
        if known or len(new) < len(hashes):
            numbers = set(range(base, base + len(hashes))).difference(new.values())
            numbers.update(map(new.pop, known))
            doubtful = [number - base for number in sorted(numbers) if hashes[number - base] != NONE]
        new.pop(NONE, None)
        self._put(new)
        return doubtful

    def numbers(self, hashed: int) -> list[int]:
        """The users that may hold an identifier of that hash, the first one first."""
        if not self._buckets:
            return [self._few[hashed]] if hashed in self._few else []
        bucket, part = self._buckets[hashed & _MASK], _part(hashed)
        numbers = []
        found = bucket.find(part)
        while found >= 0:
            if found % _ENTRY == 0:
                numbers.append(int.from_bytes(bucket[found + _HASH : found + _ENTRY]))
            found = bucket.find(part, found + 1)
        return numbers

    def add(self, hashed: int, number: int) -> None:
        """Note a hash beside those that are the same."""
        if hashed in self._few or number > FEW:
            self._spread()
        self._put({hashed: number})

    def forget(self, hashed: int, number: int) -> None:
        """Forget the hash of that user, if it was noted."""
        if not self._buckets:
            if self._few.get(hashed) == number:
                del self._few[hashed]
            return
        bucket, entry = self._buckets[hashed & _MASK], _entry(hashed, number)
        found = bucket.find(entry)
        while found >= 0 and found % _ENTRY:
            found = bucket.find(entry, found + 1)
        if found >= 0:
            del bucket[found : found + _ENTRY]

    def _known(self, hashes: Collection[int]) -> list[int]:
        """Those of the hashes that may not be new."""
        buckets = self._buckets
        if not buckets:
            return list(self._few.keys() & hashes)
        return [one for one in hashes if one != NONE and buckets[one & _MASK].find(_part(one)) >= 0]

    def _spread(self) -> None:
        if self._buckets:
            return
        self._buckets = [bytearray() for _ in range(_MASK + 1)]
        self._put(self._few)
        self._few.clear()

    def _put(self, users: Mapping[int, int]) -> None:
        if not self._buckets:
            self._few.update(users)
            return
        for hashed, number in users.items():
            self._buckets[hashed & _MASK] += _entry(hashed, number)


def _entry(hashed: int, number: int) -> bytes:
    assert number >> _NUMBER_BITS == 0, "more users than a ledger can number"
    return ((hashed >> _BUCKET_BITS & 0xFFFF) << _NUMBER_BITS | number).to_bytes(_ENTRY)


def _part(hashed: int) -> bytes:
    return (hashed >> _BUCKET_BITS & 0xFFFF).to_bytes(_HASH)

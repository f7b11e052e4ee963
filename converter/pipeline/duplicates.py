"""Finds users that share an identifier, at any size."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct

from converter.mapping.target import LOWER_CASED
from converter.pipeline.holders import Holders, held, identifiers_held
from converter.pipeline.ledger import NONE, new_ledger
from converter.record import Origin, place_of
from converter.sinks.texts import Column
from converter.sinks.users import places_of
from converter.validation.violation import Document, Violation

_BUCKETS = 1 << 16
_HEAD = 2
_TAIL = 10
_PLACE = 8
_ENTRY = _TAIL + _PLACE


class Key(NamedTuple):
    """An identifier of one user as it is compared: the field and a digest of its value."""

    field: str
    digest: bytes


class Identifiers(Struct, frozen=True):
    """Those of some users: by field their hashes, 64 bits each, and what is `held` of them."""

    hashes: tuple[bytes, ...]
    users: Sequence[bytes]
    size: int


NO_IDENTIFIERS = Identifiers((), (), 0)


def identifiers_of(
    places: Sequence[Column], identifiers: Sequence[Sequence[str | None]], fields: Sequence[str]
) -> Identifiers:
    """The identifiers, by field, of users who stand one behind the other, one at least, and came from `places`.

    Hashes agree within a process and its forks.
    """
    if not fields:
        return NO_IDENTIFIERS
    columns = zip(fields, identifiers, strict=True)
    hashes = tuple(_hashes(column, field in LOWER_CASED) for field, column in columns)
    return Identifiers(hashes, held(places, identifiers), len(identifiers[0]))


def _hashes(column: Sequence[str | None], lower: bool) -> bytes:
    if all(column):
        return array("q", map(hash, map(str.lower, column) if lower else column)).tobytes()  # type: ignore[arg-type]
    return array("q", [NONE if one is None else hash(_compared(one, lower)) for one in column]).tobytes()


def _compared(identifier: Any, lower: bool) -> Any:
    return identifier.lower() if lower else identifier


class Claims:
    """Who holds which identifier. A user that is not exported holds none, so nobody is lost because of it.

    Errors: RunStopped where the disk is full.
    """

    def __init__(self, fields: tuple[str, ...], secret: bytes, folder: Path | None = None) -> None:
        """`secret` keys the digests, so that whoever writes the data cannot prepare two that are equal.

        `folder` is where identifiers wait that are too many for a little memory.
        """
        self._fields = fields
        self._ledgers = [(n, field in LOWER_CASED, new_ledger()) for n, field in enumerate(fields)]
        self._holders = Holders(folder)
        self._secret = secret

    def keys(self, document: Document) -> list[Key]:
        """The identifiers of a user that nobody else may have."""
        return [
            self._key(field, value.lower() if field in LOWER_CASED else value)
            for field in self._fields
            if isinstance(value := document.get(field), str)
        ]

    def claim(self, document: Document, origin: Origin) -> tuple[Violation, ...]:
        """Take the user's identifiers, or say who has them already; then none is taken."""
        identifiers = [[value if isinstance(value, str) else None] for value in map(document.get, self._fields)]
        refused = self.sift(identifiers_of(places_of(origin), identifiers, self._fields))
        return refused[0][1] if refused else ()

    def sift(self, users: Identifiers) -> list[tuple[int, tuple[Violation, ...]]]:
        """Take the identifiers of users, one after the other: those who cannot have theirs, by number, and why."""
        if not users.size:
            return []
        base = self._holders.count
        self._holders.add(users.users, users.size)
        doubtful: set[int] = set()
        for (_, _, ledger), hashes in zip(self._ledgers, users.hashes, strict=True):
            doubtful.update(ledger.take_all(hashes, base))
        if not doubtful:
            return []
        for (_, _, ledger), hashes in zip(self._ledgers, users.hashes, strict=True):
            # a later one with the same hash is doubtful as well, so the order among the others does not matter
            noted = memoryview(hashes).cast("q")
            for number in doubtful:
                ledger.forget(noted[number], base + number)
        each = identifiers_held(users.users, sorted(doubtful))
        taken = [(number, self._take(identifiers, base + number)) for number, identifiers in each]
        return [(number, reasons) for number, reasons in taken if reasons]

    def _take(self, identifiers: tuple[str | None, ...], number: int) -> tuple[Violation, ...]:
        """Take the identifiers of one user, or say who has them already; then none is taken."""
        for place, lower, ledger in self._ledgers:
            if identifiers[place] is None:
                continue
            if holding := list(self._holding(identifiers, (place, lower, ledger))):
                return self._taken(identifiers, number, place=place, holding=holding)
            ledger.add(hash(_compared(identifiers[place], lower)), number)
        return ()

    def _holding(self, identifiers: tuple[str | None, ...], of: tuple[int, bool, Any]) -> Iterator[str]:
        """Where the user stood who has one of these identifiers."""
        place, lower, ledger = of
        identifier = _compared(identifiers[place], lower)
        for number in ledger.numbers(hash(identifier)):
            file, at, held = self._holders.get(number)
            if _compared(held[place], lower) == identifier:
                yield place_of(file, at)

    def _taken(
        self, identifiers: tuple[str | None, ...], number: int, *, place: int, holding: Sequence[str]
    ) -> tuple[Violation, ...]:
        """Why a user is refused whose identifier in one place those `holding` have; those before are given back."""
        found: list[Violation] = []
        for field, (each, lower, ledger) in zip(self._fields, self._ledgers, strict=True):
            if identifiers[each] is None:
                continue
            if each < place:
                ledger.forget(hash(_compared(identifiers[each], lower)), number)
            else:
                others = holding if each == place else self._holding(identifiers, (each, lower, ledger))
                found += (duplicate(field, other) for other in others)
        return tuple(found)

    def close(self) -> None:
        """Let go of what is held; nothing can be claimed afterwards."""
        self._holders.close()

    def _key(self, field: str, text: str) -> Key:
        data = text.encode("utf-8", "surrogatepass")
        return Key(field, blake2b(data, digest_size=_HEAD + _TAIL, key=self._secret).digest())


def duplicate(field: str, other: str) -> Violation:
    """The reason of a user whose identifier another one has."""
    return Violation(field, "duplicate", f"the user at {other} has the same {field}")


class Seen:
    """The identifiers of one field as digests, each with a place. An entry takes 18 bytes and the share of its bucket.

    Two different identifiers are taken for one where 96 bits of BLAKE2b agree: at a hundred million users the chance
    of a single such case is below one in ten million million.
    """

    def __init__(self) -> None:
        self._buckets: list[bytearray | None] = [None] * _BUCKETS

    def place(self, digest: bytes) -> int | None:
        """The place noted for this identifier, or None where it is new."""
        bucket = self._buckets[digest[0] << 8 | digest[1]]
        if bucket is None:
            return None
        tail = digest[_HEAD:]
        found = bucket.find(tail)
        while found >= 0:
            if found % _ENTRY == 0:
                return int.from_bytes(bucket[found + _TAIL : found + _ENTRY])
            found = bucket.find(tail, found + 1)
        return None

    def add(self, digest: bytes, place: int) -> None:
        """Note a new identifier and where it stood (any number below 2**64)."""
        number = digest[0] << 8 | digest[1]
        bucket = self._buckets[number]
        if bucket is None:
            bucket = self._buckets[number] = bytearray()
        bucket += digest[_HEAD:] + place.to_bytes(_PLACE)

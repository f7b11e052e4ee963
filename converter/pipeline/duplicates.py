"""Finds users that share an identifier, at any size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from converter.mapping.batch import IDENTIFIERS, Columns
from converter.mapping.fate import Decision, Rejected
from converter.mapping.target import LOWER_CASED
from converter.pipeline.holders import Holders
from converter.pipeline.ledger import Ledger, numbered
from converter.record import PLACE, Origin, place_of
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


def _hashes(column: Sequence[str | None], lower: bool) -> Sequence[int | None]:
    if all(column):
        return list(map(hash, map(str.lower, column) if lower else column))  # type: ignore[arg-type]
    return [None if one is None else hash(_compared(one, lower)) for one in column]


def _compared(identifier: Any, lower: bool) -> Any:
    return identifier.lower() if lower else identifier


def _origin(users: Columns, number: int) -> Origin:
    return Origin(**{name: column[number] for name, column in zip(PLACE, users, strict=False)})


class Claims:
    """Who holds which identifier. A user that is not exported holds none, so nobody is lost because of it.

    Errors: RunStopped where the disk is full.
    """

    def __init__(self, fields: tuple[str, ...], secret: bytes, folder: Path | None = None) -> None:
        """`secret` keys the digests, so that whoever writes the data cannot prepare two that are equal.

        `folder` is where identifiers wait that are too many for a little memory.
        """
        self._fields = fields
        self._ledgers = [(n, field in LOWER_CASED, Ledger()) for n, field in enumerate(fields)]
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
        identifiers = (value if isinstance(value, str) else None for value in map(document.get, self._fields))
        refused = self._refused([[value] for value in (*origin.place, b"", None, *identifiers)])
        return refused[0][1] if refused else ()

    def sift(self, users: Columns) -> list[tuple[int, Decision]]:
        """Take the identifiers of users, one after the other. Those who cannot have theirs are taken out and rejected.

        Each of them is given with the number of users that stood before it.
        """
        refused = [
            (number, Decision(_origin(users, number), Rejected(reasons))) for number, reasons in self._refused(users)
        ]
        for number, _ in reversed(refused):
            for column in users:
                del column[number]
        return refused

    def _refused(self, users: Columns) -> list[tuple[int, tuple[Violation, ...]]]:
        """The users among these who cannot have their identifiers, and why."""
        if not self._ledgers:
            return []
        base = self._holders.count
        self._holders.add(users)
        for _, _, ledger in self._ledgers:
            ledger.grow(base)
        refused = []
        for number in self._take_all(users, base):
            identifiers = tuple(column[number] for column in users[IDENTIFIERS:])
            if reasons := self._take(identifiers, base + number):
                refused.append((number, reasons))
        return refused

    def _take_all(self, users: Columns, base: int) -> Sequence[int]:
        """Take those that are plainly new, and say which users have others; `base` is the first one's number."""
        columns = [
            (ledger, numbered(_hashes(users[IDENTIFIERS + place], lower), base))
            for place, lower, ledger in self._ledgers
        ]
        doubtful: set[int] = set()
        for ledger, column in columns:
            doubtful |= ledger.doubtful(column)
        for ledger, column in columns:
            # a later one with the same hash is doubtful as well, so the order among the others does not matter
            ledger.take_all(column, doubtful)
        return sorted(doubtful)

    def _take(self, identifiers: tuple[str | None, ...], number: int) -> tuple[Violation, ...]:
        """Take the identifiers of one user, or say who has them already; then none is taken."""
        for place, lower, ledger in self._ledgers:
            identifier = identifiers[place]
            if identifier is None:
                continue
            hashed = hash(_compared(identifier, lower))
            if ledger.take(hashed, number) == number:
                continue
            if holding := list(self._holding(identifiers, (place, lower, ledger))):
                return self._taken(identifiers, place, holding)
            ledger.add(hashed, number)
        return ()

    def _holding(self, identifiers: tuple[str | None, ...], of: tuple[int, bool, Ledger]) -> Iterator[str]:
        """Where the user stood who has one of these identifiers."""
        place, lower, ledger = of
        identifier = _compared(identifiers[place], lower)
        for number in ledger.numbers(hash(identifier)):
            file, at, held = self._holders.get(number)
            if _compared(held[place], lower) == identifier:
                yield place_of(file, at)

    def _taken(self, identifiers: tuple[str | None, ...], first: int, holding: Sequence[str]) -> tuple[Violation, ...]:
        """Why a user is refused; its identifiers before the `first`, which those `holding` have, are given back."""
        found: list[Violation] = []
        for field, (place, lower, ledger) in zip(self._fields, self._ledgers, strict=True):
            if identifiers[place] is None:
                continue
            if place < first:
                ledger.forget(hash(_compared(identifiers[place], lower)))
            else:
                others = holding if place == first else self._holding(identifiers, (place, lower, ledger))
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

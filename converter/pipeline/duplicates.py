"""Finds users that share an identifier, at any size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple, TypeAlias

from converter.mapping.fate import IDENTIFIERS, Plain
from converter.mapping.target import LOWER_CASED
from converter.pipeline.holders import Holders, where
from converter.pipeline.ledger import Ledger
from converter.record import Origin, place_of
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


Refused: TypeAlias = tuple[Plain, tuple[Violation, ...]]


class Claims:
    """Who holds which identifier. A user that is not exported holds none, so nobody is lost because of it.

    Errors: RunStopped where the disk is full.
    """

    def __init__(self, fields: tuple[str, ...], secret: bytes, folder: Path | None = None) -> None:
        """`secret` keys the digests, so that whoever writes the data cannot prepare two that are equal.

        `folder` is where identifiers wait that are too many for a little memory.
        """
        self._fields = fields
        self._ledgers = [(n, field in LOWER_CASED, Ledger()) for n, field in enumerate(fields, IDENTIFIERS)]
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
        _, refused = self.sift([(*origin, b"", None, *identifiers)])
        return refused[0][1] if refused else ()

    def sift(self, users: Iterable[Plain]) -> tuple[list[Plain], list[Refused]]:
        """Take the identifiers of users, one after the other: those who have theirs, and those who cannot."""
        kept: list[Plain] = []
        refused: list[Refused] = []
        ledgers = self._ledgers
        if not ledgers:
            return list(users), refused
        number = self._holders.count
        for _, _, ledger in ledgers:
            ledger.grow(number)
        for user in users:
            for place, lower, ledger in ledgers:
                identifier = user[place]
                if identifier is None:
                    continue
                hashed = hash(identifier.lower() if lower else identifier)
                if ledger.take(hashed, number) == number:
                    continue
                if any(self._holding(user, (place, lower, ledger), kept)):
                    refused.append((user, self._taken(user, place, kept)))
                    break
                ledger.add(hashed, number)
            else:
                kept.append(user)
                number += 1
        self._holders.add(kept)
        return kept, refused

    def _holding(self, user: Plain, of: tuple[int, bool, Ledger], kept: list[Plain]) -> Iterator[str]:
        """Where the user stood who has an identifier of this one; `kept` are those of now."""
        place, lower, ledger = of
        identifier = user[place].lower() if lower else user[place]
        for number in ledger.numbers(hash(identifier)):
            behind = number - self._holders.count
            file, at, held = where(kept[behind]) if behind >= 0 else self._holders.get(number)
            other = held[place - IDENTIFIERS]
            if (other.lower() if lower else other) == identifier:
                yield place_of(file, at)

    def _taken(self, user: Plain, first: int, kept: list[Plain]) -> tuple[Violation, ...]:
        """Why a user is refused; its identifiers before the `first` that another one has are given back."""
        found: list[Violation] = []
        for field, (place, lower, ledger) in zip(self._fields, self._ledgers, strict=True):
            if user[place] is None:
                continue
            if place < first:
                ledger.forget(hash(user[place].lower() if lower else user[place]))
            else:
                found += (duplicate(field, other) for other in self._holding(user, (place, lower, ledger), kept))
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

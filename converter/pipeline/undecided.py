"""A run that met a password Auth0 cannot take, and no word on what then: how the rest of the store keeps its own.

Whoever has to decide for the people of one scheme wants to know which other schemes there are, and how many people
each of them concerns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from converter.errors import MappingInvalid, SourceUnreadable
from converter.mapping.fate import Decision, Exported, Undecided
from converter.passwords.description import Description
from converter.passwords.inventory import Inventory
from converter.pipeline.lots import Lot
from converter.pipeline.outcome import LeftOut, Outcome, Refused
from converter.pipeline.tally import Tally

FURTHER = 100_000
"""The most records that are looked at behind the one that stopped the run."""


class Password(NamedTuple):
    """What can be said of a plain user's password, if there is one."""

    described: Description | None


class SchemesUndecided(MappingInvalid):
    """The diagnostic that stopped the run, with the passwords of the first so many `records`, that one included.

    `complete` says that there are no further records.
    """

    def __init__(self, text: str, passwords: Inventory, *, records: int, complete: bool) -> None:
        super().__init__(text)
        self.passwords = passwords
        self.records = records
        self.complete = complete


def undecided(missing: MappingInvalid, tally: Tally, *, outcome: Outcome, further: Iterable[Lot]) -> SchemesUndecided:
    """What stops the run: what `missing` says of `outcome`, and the passwords of it, before it and behind it."""
    passwords, records, waiting = tally.passwords, tally.read, _one_by_one(further)
    _note(passwords, outcome)
    try:
        for other in islice(waiting, FURTHER):
            _note(passwords, other)
            records += 1
        complete = next(waiting, None) is None
    except SourceUnreadable:
        complete = False
    return SchemesUndecided(str(missing), passwords, records=records, complete=complete)


def _one_by_one(lots: Iterable[Lot]) -> Iterator[Outcome | Password]:
    for lot in lots:
        start = 0
        for number, outcome in lot.outcomes:
            yield from map(Password, lot.passwords.between(start, number))
            yield outcome
            start = number
        yield from map(Password, lot.passwords.between(start, lot.users.number))


def _note(passwords: Inventory, found: Outcome | Password) -> None:
    match found:
        case Password():
            passwords.add(found.described)
        case Refused() | LeftOut() if found.password:
            passwords.add(found.password)
        case Decision(_, Exported() | Undecided() as fate):
            passwords.add(fate.password)

"""A run that met a password Auth0 cannot take, and no word on what then: how the rest of the store keeps its own.

Whoever has to decide for the people of one scheme wants to know which other schemes there are, and how many people
each of them concerns.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from converter.errors import MappingInvalid, SourceUnreadable
from converter.mapping.fate import PASSWORD, Decision, Exported, Outcome, Rejected, Skipped, Undecided
from converter.passwords.inventory import Inventory
from converter.pipeline.tally import Tally

FURTHER = 100_000
"""The most records that are looked at behind the one that stopped the run."""


class SchemesUndecided(MappingInvalid):
    """The diagnostic that stopped the run, with the passwords of the first so many `records`, that one included.

    `complete` says that there are no further records.
    """

    def __init__(self, text: str, passwords: Inventory, *, records: int, complete: bool) -> None:
        super().__init__(text)
        self.passwords = passwords
        self.records = records
        self.complete = complete


def undecided(
    missing: MappingInvalid, tally: Tally, *, decision: Decision, further: Iterable[Outcome]
) -> SchemesUndecided:
    """What stops the run: what `missing` says of `decision`, and the passwords of it, before it and behind it."""
    passwords, records, waiting = tally.passwords, tally.read, iter(further)
    _note(passwords, decision)
    try:
        for other in islice(waiting, FURTHER):
            _note(passwords, other)
            records += 1
        complete = next(waiting, None) is None
    except SourceUnreadable:
        complete = False
    return SchemesUndecided(str(missing), passwords, records=records, complete=complete)


def _note(passwords: Inventory, outcome: Outcome) -> None:
    if not isinstance(outcome, Decision):
        passwords.add(outcome[PASSWORD])
        return
    fate = outcome.fate
    match fate:
        case Exported():
            passwords.add(fate.password)
        case Rejected() | Skipped() | Undecided() if fate.password:
            passwords.add(fate.password)

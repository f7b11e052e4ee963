"""Batches made ready to be written down, as far as that takes none of the others: what several processes can share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from converter import native
from converter.mapping.batch import IDENTIFIERS, PASSWORD, TEXT, Batch, Columns
from converter.mapping.fate import Decision, Filtered, Rejected, Skipped, Undecided
from converter.passwords.inventory import NO_PASSWORDS, Passwords, numbered
from converter.pipeline.duplicates import NO_IDENTIFIERS, Identifiers, identifiers_of
from converter.pipeline.outcome import Outcome, outcome_of
from converter.sinks.texts import TextMaker
from converter.sinks.users import NO_USERS, Users


class Lot(Struct, frozen=True):
    """Users of whom nothing has to be told, and the outcomes of other records, each with the number of users before it.

    Outcomes that have to do with the users around them stand behind all of these, and one that ends the run
    ends its lot.
    """

    users: Users
    passwords: Passwords
    identifiers: Identifiers
    outcomes: list[tuple[int, Outcome]]


def lots(batches: Iterable[Batch], unique: Sequence[str]) -> Iterator[Lot]:
    """Batches as lots, in their order; `unique` are the fields whose values nobody else may have."""
    maker = _Maker(unique)
    for batch in batches:
        users, count = batch.users, len(batch.users[TEXT])
        start, outcomes = 0, list[tuple[int, Outcome]]()
        for number, decision in batch.decisions:
            outcomes.append((number - start, outcome_of(decision, unique)))
            if _ends(decision, last=number == count):
                yield maker.lot([column[start:number] for column in users], outcomes)
                start, outcomes = number, []
        if outcomes or start < count:
            yield maker.lot([column[start:] for column in users] if start else users, outcomes)


def _ends(decision: Decision, *, last: bool) -> bool:
    """Must a lot end with the decision? `last` says that no users stand behind it."""
    fate = decision.fate
    if isinstance(fate, Undecided):
        return True
    apart = isinstance(fate, Filtered) or (isinstance(fate, Rejected | Skipped) and fate.password is None)
    return not (apart or last)


class _Maker:
    """Makes lots, by what is compiled where anything is."""

    def __init__(self, unique: Sequence[str]) -> None:
        self._unique = unique
        self._made = TextMaker()
        self._numbered = native.form("kinds", numbered)

    def lot(self, users: Columns, outcomes: list[tuple[int, Outcome]]) -> Lot:
        """A lot of these."""
        texts, described = users[TEXT], users[PASSWORD]
        if not texts:
            return Lot(NO_USERS, NO_PASSWORDS, NO_IDENTIFIERS, outcomes)
        places = list(map(self._made.column, users[:TEXT]))
        identifiers = identifiers_of(places, users[IDENTIFIERS:], self._unique)
        passwords = Passwords(*(self._numbered(described) or (described,)))
        return Lot(Users(len(texts), self._made.texts(texts), places), passwords, identifiers, outcomes)

"""Batches made ready to be written down, as far as that takes none of the others: what several processes can share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from converter.mapping.batch import PASSWORD, TEXT, Batch, Columns
from converter.mapping.fate import Decision, Exported, Filtered, Rejected, Skipped, Undecided
from converter.passwords.description import Description
from converter.pipeline.duplicates import Identifiers, identifiers_of
from converter.sinks.users import Users, users_of


class Lot(NamedTuple):
    """Users of whom nothing has to be told, and decisions, each with the number of users before it.

    Decisions that have to do with the users around them stand behind all of these, and one that ends the run
    ends its lot.
    """

    users: Users
    passwords: Sequence[Description | None]
    identifiers: Identifiers
    decisions: list[tuple[int, Decision]]


def lots(batches: Iterable[Batch], unique: Sequence[str]) -> Iterator[Lot]:
    """Batches as lots, in their order; `unique` are the fields whose values nobody else may have."""
    for batch in batches:
        users, count = batch.users, len(batch.users[TEXT])
        start, decisions = 0, list[tuple[int, Decision]]()
        for number, decision in batch.decisions:
            decisions.append((number - start, _needed(decision, unique)))
            if _ends(decision, last=number == count):
                yield _lot([column[start:number] for column in users], decisions, unique)
                start, decisions = number, []
        if decisions or start < count:
            yield _lot([column[start:] for column in users] if start else users, decisions, unique)


def _ends(decision: Decision, *, last: bool) -> bool:
    """Must a lot end with the decision? `last` says that no users stand behind it."""
    fate = decision.fate
    if isinstance(fate, Undecided):
        return True
    apart = isinstance(fate, Filtered) or (isinstance(fate, Rejected | Skipped) and fate.password is None)
    return not (apart or last)


def _lot(users: Columns, decisions: list[tuple[int, Decision]], unique: Sequence[str]) -> Lot:
    written = users_of(users[TEXT], users[:TEXT])
    return Lot(written, users[PASSWORD], identifiers_of(users, unique), decisions)


def _needed(decision: Decision, unique: Sequence[str]) -> Decision:
    """Of a user of whom something has to be told, its text and its identifiers are enough."""
    fate = decision.fate
    if not isinstance(fate, Exported):
        return decision
    document = {field: fate.document[field] for field in unique if field in fate.document}
    return decision._replace(fate=fate._replace(document=document))

"""What becomes of the records of a source, in batches and in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias, TypeVar, cast

from converter.errors import SourceUnreadable
from converter.mapping.compile import Program
from converter.mapping.fate import Decision, Fate, Outcome, Rejected
from converter.mapping.model import Duplicates
from converter.record import Record, Unreadable
from converter.validation.violation import Violation

BATCH = 64
"""Records that are converted together: few enough to stay in the processor's cache."""

Item: TypeAlias = Record | Unreadable


def outcomes(program: Program, items: Sequence[Item]) -> list[Outcome]:
    """As `decide`, in the form in which it is written down soonest."""
    if program.plan.model.duplicates is not Duplicates.REJECT:
        return list(decide(program, items))
    found = iter(program.outcomes([item for item in items if isinstance(item, Record)]))
    return [
        _unreadable(item)
        if not isinstance(item, Record)
        else one
        if (one := next(found)).__class__ is tuple
        else Decision(item.origin, cast("Fate", one))
        for item in items
    ]


def decide(program: Program, items: Sequence[Item]) -> list[Decision]:
    """The decisions on some records."""
    ranked = program.plan.model.keep is not None
    fates = iter(program.fates([item for item in items if isinstance(item, Record)]))
    return [
        Decision(item.origin, next(fates), program.plan.rank(item) if ranked else None)
        if isinstance(item, Record)
        else _unreadable(item)
        for item in items
    ]


def _unreadable(item: Unreadable) -> Decision:
    return Decision(item.origin, Rejected((Violation("", item.code, item.message),)))


Decided = TypeVar("Decided", bound=Outcome)
Decide: TypeAlias = Callable[[Program, Sequence[Item]], list[Decided]]


def decisions(program: Program, items: Iterator[Item], by: Decide[Decided]) -> Iterator[list[Decided]]:
    """The decisions on all records; where the source fails, those on the records before the failure come first."""
    batch: list[Item] = []
    try:
        for item in items:
            batch.append(item)
            if len(batch) == BATCH:
                yield by(program, batch)
                batch = []
    except SourceUnreadable:
        if batch:
            yield by(program, batch)
        raise
    yield by(program, batch)

"""What becomes of the records of a source, in batches and in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias, TypeVar, cast

from converter.errors import SourceUnreadable
from converter.mapping.batch import Batch, blank, decided
from converter.mapping.compile import Program
from converter.mapping.fate import Decision, Fate, Rejected
from converter.mapping.model import Duplicates
from converter.record import Record, Unreadable
from converter.validation.violation import Violation

BATCH = 64
"""Records that are converted together: few enough to stay in the processor's cache."""

Item: TypeAlias = Record | Unreadable


def batch_of(program: Program, items: Sequence[Item]) -> Batch:
    """As `decide`, in the form in which it is written down soonest."""
    unique = program.plan.model.unique
    if program.plan.model.duplicates is not Duplicates.REJECT:
        return decided(decide(program, items), unique)
    batch = blank(unique)
    plain: list[tuple[Any, ...]] = []
    fates = iter(program.plainly([item for item in items if isinstance(item, Record)]))
    for item in items:
        fate = next(fates) if isinstance(item, Record) else None
        if fate.__class__ is tuple:
            plain.append((*item.origin.place, *fate))
        else:
            decision = Decision(item.origin, cast("Fate", fate)) if fate else _unreadable(cast("Unreadable", item))
            batch.decisions.append((len(plain), decision))
    for column, values in zip(batch.users, zip(*plain, strict=True), strict=False):
        column.extend(values)
    return batch


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


Decided = TypeVar("Decided")


def decisions(
    program: Program, items: Iterator[Item], by: Callable[[Program, Sequence[Item]], Decided]
) -> Iterator[Decided]:
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

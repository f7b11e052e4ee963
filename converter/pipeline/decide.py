"""What becomes of the records of a source, in batches and in their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

from converter.errors import SourceUnreadable
from converter.mapping.compile import Program
from converter.mapping.fate import Fate, Rejected
from converter.record import Origin, Record, Unreadable
from converter.validation.violation import Violation

BATCH = 64
"""Records that are converted together: few enough to stay in the processor's cache."""

Item: TypeAlias = Record | Unreadable

_new: Any = tuple.__new__
"""Makes a decision several times as fast as its own name does, which fills in defaults."""


class Decision(NamedTuple):
    """Where a record stood, its fate, and what `duplicates: keep` ranks it by."""

    origin: Origin
    fate: Fate
    rank: Any = None


def decide(program: Program, items: Sequence[Item]) -> list[Decision]:
    """The decisions on some records."""
    records = [item for item in items if isinstance(item, Record)]
    ranked = program.plan.model.keep is not None
    if len(records) == len(items) and not ranked:
        return [
            _new(Decision, (one.origin, fate, None)) for one, fate in zip(records, program.fates(records), strict=True)
        ]
    fates = iter(program.fates(records))
    return [
        Decision(item.origin, next(fates), program.plan.rank(item) if ranked else None)
        if isinstance(item, Record)
        else Decision(item.origin, Rejected((Violation("", item.code, item.message),)))
        for item in items
    ]


def decisions(program: Program, items: Iterator[Item]) -> Iterator[list[Decision]]:
    """The decisions on all records; where the source fails, those on the records before the failure come first."""
    batch: list[Item] = []
    try:
        for item in items:
            batch.append(item)
            if len(batch) == BATCH:
                yield decide(program, batch)
                batch = []
    except SourceUnreadable:
        if batch:
            yield decide(program, batch)
        raise
    yield decide(program, batch)

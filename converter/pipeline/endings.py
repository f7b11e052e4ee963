"""How every record of a source ends, in memory: its fate as a run would find it, duplicates included.

For those who look for a few people and write nothing down.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from converter.mapping.compile import Program
from converter.mapping.fate import Decided, Exported, Fate, Filtered, Rejected, Undecided
from converter.mapping.model import Duplicates
from converter.mapping.password import policy_missing
from converter.pipeline.contest import Contest, Entry
from converter.pipeline.decide import decide
from converter.pipeline.duplicates import Claims
from converter.record import Origin, Record, Unreadable
from converter.validation.violation import Document, Violation

_TOLD = 500


@dataclass(frozen=True, slots=True)
class Ending:
    """Where a record stood, its fate, and the Auth0 user: of one that was not exported, as much as could be built."""

    origin: Origin
    fate: Decided = field(repr=False)
    user: Document = field(repr=False)
    text: bytes = field(default=b"", repr=False)


def endings(
    program: Program, items: Iterable[Record | Unreadable], *, scratch: Path, progress: Callable[[int], None]
) -> Iterator[Ending]:
    """Every record in order; where duplicates can only be decided at the end, the finished users come last.

    These then wait in an unnamed file in the folder `scratch`. `progress` is told the number of records read, now
    and then. Raises SourceUnreadable, MappingInvalid, RunStopped.
    """
    model = program.plan.model
    claims = Claims(model.unique, secrets.token_bytes(32), scratch)
    contest = None if model.duplicates is Duplicates.REJECT else Contest(model.duplicates, scratch)
    try:
        for number, item in enumerate(items):
            if number % _TOLD == 0:
                progress(number)
            [decision] = decide(program, [item])
            ending = _ending(program, item, decision.fate)
            fate = ending.fate
            if not isinstance(fate, Exported):
                yield ending
            elif contest:
                told = fate._replace(document={}, text=b"")
                contest.enter(Entry(ending.origin, decision.rank, fate.text, told), claims.keys(fate.document))
            else:
                yield _settled(ending, claims.claim(fate.document, ending.origin))
        yield from _decided(contest) if contest else ()
    finally:
        claims.close()
        if contest:
            contest.close()


def _decided(contest: Contest) -> Iterator[Ending]:
    for entry, reasons in contest.decided():
        document = orjson.loads(entry.user)
        fate = entry.fate._replace(document=document, text=entry.user)
        yield _settled(Ending(entry.origin, fate, document, entry.user), reasons)


def _ending(program: Program, item: Record | Unreadable, fate: Fate) -> Ending:
    if isinstance(fate, Undecided):
        raise policy_missing(program.plan.model, fate.password, item.origin)
    if isinstance(fate, Exported):
        return Ending(item.origin, fate, fate.document, fate.text)
    if isinstance(item, Unreadable) or isinstance(fate, Filtered):
        return Ending(item.origin, fate, {})
    return Ending(item.origin, fate, program.plan.draft(item))


def _settled(ending: Ending, taken: tuple[Violation, ...]) -> Ending:
    return Ending(ending.origin, Rejected(taken), ending.user) if taken else ending

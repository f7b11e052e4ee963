"""The cases a mapping carries: a record in its source's own shape goes through the very same plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from converter.mapping.compile import Program
from converter.mapping.fate import Decided, Rejected, Undecided
from converter.mapping.model import Case
from converter.mapping.password import policy_missing
from converter.pipeline.confidential import Confidential
from converter.pipeline.expectation import Difference, differences
from converter.pipeline.sample import sample_record
from converter.record import Record, Unreadable
from converter.sources.source import NameResolver
from converter.validation.violation import Violation


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a case ended: its record, what became of it, the differences from what it expects, none where it passed."""

    case: Case
    item: Record | Unreadable
    fate: Decided
    differences: tuple[Difference, ...]

    @property
    def passed(self) -> bool:
        """Did everything come out as expected?"""
        return not self.differences


def run_cases(program: Program, resolver: NameResolver) -> Iterator[Verdict]:
    """Run every case of the program's mapping. Raises MappingInvalid where a policy for its password is missing."""
    model = program.plan.model
    secrets = Confidential(model)
    for case in model.tests:
        item = sample_record(model, case.source, resolver)
        fate = _fate(program, item)
        yield Verdict(case, item, fate, tuple(differences(case.expect, fate, secrets)))


def _fate(program: Program, item: Record | Unreadable) -> Decided:
    if isinstance(item, Unreadable):
        return Rejected((Violation("", item.code, item.message),))
    fate = program.fates([item])[0]
    if isinstance(fate, Undecided):
        raise policy_missing(program.plan.model, fate.password, item.origin)
    return fate

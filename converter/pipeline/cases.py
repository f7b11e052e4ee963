"""The cases a mapping carries: a record in its source's own shape goes through the very same plan."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from converter.mapping.compile import Program
from converter.mapping.fate import Decided, Rejected, Undecided
from converter.mapping.model import Case
from converter.mapping.password import policy_missing
from converter.pipeline.expectation import Difference, differences
from converter.pipeline.joining.entry import Entry, EntryReader, Fault
from converter.pipeline.joining.held import Held
from converter.pipeline.load import Loaded, resolver_of
from converter.pipeline.sample import sample_record, sample_rows
from converter.pipeline.secret_parts import SecretParts
from converter.record import Record, Unreadable, Values
from converter.validation.violation import Violation


class Verdict(Struct, frozen=True):
    """How a case ended: its record, what became of it, the differences from what it expects, none where it passed.

    `joined` is what lookups found for the record, by their names.
    """

    case: Case
    item: Record | Unreadable
    fate: Decided
    differences: tuple[Difference, ...]
    joined: Values = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Did everything come out as expected?"""
        return not self.differences


def run_cases(loaded: Loaded) -> Iterator[Verdict]:
    """Run every case of a mapping. Raises MappingInvalid where a policy for its password is missing."""
    program, model = loaded.program(), loaded.plan.model
    secrets = SecretParts(model)
    for case in model.tests:
        item = sample_record(model, case.source, loaded.resolver)
        rows, fault = tables_of(case, loaded)
        over = program.over(rows)
        fate = Rejected((fault,)) if fault else _fate(over, item)
        joined = over.plan.joined(item.values) if isinstance(item, Record) else {}
        yield Verdict(case, item, fate, tuple(differences(case.expect, fate, secrets)), joined)


def tables_of(case: Case, loaded: Loaded) -> tuple[dict[str, Held], Violation | None]:
    """The rows that a case gives, by their lookups; and what is wrong with the first that cannot be read."""
    tables: dict[str, Held] = {}
    for lookup in loaded.plan.model.lookups:
        store, reads = loaded.plan.model.driven_by(lookup), loaded.checked.rows[lookup.name]
        reader, entries = EntryReader(lookup, reads), []
        for row in sample_rows(store, case.rows.get(lookup.name, []), resolver_of(store, reads.wanted)):
            outcome = reader.read(row)
            if isinstance(outcome, Fault):
                return tables, Violation(f"lookups.{lookup.name}", outcome.code, outcome.message)
            if isinstance(outcome, Entry):
                entries.append(outcome)
        tables[lookup.name] = Held(entries)
    return tables, None


def _fate(program: Program, item: Record | Unreadable) -> Decided:
    if isinstance(item, Unreadable):
        return Rejected((Violation("", item.code, item.message),))
    fate = program.fates([item])[0]
    if isinstance(fate, Undecided):
        raise policy_missing(program.plan.model, fate.password, item.origin)
    return fate

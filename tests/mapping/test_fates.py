"""What becomes of a record: the cases inside `fates/*.yaml`, by the generated code and by the reference."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest
from msgspec.structs import replace

from converter.mapping.plan import Plan
from converter.pipeline.cases import run_cases, tables_of
from converter.pipeline.load import Loaded, load
from converter.pipeline.sample import sample_record
from converter.record import Record

FILES = sorted((Path(__file__).parent / "fates").glob("*.yaml"))
CASES = [(file, number) for file in FILES for number in range(file.read_text(encoding="utf-8").count("  - name:"))]


def loaded(file: Path) -> Loaded:
    return load(str(file), {})


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_case_ends_as_it_expects(file: Path) -> None:
    mapping = loaded(file)
    assert [(v.case.name, v.differences) for v in run_cases(mapping) if not v.passed] == []


@pytest.mark.parametrize(("file", "number"), CASES, ids=lambda value: value.stem if isinstance(value, Path) else value)
def test_the_generated_code_decides_as_the_reference_and_changes_no_record(file: Path, number: int) -> None:
    mapping = loaded(file)
    plan: Plan = mapping.plan.over(tables_of(mapping.plan.model.tests[number], mapping)[0])
    program = replace(mapping.program(), plan=plan)
    record = sample_record(plan.model, plan.model.tests[number].source, mapping.resolver)
    if isinstance(record, Record):
        before = deepcopy(record)
        assert program.fates([record, record]) == [plan.fate(record), plan.fate(record)]
        assert record == before


def test_one_bad_record_does_not_touch_its_neighbours() -> None:
    mapping = loaded(FILES[1])
    plan = mapping.plan
    items = [sample_record(plan.model, case.source, mapping.resolver) for case in plan.model.tests]
    records = [item for item in items if isinstance(item, Record)]
    assert mapping.program().fates(records) == [plan.fate(record) for record in records]

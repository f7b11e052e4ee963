"""Broken mappings and what is said about them: each `cases/*.yaml` has its rendered diagnostics beside it in a `.out`.

`python tests/mapping/test_cases.py` writes every `.out` anew; read the difference before you commit it.
A first line `# columns: a, b` names the columns of the source's files.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from converter.mapping.model import Model
from converter.pipeline.load import check

FOLDER = Path(__file__).parent / "cases"
CASES = sorted(FOLDER.glob("*.yaml"))


def rendered(case: Path) -> str:
    """What `convert check` says in the folder of the cases."""
    first = case.read_text(encoding="utf-8").split("\n", 1)[0]
    names = [name.strip() for name in first.removeprefix("# columns:").split(",")] if "columns:" in first else []

    def columns(_model: Model) -> list[str]:
        return names

    before = Path.cwd()
    os.chdir(FOLDER)
    try:
        return check(case.name, {}, columns=columns if names else None).rendered()
    finally:
        os.chdir(before)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_broken_mapping_gets_the_recorded_diagnostics(case: Path) -> None:
    assert rendered(case) == case.with_suffix(".out").read_text(encoding="utf-8")


def test_every_record_belongs_to_a_case_and_says_something() -> None:
    records = sorted(FOLDER.glob("*.out"))
    assert [record.stem for record in records] == [case.stem for case in CASES]
    assert all(record.read_text(encoding="utf-8").strip() for record in records)


if __name__ == "__main__":
    for each in CASES:
        each.with_suffix(".out").write_text(rendered(each), encoding="utf-8")

"""Our own cases, in the format of the published suite, on both engines; and what the runner says of others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from converter.expressions.compliance import cases, differences, main

CASES = Path(__file__).parent / "cases"
FILES = sorted(CASES.glob("*.json"))


@pytest.mark.parametrize("name", [file.name for file in FILES])
def test_both_engines_give_what_the_file_says(name: str) -> None:
    found = [str(d) for case in cases(CASES) if case.file == name for d in differences(case)]
    assert found == []


def test_there_are_enough_cases_and_none_stands_twice() -> None:
    every = [(case.expression, json.dumps(case.given)) for case in cases(CASES)]
    assert len(every) >= 200
    assert len(set(every)) == len(every)


def written(folder: Path, *made: dict[str, object]) -> Path:
    (folder / "made.json").write_text(json.dumps([{"given": {"a": 1}, "cases": made}]), encoding="utf-8")
    return folder


def test_a_folder_that_passes_ends_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made: tuple[dict[str, object], ...] = (
        {"expression": "a", "result": 1},
        {"expression": "a.", "error": "syntax"},
        {"expression": "a", "bench": "x"},
    )
    assert main([str(written(tmp_path, *made))]) == 0
    assert "2 of 2 cases pass" in capsys.readouterr().out


@pytest.mark.parametrize(
    "case",
    [
        {"expression": "a", "result": 2},
        {"expression": "a", "result": True},
        {"expression": "a", "error": "syntax"},
        {"expression": "abs(a)", "error": "invalid-type"},
        {"expression": "a.", "result": None},
        {"expression": "abs(a, a)", "error": "invalid-type"},
    ],
)
def test_a_difference_is_shown_and_ends_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], case: dict[str, object]
) -> None:
    assert main([str(written(tmp_path, case))]) == 1
    assert f"made.json: {case['expression']}: the " in capsys.readouterr().out


def test_a_folder_without_cases_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert "0 of 0" in capsys.readouterr().out

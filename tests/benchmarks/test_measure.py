"""Programs are measured in turn, and a program that fails is left out."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

_spec = importlib.util.spec_from_file_location(
    "benchmark_measure", Path(__file__).parent.parent.parent / "benchmarks" / "measure.py"
)
assert _spec
assert _spec.loader
measure = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = measure
_spec.loader.exec_module(measure)


def _say(folder: Path, word: str) -> tuple[str, ...]:
    return ("sh", "-c", f"echo {word} >> {folder / 'said'}")


def test_programs_run_in_turn(tmp_path: Path) -> None:
    commands = {word: measure.Command(_say(tmp_path, word)) for word in ("a", "b")}
    runs = measure.rounds(commands, 2)
    assert (tmp_path / "said").read_text("utf-8").split() == ["a", "b", "a", "b"]
    assert {name: len(found) for name, found in runs.items()} == {"a": 2, "b": 2}


def test_a_program_that_fails_is_named_and_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    commands = {"good": measure.Command(("true",)), "bad": measure.Command(("sh", "-c", "echo why >&2; exit 9"))}
    assert list(measure.rounds(commands, 2)) == ["good"]
    assert "bad: left out, exit 9: why" in capsys.readouterr().err


def test_an_accepted_exit_code_is_success() -> None:
    command = measure.Command(("sh", "-c", "exit 3"), accepted=frozenset({0, 3}))
    assert measure.run(command).peak > 0


def test_a_ratio_is_the_median_of_the_rounds_ratios() -> None:
    runs = [measure.Run(cpu, 1.0, 1.0) for cpu in (2.0, 9.0, 4.0)]
    reference = [measure.Run(cpu, 1.0, 1.0) for cpu in (1.0, 3.0, 4.0)]
    assert measure.ratio(runs, reference, "cpu") == 2.0
    assert measure.median(runs, "cpu") == 4.0

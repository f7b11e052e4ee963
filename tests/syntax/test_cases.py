"""Bad YAML and what is said about it: each `cases/*.yaml` has its rendered diagnostics beside it in a `.out`."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.syntax.render import render
from converter.syntax.yaml_reader import read

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))


@pytest.mark.parametrize("parser", ["libyaml", "python"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_bad_file_gets_the_recorded_diagnostics(case: Path, parser: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yaml.__with_libyaml__", parser == "libyaml")
    text = case.read_text(encoding="utf-8")
    reading = read(text)
    assert render(reading.diagnostics, text, file=case.name) == case.with_suffix(".out").read_text(encoding="utf-8")

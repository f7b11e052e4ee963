from __future__ import annotations

import pytest

from converter.cli.program import run_program


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("convert ch", ["check"]),
        ("convert check --fo", ["--format"]),
        ("convert check --format s", ["sarif"]),
        ("convert catalogue f", ["functions"]),
    ],
)
def test_a_shell_is_told_what_may_follow(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], words: str, expected: list[str]
) -> None:
    monkeypatch.setenv("_CONVERT_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(words.count(" ")))
    with pytest.raises(SystemExit):
        run_program("convert", [])
    assert capfd.readouterr().out.split() == expected

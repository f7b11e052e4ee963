"""A plain conversion is understood as the library understands it that knows all commands; the rest is left to that."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.main import get_command

from converter.cli import convert
from converter.cli.app import app
from converter.cli.commandline import run_command
from converter.cli.options import Options
from converter.cli.shortcut import SWITCHES, TAKING, plain_conversion

Understood = tuple[list[str], Options]
SINGLE = ["m.yaml", "7", "0", "-1", "--validator", "fast", "--jobs=2", "-mm.yaml", "check", "", "-", "--"]
WORDS = st.sampled_from(
    [[word] for word in (*TAKING, *SWITCHES, *SINGLE)]
    + [[name, value] for name in TAKING for value in ("m.yaml", "7", "0")]
    + [["-m", "m.yaml"]] * 10
)


def by_the_library(words: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> Understood | None:
    """What would be run; None where nothing would."""
    found: list[Understood] = []

    def note(names: Sequence[str], options: Options) -> int:
        found.append((list(names), options))
        return 0

    monkeypatch.setattr(convert, "run_conversion", note)
    run_command("convert", words)
    return found[0] if found else None


@pytest.mark.parametrize(
    "words",
    [
        "-m m.yaml",
        "--mapping a.yaml -m b.yaml --output there",
        "-m oracle -o out/x --limit 10 --max-rejects 3 --jobs 2 --json --replace --list-unmatched",
        "--json -m oracle",
    ],
)
def test_plain_words_are_understood_without_the_library(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = plain_conversion(words.split())
    assert plain is not None
    assert plain == by_the_library(words.split(), monkeypatch)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "--help",
        "-m m.yaml --help",
        "-m",
        "-m m.yaml --limit 0",
        "-m m.yaml --limit",
        "-m m.yaml --limit ٣",
        "-m m.yaml --json --json",
        "-m m.yaml -o a -o b",
        "-m m.yaml more",
        "-m --json",
        "-mm.yaml",
        "--mapping=m.yaml",
        "--mapp m.yaml",
        "-m m.yaml check x",
        "--limit 3",
        "-m m.yaml -- x",
    ],
)
def test_other_words_are_left_to_the_library(words: str) -> None:
    assert plain_conversion(words.split()) is None


@settings(deadline=None)  # the library is slow at first
@given(st.lists(WORDS, max_size=4))
def test_whatever_is_taken_for_plain_the_library_understands_alike(parts: list[list[str]]) -> None:
    words = [word for part in parts for word in part]
    plain = plain_conversion(words)
    if plain is not None:
        with pytest.MonkeyPatch.context() as patch:
            assert plain == by_the_library(words, patch)


def test_every_option_is_known_or_left_out_on_purpose() -> None:
    command: Any = get_command(app)
    known = {name for option in command.params for name in option.opts}
    assert known - {*TAKING, *SWITCHES} == {
        "--validator",
        "--show-code",
        "--version",
        "--install-completion",
        "--show-completion",
    }


NEEDLESS = {
    "typer", "pydantic", "rich", "jsonschema", "jsonschema_rs", "ssl", "multiprocessing", "sqlalchemy", "filelock",
    "re2", "calendar", "traceback", "zoneinfo", "converter.passwords.schemes.crypt", "converter.pipeline.fates",
    "converter.sources.ldif", "converter.syntax.yaml_mistake", "converter.pipeline.joining.join",
}  # fmt: skip


def test_a_plain_conversion_loads_no_library_that_it_does_not_need(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("mail\na@example.com\n")
    (tmp_path / "m.yaml").write_text("version: 1\nsource: {type: csv, path: people.csv}\nuser: {email: mail}\n")
    script = (
        "import sys; from converter.cli.program import run_program; "
        f"code = run_program('convert', ['-m', r'{tmp_path / 'm.yaml'}', '-o', r'{tmp_path / 'out'}', '--json']); "
        "print(code, *sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path)
    code, *loaded = done.stderr.splitlines()[-1].split()
    assert code == "0"
    assert not NEEDLESS & {*loaded}

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from converter import native
from converter.cli import program
from converter.cli.bug import bug_report
from converter.errors import UsageError

ROOT = Path(__file__).parents[2]
SECRET = "{SSHA}c2VjcmV0"


def test_without_words_the_help_is_printed_as_a_mistake(call: Any) -> None:
    ended = call()
    assert ended.code == 2
    assert ended.out == ""
    assert ended.err.startswith("Usage: convert")


@pytest.mark.parametrize(
    "words", [["--help"], ["-h"], ["check", "-h"], ["test", "-h"], ["read", "-h"], ["validate", "-h"]]
)
def test_every_help_shows_how_it_is_used(call: Any, words: list[str]) -> None:
    ended = call(*words)
    assert (ended.code, ended.err) == (0, "")
    command = " ".join(["convert", *words[:-1]])
    assert ended.out.count(f"  {command} ") >= 2, "examples"
    assert max(map(len, ended.out.splitlines())) <= 100


def test_the_help_explains_the_mapping_before_anything_else(call: Any) -> None:
    text = call("--help").out
    assert text.index("--mapping oracle.yaml") < text.index("convert read") < text.index("Options:")
    assert [f"\n    {code}  " in text for code in range(5)] == [True] * 5


def test_the_version_is_printed(call: Any) -> None:
    ended = call("--version")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("auth0-convert 0.")


def test_the_version_says_what_is_not_compiled(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "compiled", lambda name: None if name in ("csv", "ldif") else object())
    assert call("--version").out.endswith(" (not compiled: csv, ldif)\n")
    monkeypatch.setattr(native, "compiled", lambda _: object())
    assert call("--version").out.endswith(" (compiled)\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--mappin", "m.yaml"], "--mapping"),
        (["chek", "m.yaml"], "Did you mean 'check'?"),
        (["oracle.yaml"], "to convert with a mapping: convert --mapping oracle.yaml"),
        (["oracle"], "to convert with a mapping: convert --mapping oracle"),
        (["my map.yaml"], "convert --mapping 'my map.yaml'"),
        (["-m"], "'-m' requires an argument"),
        (["-m", "oracle", "--limit", "0"], "--limit"),
        (["-m", "oracle", "--limit", "x"], "--limit"),
        (["-m", "oracle", "--limit", "-1"], "--limit"),
        (["-m", "oracle", "--max-rejects", "-1"], "--max-rejects"),
        (["-m", "oracle", "--validator", "fats"], "'fast', 'reference'"),
        (["--limit", "3"], "--limit needs a mapping"),
        (["--limit", "3", "read", "x.ldif"], "the options of convert read stand behind its name"),
        (["--mapping", "m.yaml", "check", "m.yaml"], "--mapping belongs to convert --mapping FILE"),
        (["check"], "FILE"),
        (["read"], "SOURCE"),
        (["read", "x.ldif", "--type", "lidf"], "did you mean ldif?"),
        (["read", "x", "--type", "xml"], "one of: ldif, csv, json"),
        (["read", "x", "--type", "sql"], "a source of type sql is named by its URL, such as postgresql://"),
        (["-m", "oracl.yaml"], "did you mean oracle.yaml?"),
        (["-m", "oracle", "more"], "more"),
    ],
)
def test_a_mistake_on_the_command_line_is_explained(call: Any, words: list[str], said: str) -> None:
    ended = call(*words)
    assert ended.code == 2
    assert said in ended.err
    assert ended.out == ""
    assert ended.err.count("\n") <= 3


def test_a_bug_is_told_by_its_place_and_never_by_its_text(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        try:
            int(SECRET)
        except ValueError as error:
            raise LookupError(SECRET) from error

    monkeypatch.setattr(program, "_refuse_lost_folder", broken)
    ended = call("--version")
    assert ended.code == 1
    assert ended.out == ""
    assert "report it" in ended.err.splitlines()[0]
    assert "  LookupError" in ended.err.splitlines()
    assert "  ValueError" in ended.err.splitlines()
    assert " in broken" in ended.err
    assert "converter/cli/program.py" in ended.err
    for hidden in (SECRET, "invalid literal", str(ROOT), "Traceback"):
        assert hidden not in ended.err


def test_a_bug_in_a_circle_of_causes_is_told_once() -> None:
    first, second = ValueError(SECRET), KeyError(SECRET)
    first.__cause__, second.__cause__ = second, first
    assert [line.strip() for line in bug_report(first)][1:] == ["ValueError", "KeyError"]


def test_a_lack_of_memory_is_no_bug(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted() -> None:
        raise MemoryError

    monkeypatch.setattr(program, "_refuse_lost_folder", exhausted)
    ended = call("--version")
    assert ended.code == 7
    assert ended.err.startswith("out of memory")


def test_a_path_with_a_line_end_adds_no_line(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> None:
        raise UsageError("there is no file a\nFAILED: everything")

    monkeypatch.setattr(program, "_refuse_lost_folder", refused)
    assert call("--version").err == "there is no file a\\nFAILED: everything\n"


def shell(script: str, *, command: list[str], environment: dict[str, str], folder: Path) -> tuple[int, str, str]:
    script = script.replace("CONVERT", " ".join(command))
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environment, capture_output=True, check=False, text=True
    )
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("CONVERT read many.ldif | head -1 >/dev/null; exit ${PIPESTATUS[0]}", 141),
        ("CONVERT read many.ldif 2>&1 | head -1 >/dev/null; exit ${PIPESTATUS[0]}", 141),
        ("CONVERT -m people.yaml >&-", 0),
        ("CONVERT -m people.yaml >&- 2>&- <&-", 0),
        ("CONVERT -m nothing 2>&-", 2),
        ("CONVERT -m nothing 2>/dev/full", 2),
        ("CONVERT -m nothing 2>&1 >&- | true; exit ${PIPESTATUS[0]}", 2),
        ("CONVERT read people.ldif >/dev/full", 7),
        ("CONVERT -m people.yaml >/dev/full", 7),
        ("CONVERT --help >/dev/full", 7),
        ("CONVERT read - <&-", 5),
        ("CONVERT read - </dev/null", 5),
        ("mkdir gone && cd gone && rmdir ../gone && CONVERT -m ../people.yaml", 2),
    ],
)
def test_streams_that_are_closed_full_or_gone_end_in_order(
    people: Any, script: str, code: int, *, command: list[str], environment: dict[str, str]
) -> None:
    folder = people([{}]).parent
    (folder / "many.ldif").write_text((folder / "people.ldif").read_text() * 5000)
    found, _, errors = shell(script, command=command, environment=environment, folder=folder)
    assert found == code, errors
    assert errors.count("\n") <= 1
    assert ("/dev/full" in script and ">/dev/full" in script and "2>" not in script) == ("disk is full" in errors)


@pytest.mark.parametrize(
    "broken",
    [
        {"LC_ALL": "nowhere", "LANG": "x"},
        {"TERM": "nothing", "COLUMNS": "many", "LINES": "-3"},
        {"PYTHONIOENCODING": "ascii"},
        {"HOME": "", "USER": "", "TMPDIR": "/nowhere", "PATH": ""},
        {"TZ": "nonsense"},
        {"PYTHONWARNINGS": "error"},
    ],
    ids=lambda value: next(iter(value)),
)
def test_a_broken_environment_changes_nothing(spawn: Any, people: Any, broken: dict[str, str]) -> None:
    folder = people([{"cn": "Zoë ₿"}]).parent
    ended = spawn("-m", "people.yaml", "-o", f"out/{next(iter(broken))}", folder=folder, **broken)
    assert (ended.code, ended.err) == (0, "")
    assert "Zoë ₿" in spawn("read", "people.ldif", folder=folder, **broken).out


def test_the_program_has_three_names() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["scripts"] == dict.fromkeys(["convert", "auth0-convert"], "converter.cli:main")
    done = subprocess.run(
        [sys.executable, "-m", "converter", "chek"], cwd=ROOT, capture_output=True, check=False, text=True
    )
    assert done.returncode == 2
    assert "try: python -m converter --help" in done.stderr


HEAVY = {
    "yaml", "jmespath", "jsonschema", "jsonschema_rs", "re2", "phonenumbers", "orjson", "rich", "filelock",
    "backports", "hashlib", "asyncio", "multiprocessing",
}  # fmt: skip


def test_help_loads_no_heavy_library() -> None:
    script = "import sys, converter.cli.app; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
        text=True,
    )
    assert HEAVY & set(done.stdout.split()) == set()

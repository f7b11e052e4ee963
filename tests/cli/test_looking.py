"""`convert preview`, `explain` and `diff` as transcripts: a command, what it prints, its exit code.

The files below `looking/transcripts/` are run in a copy of `looking/`.
"""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent / "looking"
TRANSCRIPTS = sorted((FOLDER / "transcripts").glob("*.txt"))
SECRETS = ("JwxHylYvv", "Q9zD0pzYC1eQ", "secret1", "W6ph5Mm5Pz8", "FAX.bQRSU", "/9j/4AAQ")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(FOLDER, tmp_path / "looking")
    monkeypatch.chdir(tmp_path / "looking")
    return tmp_path / "looking"


def run(call: Any, command: str) -> str:
    """Everything that a command prints, and its exit code."""
    ended = call(*shlex.split(command)[1:])
    return f"{ended.out}{ended.err}[{ended.code}]\n"


@pytest.mark.parametrize("file", TRANSCRIPTS, ids=lambda file: file.stem)
@pytest.mark.usefixtures("here")
def test_a_transcript_is_what_happens(call: Any, file: Path) -> None:
    parts = re.split(r"^\$ (.+)\n", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    got = "".join(f"$ {command}\n{run(call, command)}\n" for command in parts[::2])
    assert got == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", TRANSCRIPTS, ids=lambda file: file.stem)
def test_no_secret_is_printed(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert [secret for secret in SECRETS if secret in text] == []


@pytest.mark.parametrize("file", [file for file in TRANSCRIPTS if "explain" in file.stem], ids=lambda file: file.stem)
def test_an_explanation_has_room_in_100_columns(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > 100 and not line.startswith("$ ")] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["explain"], "name a code, or a mapping and a record"),
        (["explain", "-m", "staff.yaml"], "name a code, or a mapping and a record"),
        (["explain", "multivalued", "--id", "x"], "--id belongs to a record"),
        (["explain", "no-such-code"], "there is no code no-such-code"),
        (["explain", "-m", "staff.yaml", "--id", "nobody"], "no record of the source is or becomes nobody"),
        (["explain", "-m", "staff.yaml", "--id", "x", "--field", "emial"], "did you mean email?"),
        (["preview", "-m", "staff.yaml", "--id", "nobody"], "there is no such record in the source"),
        (["preview", "-m", "staff.yaml", "--where", "lower(mial"], "--where:1:11: error expression-syntax"),
        (["preview", "-m", "gone.yaml"], "there is no mapping gone.yaml"),
        (["diff", "staff.yaml"], "Missing argument 'NEW'"),
    ],
)
@pytest.mark.usefixtures("here")
def test_a_mistake_on_the_command_line_is_told_and_ends_with_2(call: Any, words: list[str], said: str) -> None:
    ended = call(*words)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


@pytest.mark.usefixtures("here")
def test_no_record_for_a_condition_is_no_mistake(call: Any) -> None:
    ended = call("preview", "-m", "staff.yaml", "--where", "uid[0] == 'nobody'")
    assert (ended.code, ended.out, ended.err) == (0, "", "there is no such record in the source\n")


@pytest.mark.usefixtures("here")
def test_json_holds_the_same_and_no_secret(call: Any) -> None:
    ended = call("explain", "-m", "rows.yaml", "--id", "1", "--json")
    passages = {passage["name"]: passage for passage in ended.document["passages"]}
    assert passages["app_metadata.groups"]["steps"] == [
        {"part": "Groups", "value": ["staff", "audit"], "type": "array[string]"},
        {"part": "@ != 'audit'", "values": [True, False], "times": 2},
        {"part": "Groups[?@ != 'audit']", "value": ["staff"], "type": "array[string]"},
    ]
    assert passages["let.stored"]["value"] == {"masked": "(60 characters)"}
    previewed = call("preview", "-m", "rows.yaml", "--json", "--limit", "2")
    shown = ended.out + previewed.out + call("diff", "rows.yaml", "staff.yaml", "--json").out
    assert [secret for secret in SECRETS if secret in shown] == []
    assert len(previewed.out.splitlines()) == 2

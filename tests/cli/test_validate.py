from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.json").write_text(json.dumps([{"email": "a@example.com"}]))
    Path("bad.json").write_text(json.dumps([{"email": "a"}, {"email": "b@example.com", "blocked": "yes"}]))


def test_what_a_conversion_writes_is_accepted(call: Any, people: Any) -> None:
    people([{}, {}])
    call("-m", "people.yaml")
    ended = call("validate", "out/people/users-00001.json")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("out/people/users-00001.json: 2 users")
    assert ended.out.endswith(": ok\n")


@pytest.mark.parametrize("validator", ["fast", "reference"])
def test_every_flaw_is_told_with_its_place_and_ends_with_3(call: Any, validator: str) -> None:
    ended = call("validate", "--validator", validator, "good.json", "bad.json")
    assert ended.code == 3
    lines = ended.out.splitlines()
    assert lines[0].endswith(": ok")
    assert [line.split(": ")[:2] for line in lines[1:3]] == [
        ["bad.json:1", "error format"],
        ["bad.json:1", "error type"],
    ]
    assert "refuse" in lines[3]


def test_json_is_one_object_a_file(call: Any) -> None:
    ended = call("validate", "--json", "good.json", "bad.json")
    assert ended.code == 3
    good, bad = (json.loads(line) for line in ended.out.splitlines())
    assert (good["file"], good["accepted"], good["users"], good["flawed"]) == ("good.json", True, 1, [])
    assert [user["violations"][0]["field"] for user in bad["flawed"]] == ["email", "blocked"]


def test_a_file_that_is_no_json_is_a_fault_with_its_place(call: Any) -> None:
    Path("bad.json").write_text('[{"email": "a@example.com"},')
    ended = call("validate", "bad.json")
    assert ended.code == 3
    assert ended.out.startswith("bad.json:1:")
    assert "error file-json" in ended.out

"""Overrides that meet nobody, and ranks that cannot be computed, are told in the summary."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Call, person

MAPPING = """\
version: 1
source: {type: ldif, path: people.ldif}
skip: [{id: robot, when: "matches(uid, '^bot')"}]
user: {email: "lower(mail[0])", user_id: uid, name: cn}
"""
OVERRIDES = (
    "P1: {name: One}\np1@example.com: {name: Two}\nbot: {name: Three}\nX@example.com: {name: Four}\np2: {name: Six}\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    people = [person(n) for n in range(40)] + [person(40, uid="bot")]
    (tmp_path / "people.ldif").write_text("".join(people), encoding="utf-8")
    (tmp_path / "o.yaml").write_text(OVERRIDES, encoding="utf-8")
    (tmp_path / "m.yaml").write_text(f"{MAPPING}overrides: o.yaml\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_override_that_no_user_has_is_told(folder: Path, call: Call, jobs: int) -> None:
    done = call("-m", "m.yaml", "-o", "out", "--jobs", str(jobs))
    assert "WARNING: overrides: 3 identifiers met no user: P1, bot, X@example.com\n" in done.out
    summary = json.loads((folder / "out" / "summary.json").read_bytes())
    assert summary["overrides_unmet"] == ["P1", "bot", "X@example.com"]
    users = {user["user_id"]: user["name"] for user in json.loads((folder / "out" / "users-00001.json").read_bytes())}
    assert (users["p1"], users["p2"], users["p3"]) == ("Two", "Six", "Person 3")


def test_overrides_that_all_met_somebody_are_not_spoken_of(folder: Path, call: Call) -> None:
    (folder / "o.yaml").write_text("p1: {name: One}\n", encoding="utf-8")
    done = call("-m", "m.yaml", "-o", "out", "--json")
    assert done.document["overrides_unmet"] == []
    assert "overrides" not in call("-m", "m.yaml", "-o", "again").out


def test_a_rank_that_fails_is_told_where_it_mattered(folder: Path, call: Call) -> None:
    seen = ["20240101000000Z", "20250101000000Z", "soon", "never"]
    people = [person(n, mail=f"p{n // 3}@example.com", description=when) for n, when in enumerate(seen)]
    (folder / "people.ldif").write_text("".join(people), encoding="utf-8")
    (folder / "m.yaml").write_text(f"{MAPPING}duplicates: {{keep: 'iso(description[0])'}}\n", encoding="utf-8")
    done = call("-m", "m.yaml", "-o", "out")
    assert "warnings:\n        1  duplicates.keep: invalid-value" in done.out
    assert "ranked below those with a value" in done.out
    assert "soon" not in done.out
    users = json.loads((folder / "out" / "users-00001.json").read_bytes())
    assert [user["user_id"] for user in users] == ["p1", "p3"]

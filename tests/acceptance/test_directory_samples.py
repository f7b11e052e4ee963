"""The samples of the bundled mappings for directories, exported from real servers, and who must come of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
REJECTED = 3

BLOCKED = {
    "openldap": {"dlocked": True, "edisabled": True, "ahall": False, "freset": False, "gold": False},
    "active-directory": {
        "dlocked": True,
        "edisabled": True,
        "gexpired": True,
        "ahall": False,
        "fchange": False,
    },
}
"""Written by hand: what the administrator did to whom."""

MUST_CHANGE = {"openldap": {"freset"}, "active-directory": {"fchange"}}
SKIPPED = {
    "openldap": {"service-account": 1, "password-unsupported": 1},
    "active-directory": {"built-in": 4, "service-account": 1},
}
FILTERED = {"openldap": 8, "active-directory": 4}


@pytest.fixture(params=["openldap", "active-directory"])
def name(request: pytest.FixtureRequest) -> str:
    mapping: str = request.param
    return mapping


@pytest.fixture
def output(name: str, tmp_path: Path) -> Path:
    words = [sys.executable, "-m", "converter", "--mapping", name, "--output", str(tmp_path / "out")]
    done = subprocess.run(words, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False)
    assert done.returncode == REJECTED, done.stderr
    return tmp_path / "out"


def users(output: Path) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = json.loads((output / "users-00001.json").read_text(encoding="utf-8"))
    return made


def test_the_users_are_those_that_were_looked_at_once(name: str, output: Path) -> None:
    assert users(output) == json.loads((HERE / "data" / f"{name}-users.json").read_text(encoding="utf-8"))


def test_whoever_may_not_sign_in_is_blocked_and_nobody_else(name: str, output: Path) -> None:
    found = {user["username"]: user for user in users(output)}
    assert {uid: found[uid]["blocked"] for uid in BLOCKED[name]} == BLOCKED[name]
    assert {uid for uid, user in found.items() if user["app_metadata"]["must_change_password"]} == MUST_CHANGE[name]


def test_everybody_else_is_accounted_for(name: str, output: Path) -> None:
    summary = json.loads((output / "summary.json").read_text(encoding="utf-8"))
    rejected = [json.loads(line) for line in (output / "rejected.jsonl").read_text(encoding="utf-8").splitlines()]
    assert summary["skipped_by_id"] == SKIPPED[name]
    assert summary["counts"]["filtered"] == FILTERED[name]
    assert [reason["field"] for line in rejected for reason in line["reasons"]] == ["email"]

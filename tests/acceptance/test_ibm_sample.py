"""The bundled IBM sample through the whole program, beside what a person who knows the store expects of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
REJECTED = 3

EXPECTED = {
    # login: blocked, groups, has a password
    "akurz": (False, ["Auditors", "Board", "Staff", "Travellers"], True),
    "bnguyen": (False, ["Auditors", "Board", "Staff"], True),
    "cdisabled": (True, [], True),
    "dexpired": (False, [], False),
    "elocked": (True, [], True),
    "ffailed": (True, [], True),
    "greset": (False, [], True),
    "lcomma": (False, ["Board", "Staff"], True),
    "onopass": (False, [], False),
}
LEFT_OUT = {
    "Hanna Aes": "password-unsupported",
    "Ida Double": "several-rows",
    "Jan Unknown": "no-account",
    "Kim Nomail": "required",
    "svc_batch": "service-account",
}


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ibm") / "out"
    convert(folder)
    return folder


def convert(folder: Path, *options: str) -> None:
    words = [sys.executable, "-m", "converter", "-m", str(ROOT / "mappings" / "ibm.yaml"), "-o", str(folder), *options]
    done = subprocess.run(words, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False)
    assert done.returncode == REJECTED, done.stderr


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_everybody_is_who_they_are_in_the_store(output: Path) -> None:
    users = json.loads((output / "users-00001.json").read_text("utf-8"))
    assert {
        user["username"]: (user["blocked"], user["app_metadata"]["groups"], "custom_password_hash" in user)
        for user in users
    } == EXPECTED
    assert {user["username"] for user in users if user["app_metadata"]["must_change_password"]} == {
        "dexpired",
        "greset",
    }


def test_everybody_else_is_left_out_for_their_reason(output: Path) -> None:
    rejected = {line["origin"]["dn"]: line["reasons"][0]["code"] for line in lines(output / "rejected.jsonl")}
    skipped = {line["origin"]["dn"]: line["skip"] for line in lines(output / "skipped.jsonl")}
    assert {dn.split(",")[0].removeprefix("cn="): why for dn, why in (rejected | skipped).items()} == LEFT_OUT


def test_the_two_accounts_of_one_person_are_named(output: Path) -> None:
    [message] = [
        reason["message"]
        for line in lines(output / "rejected.jsonl")
        for reason in line["reasons"]
        if reason["code"] == "several-rows"
    ]
    accounts = (ROOT / "mappings" / "samples" / "ibm" / "secauthority.ldif").read_text("utf-8").splitlines()
    named = [word.rstrip(";") for word in message.split() if "secauthority.ldif:" in word]
    assert len(named) == 2
    for place in named:
        first = int(place.rpartition(":")[2]) - 1
        assert "principalName: idouble" in accounts[first : first + 20]


def test_every_row_is_accounted_for(output: Path, tmp_path: Path) -> None:
    for counts in json.loads((output / "summary.json").read_text("utf-8"))["lookups"].values():
        assert counts.pop("rows") == sum(counts.values())
    convert(tmp_path / "listed", "--list-unmatched")
    [gone] = lines(tmp_path / "listed" / "lookups.jsonl")
    assert (gone["lookup"], gone["state"]) == ("account", "unmatched")


@pytest.mark.parametrize("jobs", ["1", "2", "3"])
def test_the_number_of_processes_changes_no_byte(output: Path, tmp_path: Path, jobs: str) -> None:
    convert(tmp_path / "out", "--jobs", jobs)
    for file in output.iterdir():
        assert (tmp_path / "out" / file.name).read_bytes() == file.read_bytes(), file.name

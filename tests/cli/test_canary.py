"""`convert canary`: a few users in an import file of their own."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

SSHA = "{SSHA}+RFhsab2AfzZ0VfEdyknXtUT06RhYmNk"
SHA = "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ="
MAPPING = """\
version: 1
source: {type: ldif, path: people.ldif}
skip: [{id: robot, when: "matches(uid, '^bot')"}]
user: {email: mail, user_id: uid, name: cn}
password: {from: userpassword, unsupported: reset}
"""
PEOPLE = [
    {"userPassword": SSHA},
    {"userPassword": SHA},
    {},
    {"userPassword": SSHA},
    {"userPassword": SSHA},
    {"userPassword": SHA, "mail": ""},
    {"uid": "bot1"},
    {"userPassword": "{SASL/MD5}X03MO1qnZdYdgyfeuILPmQ=="},
]


def users(path: str = "canary.json") -> list[str]:
    return [user["user_id"] for user in json.loads(Path(path).read_bytes())]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--per-scheme", "1"], ["p0", "p1"]),
        (["--per-scheme", "2"], ["p0", "p1", "p3"]),
        (["--id", "p4", "--id", "P2@Example.com"], ["p2", "p4"]),
        (["--id", "p4", "--id", "p0", "--id", "p0@example.com", "--per-scheme", "1"], ["p0", "p1", "p4"]),
        (["--id", "p7"], ["p7"]),
    ],
)
def test_the_chosen_users_are_written_in_the_order_of_the_source(
    words: list[str], expected: list[str], call: Any, people: Any
) -> None:
    people(PEOPLE, MAPPING)
    ended = call("canary", "-m", "people.yaml", "-o", "canary.json", *words)
    assert (ended.code, ended.err) == (0, "")
    assert users() == expected
    assert stat.S_IMODE(Path("canary.json").stat().st_mode) == 0o600
    assert call("validate", "canary.json").code == 0


def test_they_are_written_as_a_run_writes_them(call: Any, people: Any) -> None:
    people(PEOPLE, MAPPING)
    call("-m", "people.yaml")
    call("canary", "-m", "people.yaml", "-o", "canary.json", *[w for n in range(8) for w in ("--id", f"p{n}")])
    assert Path("canary.json").read_bytes() == Path("out/people/users-00001.json").read_bytes()


def test_it_says_who_is_in_it_so_that_only_the_source_tells_them_apart(call: Any, people: Any) -> None:
    people(PEOPLE, MAPPING)
    ended = call("canary", "-m", "people.yaml", "-o", "here/canary.json", "--id", "p0", "--id", "p2", "--id", "p7")
    assert ended.out.splitlines()[:2] == [
        "p…@e… (14 characters)  people.ldif:1  ssha, imported as ldap",
        "p…@e… (14 characters)  people.ldif:15  no password stored",
    ]
    assert "people.ldif:47  sasl-md5, cannot be imported: " in ended.out.splitlines()[2]
    assert ended.out.splitlines()[3].startswith("wrote here/canary.json: 3 users, ")
    assert stat.S_IMODE(Path("here").stat().st_mode) == 0o700


def test_who_is_not_in_it_is_told_with_the_reason(call: Any, people: Any) -> None:
    people(PEOPLE, MAPPING)
    words = ["--id", "p5", "--id", "bot1", "--id", "nobody"]
    ended = call("canary", "-m", "people.yaml", "-o", "canary.json", "--id", "p0", *words)
    assert (ended.code, users()) == (3, ["p0"])
    assert ended.err.splitlines() == [
        "p5: the record at people.ldif:35 is rejected: email: required",
        "bot1: the record at people.ldif:41 is skipped: robot",
        "nobody: no record becomes such a user",
    ]


def test_where_nobody_is_left_nothing_is_written(call: Any, people: Any) -> None:
    people(PEOPLE, MAPPING)
    ended = call("canary", "-m", "people.yaml", "-o", "canary.json", "--id", "nobody")
    assert (ended.code, ended.out) == (3, "")
    assert ended.err.endswith("nobody was chosen, so nothing was written\n")
    assert not Path("canary.json").exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["-o", "canary.json"], 2, "say who is to be in it"),
        (["--id", "p0", "-o", "people.ldif"], 8, "people.ldif is there already: name another file, or say --replace"),
        (["--id", "p0", "-o", "."], 8, ". is a folder: name a file in it, for example canary.json"),
        (["--id", "p0", "-o", "people.ldif/x"], 8, "people.ldif is not a folder"),
        (["--id", "p0", "-o", "x" * 300], 7, "cannot write xxx"),
    ],
)
def test_what_cannot_be_done_is_said(words: list[str], code: int, said: str, call: Any, people: Any) -> None:
    people(PEOPLE, MAPPING)
    ended = call("canary", "-m", "people.yaml", *words)
    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err


def test_a_file_is_replaced_where_that_is_said(call: Any, people: Any) -> None:
    people(PEOPLE, MAPPING)
    for identifier in ("p0", "p1"):
        assert call("canary", "-m", "people.yaml", "-o", "c.json", "--id", identifier, "--replace").code == 0
    assert users("c.json") == ["p1"]


def test_more_than_one_import_file_holds_is_too_many(call: Any, people: Any) -> None:
    people([{"cn": f"{n}{'x' * 140}", "userPassword": SSHA} for n in range(2000)], MAPPING)
    ended = call("canary", "-m", "people.yaml", "-o", "c.json", "--per-scheme", "3000")
    assert (ended.code, ended.out, Path("c.json").exists()) == (2, "", False)
    assert "an import file has at most 500,000: choose fewer" in ended.err

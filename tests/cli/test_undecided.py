"""A run that meets a password Auth0 cannot take, and no word on what then."""

from __future__ import annotations

from itertools import repeat
from pathlib import Path
from typing import Any

import pytest

from converter.pipeline import undecided

SSHA = "{SSHA}+RFhsab2AfzZ0VfEdyknXtUT06RhYmNk"
SASL = "{SASL/MD5}X03MO1qnZdYdgyfeuILPmQ=="
CRYPT = "{CRYPT}$1$abcdefgh$aaaaaaaaaaaaaaaaaaaaaa"
MAPPING = """\
version: 1
source: {type: ldif, path: people.ldif}
user: {email: mail, user_id: uid}
password: {from: userpassword}
"""
PEOPLE = [
    {"userPassword": SSHA},
    {},
    {"userPassword": SASL},
    {"userPassword": CRYPT, "mail": ""},
    {"userPassword": SASL, "mail": ""},
    {"userPassword": SSHA},
]


def table(err: str) -> list[str]:
    lines = [" ".join(line.split()) for line in err.splitlines()]
    start = next(number for number, line in enumerate(lines) if line.startswith("passwords of "))
    return [line.split(" cannot")[0] for line in lines[start:]]


def test_it_stops_and_shows_every_scheme_of_the_source(call: Any, people: Any) -> None:
    people(PEOPLE, MAPPING)
    ended = call("-m", "people.yaml")
    assert (ended.code, ended.out) == (4, "")
    assert "people.yaml:4:1: error unsupported-password" in ended.err
    assert "people.ldif:14-19 (cn=person 2,dc=acme,dc=com), which is sasl-md5" in ended.err
    assert table(ended.err) == [
        "passwords of all 6 records:",
        "2 ssha imported as ldap weak: a salted fast digest (sha1), made to be quick",
        "2 sasl-md5",
        "1 md5-crypt",
        "1 none no password stored",
    ]
    assert not Path("out/people/manifest.json").exists()


@pytest.mark.parametrize("duplicates", ["reject-all", "{keep: 'cn[0]'}"])
def test_users_who_wait_for_the_end_are_counted_too(duplicates: str, call: Any, people: Any) -> None:
    people(PEOPLE, f"{MAPPING}duplicates: {duplicates}\n")
    assert table(call("-m", "people.yaml").err)[:2] == [
        "passwords of all 6 records:",
        "2 ssha imported as ldap weak: a salted fast digest (sha1), made to be quick",
    ]


def test_it_reads_on_to_a_limit(call: Any, people: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undecided, "FURTHER", 100)
    people([*PEOPLE[:3], *repeat({"userPassword": SSHA}, 300)], MAPPING)
    assert table(call("-m", "people.yaml").err)[:2] == [
        "passwords of the first 103 records:",
        "101 ssha imported as ldap weak: a salted fast digest (sha1), made to be quick",
    ]


def test_a_source_that_fails_behind_it_does_not_hide_what_was_met(call: Any, people: Any) -> None:
    people(PEOPLE, MAPPING.replace("people.ldif", "[people.ldif, gone.ldif]"))
    Path("gone.ldif").write_bytes(b"\x1f\x8b broken")
    assert table(call("-m", "people.yaml").err)[0] == "passwords of the first 6 records:"


def test_a_limit_is_kept(call: Any, people: Any) -> None:
    people(PEOPLE, MAPPING)
    assert table(call("-m", "people.yaml", "--limit", "4").err)[0] == "passwords of all 4 records:"


@pytest.mark.parametrize(
    ("policy", "code", "counts", "lacking"),
    [("lazy", 0, (3, 0, 1), 1), ("reset", 0, (4, 0, 0), 2), ("reject", 3, (3, 1, 0), 1)],
)
def test_a_policy_is_counted_in_the_summary(
    policy: str, code: int, counts: tuple[int, int, int], lacking: int, call: Any, people: Any
) -> None:
    mapping = MAPPING.replace("userpassword}", f"userpassword, unsupported: {policy}}}")
    people([PEOPLE[0], PEOPLE[1], PEOPLE[2], {"uid": "other", "userPassword": SSHA}], mapping)
    ended = call("-m", "people.yaml", "--json", "--replace")
    assert ended.code == code
    told = ended.document["counts"]
    assert (told["exported"], told["rejected"], told["skipped"]) == counts
    assert [(row["scheme"], row["records"]) for row in ended.document["passwords"]] == [
        ("ssha", 2),
        ("sasl-md5", 1),
        ("none", 1),
    ]
    text = call("-m", "people.yaml").out
    plural = "user" if lacking == 1 else "users"
    assert f"{lacking} {plural} without a password, to be reset" in text
    assert "\npasswords:\n        2  ssha " in text

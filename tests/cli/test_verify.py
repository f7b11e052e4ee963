"""`convert verify`: known passwords against what a mapping makes of its source."""

from __future__ import annotations

import base64
import csv
import io
import json
import os
import pty
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

VECTORS: list[dict[str, Any]] = [
    vector
    for file in sorted((Path(__file__).parents[1] / "passwords" / "vectors").glob("*.json"))
    for vector in json.loads(file.read_text(encoding="utf-8"))
]
SCHEMES = sorted({vector.get("say", "auto") for vector in VECTORS})
SSHA = "{SSHA}+RFhsab2AfzZ0VfEdyknXtUT06RhYmNk"
"""Of the password "secret"."""

MAPPING = """\
version: 1
source: {type: ldif, path: people.ldif, where: "includes(objectclass, 'person')"}
skip: [{id: robot, when: "matches(uid, '^bot')"}]
user: {email: mail, user_id: uid, username: sn}
password: {from: userpassword, unsupported: lazy}
"""


def credentials(rows: list[tuple[str, str]], name: str = "known.csv") -> str:
    text = io.StringIO()
    csv.writer(text).writerows([("identifier", "password"), *rows])
    Path(name).write_text(text.getvalue(), encoding="utf-8")
    return name


def answers(document: Any) -> list[str]:
    return [person["answer"] for person in document["people"]]


def write_vectors(vectors: list[dict[str, Any]], scheme: str) -> None:
    """People with those stored passwords, as LDIF where they name their scheme and as CSV where the mapping does."""
    rows = [(f"u{number}", vector.get("account", ""), vector["stored"]) for number, vector in enumerate(vectors)]
    if scheme == "auto":
        Path("people.ldif").write_text(
            "".join(
                f"dn: uid={uid}\nobjectclass: person\nuid: {uid}\nmail: {uid}@example.com\n"
                + (f"sn: {account}\n" if account else "")
                + f"userPassword:: {base64.b64encode(stored.encode()).decode()}\n\n"
                for uid, account, stored in rows
            ),
            encoding="utf-8",
        )
        Path("people.yaml").write_text(f"{MAPPING.replace('lazy', 'reset')}unique: [email]\n", encoding="utf-8")
        return
    with Path("people.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "account", "stored"), *rows])
    Path("people.yaml").write_text(
        "version: 1\nsource: {type: csv, path: people.csv}\n"
        "user: {email: \"join('', [id, '@example.com'])\", user_id: id, username: account}\n"
        f"password: {{from: stored, scheme: {scheme}, unsupported: reset}}\nunique: [email]\n",
        encoding="utf-8",
    )


@pytest.mark.parametrize("scheme", SCHEMES)
def test_everybody_whose_hash_auth0_takes_gets_in_with_the_right_password_alone(
    scheme: str, call: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    vectors = [vector for vector in VECTORS if vector.get("say", "auto") == scheme]
    write_vectors(vectors, scheme)
    known = [(f"u{number}", vector["password"]) for number, vector in enumerate(vectors)]
    right = call("verify", "-m", "people.yaml", "--json", "--credentials", credentials(known))
    assert answers(right.document) == ["right" if v["accepted"] else "unsupported" for v in vectors]
    assert [person["scheme"] for person in right.document["people"]] == [v["scheme"] for v in vectors]
    assert right.code == (0 if all(v["accepted"] for v in vectors) else 9)
    some = [(name, f"{password}x") for name, password in known][:20]
    wrong = call("verify", "-m", "people.yaml", "--json", "--credentials", credentials(some))
    assert answers(wrong.document) == ["wrong" if v["accepted"] else "unsupported" for v in vectors][:20]


PEOPLE = [
    {"userPassword": SSHA, "sn": "Jdoe"},
    {"userPassword": ""},
    {"userPassword": "{SASL/MD5}X03MO1qnZdYdgyfeuILPmQ=="},
    {"userPassword": SSHA, "mail": ""},
    {"userPassword": SSHA, "uid": "bot1"},
    {"userPassword": SSHA, "mail": "P0@example.com"},
    {"userPassword": SSHA, "objectclass": "group"},
]


@pytest.mark.parametrize(
    ("identifier", "password", "answer", "reason"),
    [
        ("P0@Example.COM", "secret", "right", ""),
        ("jDOE", "secret", "right", ""),
        ("p0", "secret", "right", ""),
        ("P0", "secret", "not found", "no record becomes such a user"),
        ("p0", "Secret", "wrong", "the password does not fit the hash"),
        ("p1", "secret", "no hash", "the user has no password stored"),
        ("p2", "secret", "unsupported", "realm"),
        ("p3", "secret", "rejected", "email: required"),
        ("bot1", "secret", "skipped", "by the rule robot"),
        ("p5", "secret", "rejected", "email: duplicate"),
        ("p6", "secret", "not found", "no record becomes such a user"),
        ("nobody", "secret", "not found", "no record becomes such a user"),
    ],
)
def test_each_person_gets_the_answer_and_its_reason(
    identifier: str, password: str, answer: str, reason: str, call: Any, people: Any
) -> None:
    people(PEOPLE, MAPPING)
    ended = call("verify", "-m", "people.yaml", "--json", "--credentials", credentials([(identifier, password)]))
    [person] = ended.document["people"]
    assert (person["identifier"], person["answer"]) == (identifier, answer)
    assert reason in person.get("reason", "")
    assert ended.code == (0 if answer == "right" else 9)
    assert (ended.document["checked"], ended.document["right"]) == (1, int(answer == "right"))


def test_the_text_has_a_line_a_person_and_says_how_many_are_right(call: Any, people: Any) -> None:
    people(PEOPLE, MAPPING)
    ended = call("verify", "-m", "people.yaml", "--credentials", credentials([("p0", "secret"), ("p1", "secret")]))
    assert ended.out.splitlines() == [
        "right        p0  (ssha, people.ldif:1-7 (cn=person 0,dc=acme,dc=com))",
        "no hash      p1  (the user has no password stored, people.ldif:9-13 (cn=person 1,dc=acme,dc=com))",
        "1 of 2 right",
    ]
    assert (ended.code, ended.err) == (9, "")


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("reject", ["right", "rejected"]),
        ("reject-all", ["rejected", "rejected"]),
        ("{keep: 'sn[0]'}", ["rejected", "right"]),
    ],
)
def test_duplicates_are_decided_as_in_a_run(policy: str, expected: list[str], call: Any, people: Any) -> None:
    both = [{"userPassword": SSHA, "sn": "aaaa"}, {"userPassword": SSHA, "sn": "bbbb", "mail": "p0@example.com"}]
    people(both, f"{MAPPING}duplicates: {policy}\n")
    known = credentials([("p0", "secret"), ("p1", "secret")])
    assert answers(call("verify", "-m", "people.yaml", "--json", "--credentials", known).document) == expected


def test_an_address_finds_the_user_who_is_exported_rather_than_the_one_who_is_not(call: Any, people: Any) -> None:
    people([{"mail": "x@example.com", "uid": "bot1"}, {"mail": "x@example.com", "userPassword": SSHA}], MAPPING)
    ended = call("verify", "-m", "people.yaml", "--json", "--credentials", credentials([("x@example.com", "secret")]))
    assert answers(ended.document) == ["right"]


def test_a_hash_that_cannot_be_computed_is_not_called_wrong(
    call: Any, people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    people([{"userPassword": SSHA}], MAPPING)

    def fail(*_: object) -> bool:
        raise ValueError(SSHA)

    monkeypatch.setattr("converter.passwords.verify.verify", fail)
    ended = call("verify", "-m", "people.yaml", "--credentials", credentials([("p0", "secret")]))
    assert ended.out.startswith("not checked  p0  (ssha, this hash cannot be computed here")
    assert (ended.code, SSHA in ended.out + ended.err) == (9, False)


def test_a_library_that_is_missing_is_one_sentence(call: Any, people: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    bcrypt = "$2b$10$6DnkEw0qVx0jeNyuIY2l3uWtiRrUn9nJxS9Kzmo9smO3mCS7ArBQq"
    people([{"userPassword": bcrypt}], MAPPING)
    monkeypatch.setitem(sys.modules, "bcrypt", None)
    ended = call("verify", "-m", "people.yaml", "--credentials", credentials([("p0", "secret")]))
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "checking bcrypt needs its library: pip install 'auth0-convert[verify]'\n"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "say who is to be checked"),
        (["--credentials", "known.csv", "--prompt"], 2, "say who is to be checked"),
        (["--prompt"], 2, "standard input is none"),
        (["--credentials", "gone.csv"], 5, "there is no file gone.csv"),
        (["--credentials", "people.ldif"], 5, "has not the columns"),
    ],
)
def test_what_cannot_be_done_is_said(words: list[str], code: int, said: str, spawn: Any, people: Any) -> None:
    people(PEOPLE, MAPPING)
    credentials([("p0", "secret")])
    ended = spawn("verify", "-m", "people.yaml", *words, folder=Path.cwd())
    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err


def test_two_cannot_read_standard_input(call: Any, people: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    people(PEOPLE, MAPPING.replace("people.ldif", "'-'"))
    stream = io.TextIOWrapper(io.BytesIO(b"identifier,password\np0,secret\n"))
    monkeypatch.setattr(sys, "stdin", stream)
    ended = call("verify", "-m", "people.yaml", "--credentials", "-")
    assert (ended.code, ended.err) == (2, "the mapping reads standard input, so the credentials have to be in a file\n")


def test_a_mapping_without_a_policy_stops_at_the_first_whom_it_concerns(call: Any, people: Any) -> None:
    people(PEOPLE, MAPPING.replace(", unsupported: lazy", ""))
    ended = call("verify", "-m", "people.yaml", "--credentials", credentials([("p0", "secret")]))
    assert (ended.code, ended.out) == (4, "")
    assert "unsupported-password" in ended.err


def dialogue(command: list[str], typed: list[str], environment: dict[str, str]) -> tuple[int, str]:
    """Run a command on a terminal and type a line whenever it asks; gives the exit code and all that was shown."""
    master, terminal = pty.openpty()
    words = ["setsid", "--ctty", "--wait", *command]
    process = subprocess.Popen(words, stdin=terminal, stdout=terminal, stderr=terminal, env=environment)
    os.close(terminal)
    shown = b""
    while select.select([master], [], [], 30)[0]:
        try:
            piece = os.read(master, 1024)
        except OSError:
            break
        if not piece:
            break
        shown += piece
        if typed and shown.endswith(b": "):
            os.write(master, typed.pop(0).encode())
    os.close(master)
    return process.wait(30), shown.decode()


@pytest.mark.slow
@pytest.mark.parametrize(("password", "answer", "code"), [("secret", "right", 0), ("s3kr1t", "wrong", 9)])
def test_a_person_is_asked_and_the_password_is_not_shown(
    password: str, answer: str, code: int, people: Any, command: list[str], environment: dict[str, str]
) -> None:
    people(PEOPLE, MAPPING)
    typed = ["p0\n", f"{password}\n"]
    ended, shown = dialogue([*command, "verify", "-m", "people.yaml", "--prompt"], typed, environment)
    assert (ended, typed) == (code, [])
    assert shown.startswith("identifier: p0")
    assert f"{answer:<11}  p0" in shown
    assert password not in shown


@pytest.mark.slow
def test_who_does_not_answer_is_told_so(people: Any, command: list[str], environment: dict[str, str]) -> None:
    people(PEOPLE, MAPPING)
    ended, shown = dialogue([*command, "verify", "-m", "people.yaml", "--prompt"], ["\x04"], environment)
    assert (ended, "nothing was answered" in shown) == (2, True)
    ended, shown = dialogue([*command, "verify", "-m", "people.yaml", "--prompt"], ["p0\n", "\x03"], environment)
    assert (ended, "interrupted" in shown) == (130, True)

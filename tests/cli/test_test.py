from __future__ import annotations

from typing import Any

CASES = """
tests:
  - name: a person
    given: {source: {dn: cn=x, uid: x, mail: x@example.com, objectclass: person, userpassword: HASH}}
    expect: {user: EXPECTED}
"""
HEAD = """\
version: 1
source: {type: ldif, path: nothing.ldif}
user: {email: mail, user_id: uid}
password: {from: userpassword, unsupported: reject}
"""
SECRET = "{SSHA}JwxHylYvv+hdBoPmNDHs0FxAWm9hYmNk"


def written(people: Any, expected: str) -> str:
    people([], HEAD + CASES.replace("HASH", f"'{SECRET}'").replace("EXPECTED", expected))
    return "people.yaml"


def test_cases_that_pass_end_with_0(call: Any, people: Any) -> None:
    ended = call("test", written(people, "{email: x@example.com}"))
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == "ok   a person\npeople.yaml: 1 of 1 cases passed\n"


def test_a_case_that_fails_is_told_with_its_place_and_ends_with_9(call: Any, people: Any) -> None:
    ended = call("test", written(people, "{email: y@example.com}"))
    assert ended.code == 9
    assert ended.out.splitlines() == [
        "FAIL a person",
        '       people.yaml:7: email: expected "y@example.com", got "x@example.com"',
        "people.yaml: 0 of 1 cases passed",
    ]


def test_a_stored_password_is_never_printed(call: Any, people: Any) -> None:
    for expected in ("{custom_password_hash: {hash: {value: secret99}}}", "{custom_password_hash: null}"):
        ended = call("test", written(people, expected))
        assert ended.code == 9
        assert SECRET.removeprefix("{SSHA}") not in ended.out
        assert "secret99" not in ended.out
        assert "custom_password_hash" in ended.out


def test_a_mapping_without_cases_says_so(call: Any, people: Any) -> None:
    people([])
    ended = call("test", "people.yaml")
    assert ended.code == 0
    assert ended.out == "people.yaml: 0 of 0 cases passed; write some under tests:\n"


def test_a_mapping_that_cannot_run_is_refused_and_the_next_is_tested(call: Any, people: Any) -> None:
    people([], "version: 1\n")
    ended = call("test", "people.yaml", "oracle")
    assert ended.code == 4
    assert "people.yaml:1:1: error" in ended.err
    assert "ok   no mail, no user" in ended.out

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

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
FAILURE = [
    'people.yaml:7: email: expected "y@example.com", got "x@example.com"',
    "  people.yaml:3: email: mail",
    '    mail = ["x@example.com"]',
]


def written(people: Any, expected: str) -> str:
    people([], HEAD + CASES.replace("HASH", f"'{SECRET}'").replace("EXPECTED", expected))
    return "people.yaml"


def test_cases_that_pass_end_with_0(call: Any, people: Any) -> None:
    ended = call("test", written(people, "{email: x@example.com}"))
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == "ok   a person\npeople.yaml: 1 of 1 cases passed\n"


def test_a_case_that_fails_is_told_with_the_values_on_the_way_and_ends_with_9(call: Any, people: Any) -> None:
    ended = call("test", written(people, "{email: y@example.com}"))
    assert ended.code == 9
    assert ended.out.splitlines() == [
        "FAIL a person",
        *(f"       {line}" for line in FAILURE),
        "people.yaml: 0 of 1 cases passed",
    ]


def test_a_stored_password_is_never_printed(call: Any, people: Any) -> None:
    for expected in ("{custom_password_hash: {hash: {value: secret99}}}", "{custom_password_hash: null}"):
        ended = call("test", "--junit", "junit.xml", written(people, expected))
        assert ended.code == 9
        for text in (ended.out, Path("junit.xml").read_text()):
            assert SECRET.removeprefix("{SSHA}") not in text
            assert "secret99" not in text
            assert "custom_password_hash" in text


@pytest.mark.parametrize("whole", ["kept", "to_string(@)", "'values(@)[*][]'", "'*[]'"])
def test_what_an_expression_makes_of_a_password_is_not_printed_either(call: Any, people: Any, whole: str) -> None:
    mapping = f"""\
version: 1
source: {{type: ldif, path: nothing.ldif}}
let: {{stored: "orclblob[0]", kept: stored}}
skip: [{{id: never, when: kept == 'x'}}]
user: {{email: mail, app_metadata: {{legacy: {whole}}}}}
password: {{from: orclblob, unsupported: reject}}
tests:
  - name: a person
    given: {{source: {{dn: cn=x, mail: x@example.com, orclblob: '{SECRET}'}}}}
    expect: {{user: {{app_metadata: {{legacy: x}}}}}}
"""
    people([], mapping)
    ended = call("test", "people.yaml")
    assert ended.code == 9
    assert "app_metadata.legacy" in ended.out
    assert "JwxHylYvv" not in ended.out


def test_a_mapping_without_cases_says_so(call: Any, people: Any) -> None:
    people([])
    ended = call("test", "people.yaml")
    assert ended.code == 0
    assert ended.out == "people.yaml: 0 of 0 cases passed; write some under tests:\n"


def test_a_mapping_that_cannot_run_is_refused_and_the_next_is_tested(call: Any, people: Any) -> None:
    people([], "version: 1\n")
    ended = call("test", "--junit", "junit.xml", "people.yaml", "oracle")
    assert ended.code == 4
    assert "people.yaml:1:1: error" in ended.err
    assert "ok   no mail, no user" in ended.out
    root = ET.parse("junit.xml").getroot()
    assert (root.get("errors"), root.get("failures")) == ("1", "0")
    assert next(suite.get("name") for suite in root) == "people.yaml"


def test_junit_has_a_test_case_for_every_case(call: Any, people: Any) -> None:
    call("test", "--junit", "junit.xml", written(people, "{email: y@example.com}"))
    root = ET.parse("junit.xml").getroot()
    (case,) = root.iter("testcase")
    (failure,) = case
    assert (root.get("tests"), root.get("failures")) == ("1", "1")
    assert (case.get("name"), case.get("file"), case.get("line")) == ("a person", "people.yaml", "7")
    assert (failure.text or "").splitlines() == FAILURE


def test_a_report_that_cannot_be_written_is_a_mistake_of_the_command_line(call: Any, people: Any) -> None:
    ended = call("test", "--junit", "no/such/folder.xml", written(people, "{email: x@example.com}"))
    assert ended.code == 2
    assert "no/such/folder.xml" in ended.err


def test_update_rewrites_what_failed_and_nothing_else(call: Any, people: Any) -> None:
    path = Path(written(people, "{email: y@example.com, user_id: x}"))
    path.chmod(0o640)
    before = path.read_text()
    ended = call("test", "--update", "people.yaml")
    assert ended.code == 0
    assert ended.out.endswith("people.yaml: rewritten: a person\n")
    assert path.read_text() == before.replace("y@example", "x@example")
    assert path.stat().st_mode & 0o777 == 0o640
    assert call("test", "people.yaml").code == 0


def test_update_leaves_a_broken_mapping_alone(call: Any, people: Any) -> None:
    path = Path(written(people, "{email: y@example.com, email: z}"))
    before = path.read_bytes()
    assert call("test", "--update", "people.yaml").code == 4
    assert path.read_bytes() == before


def test_update_does_not_touch_a_mapping_whose_cases_pass(call: Any, people: Any) -> None:
    path = Path(written(people, "{email: x@example.com}"))
    before = path.stat()
    assert call("test", "--update", "people.yaml").code == 0
    assert path.stat().st_mtime_ns == before.st_mtime_ns


def test_coverage_lists_what_no_case_reaches(call: Any, people: Any) -> None:
    head = HEAD.replace("email: mail,", 'email: "mail || other",')
    people([], head + CASES.replace("HASH", "'{MD5}x'").replace("EXPECTED", "{}"))
    ended = call("test", "--coverage", "people.yaml")
    assert "people.yaml:3:24: no case reaches: email: the right side of ||, other" in ended.out
    assert ended.out.endswith("people.yaml: 3 of 4 goals reached\n")

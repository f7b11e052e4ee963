from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from converter.errors import SourceUnreadable
from converter.validation.import_file import FileVerdict, check_file
from converter.validation.validator import Validator
from converter.validation.violation import Severity

VALIDATOR = Validator()
JANE = {"email": "jane@acme.com", "username": "jane", "user_id": "1", "phone_number": "+1555"}


def check(folder: Path, content: bytes | str | list[Any]) -> FileVerdict:
    path = folder / "users.json"
    if isinstance(content, list):
        content = json.dumps(content)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return check_file(path, VALIDATOR)


def test_a_good_file_is_accepted(tmp_path: Path) -> None:
    verdict = check(tmp_path, [JANE, {"email": "joe@acme.com"}])
    assert (verdict.accepted, verdict.users, verdict.faults, verdict.flawed) == (True, 2, (), ())
    assert verdict.size == (tmp_path / "users.json").stat().st_size


@pytest.mark.parametrize(
    ("content", "code", "line", "column"),
    [
        ("", "file-json", 1, 1),
        (" \n ", "file-json", 2, 2),
        ('{"email": "a@b.co"}', "file-json", 1, 1),
        ("users", "file-json", 1, 1),
        ('[\n  {"email": "a@b.co"}\n  {"email": "c@b.co"}\n]', "file-json", 3, 3),
        ('[\n  {"email": "a@b.co"},\n]', "file-json", 3, 1),
        ('[{"email": "a@b.co"}', "file-json", 1, 21),
        ('[{"email": "a@b.co"}] x', "file-json", 1, 23),
        ('[\n\n {"email": a@b.co}]', "file-json", 3, 12),
        ('[{"email": "a\nb"}]', "file-json", 1, 14),
        ('[\n{"email": "a@b.co", "user_metadata": {"x": NaN}}]', "file-json", 2, 1),
        ('[{"email": "a@b.co", "user_metadata": {"x": -Infinity}}]', "file-json", 1, 2),
        ("[" * 100_000, "file-json", 1, 2),
        (b"\xef\xbb\xbf[{}]", "file-encoding", 1, 1),
        (b"\xff\xfe[\x00]\x00", "file-encoding", 1, 1),
        (b'[\n{"email": "\xe9"}]', "file-encoding", 2, 12),
    ],
)
def test_a_file_that_is_no_array_of_users_is_refused_with_its_place(
    tmp_path: Path, content: bytes | str, code: str, line: int, column: int
) -> None:
    verdict = check(tmp_path, content)
    assert not verdict.accepted
    assert [(fault.code, fault.line, fault.column) for fault in verdict.faults] == [(code, line, column)]


def test_ndjson_is_recognised(tmp_path: Path) -> None:
    verdict = check(tmp_path, '{"email": "a@b.co"}\n{"email": "c@b.co"}\n')
    assert "NDJSON" in verdict.faults[0].message


def test_a_single_object_is_told_from_ndjson(tmp_path: Path) -> None:
    assert "one object" in check(tmp_path, '{"email": "a@b.co"}\n').faults[0].message


def test_an_empty_array_is_a_warning(tmp_path: Path) -> None:
    verdict = check(tmp_path, " [ ] ")
    assert verdict.accepted
    assert [(fault.code, fault.severity) for fault in verdict.faults] == [("file-no-users", Severity.WARN)]


def test_users_before_a_mistake_are_still_judged(tmp_path: Path) -> None:
    verdict = check(tmp_path, '[{"email": "a@b"},\n{"email": "c@b.co"},\n{"email":}]')
    assert verdict.users == 2
    assert [user.index for user in verdict.flawed] == [0]


@pytest.mark.parametrize(
    ("size", "severity"), [(500_000, None), (500_001, "warn"), (512_000, "warn"), (512_001, "reject")]
)
def test_the_size_of_a_file_counts(tmp_path: Path, size: int, severity: str | None) -> None:
    text = json.dumps([JANE])
    verdict = check(tmp_path, text + " " * (size - len(text)))
    assert [fault.severity for fault in verdict.faults if fault.code == "file-size"] == ([severity] if severity else [])
    assert verdict.accepted is (severity != "reject")
    assert verdict.users == 1


def test_flawed_users_come_with_index_line_and_a_masked_name(tmp_path: Path) -> None:
    verdict = check(tmp_path, '[\n{"email": "good@acme.com"},\n{"email": "jane@corp"},\n{"username": "jdoe-1"},\n5]')
    assert [(user.index, user.line, user.name) for user in verdict.flawed] == [
        (1, 3, "email j…@c… (9 characters)"),
        (2, 4, "username j…1 (6 characters)"),
        (3, 5, ""),
    ]
    assert [[v.rule for v in user.violations] for user in verdict.flawed] == [["format"], ["required"], ["type"]]
    assert "jane" not in repr(verdict.flawed)


@pytest.mark.parametrize(
    ("field", "value", "duplicate"),
    [
        ("email", "JANE@acme.com", True),
        ("username", "JANE", True),
        ("user_id", "1", True),
        ("phone_number", "+1555", True),
        ("user_id", "2", False),
    ],
)
def test_a_user_may_stand_once_in_a_file(tmp_path: Path, field: str, value: str, duplicate: bool) -> None:
    verdict = check(tmp_path, [JANE, {"email": "joe@acme.com", field: value}])
    found = [(user.index, v.path, v.rule) for user in verdict.flawed for v in user.violations]
    assert found == ([(1, field, "duplicate-user")] if duplicate else [])


def test_a_telephone_number_may_be_shared_and_that_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "users.json"
    path.write_text('[{"email":"a@x.com","phone_number":"+1212"},{"email":"b@x.com","phone_number":"+1212"}]')
    verdict = check_file(path, Validator())
    assert verdict.accepted
    assert [(v.path, v.rule, v.severity) for user in verdict.flawed for v in user.violations] == [
        ("phone_number", "duplicate-user", Severity.WARN)
    ]


def test_the_case_of_a_user_id_counts(tmp_path: Path) -> None:
    verdict = check(tmp_path, [{"email": "a@b.co", "user_id": "x"}, {"email": "c@b.co", "user_id": "X"}])
    assert verdict.accepted


def test_a_duplicate_names_the_first_user(tmp_path: Path) -> None:
    verdict = check(tmp_path, '[{"email": "a@b.co"},\n\n{"email": "A@b.co"},{"email": "a@B.co"}]')
    messages = [v.message for user in verdict.flawed for v in user.violations]
    assert messages == ["stands in user 0 (line 1) already; Auth0 refuses the second"] * 2


def test_a_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    verdict = check(tmp_path, '[{"email": "a@b.co", "app_metadata": {"role": 1, "role": 2}}]')
    assert [(v.path, v.rule) for v in verdict.flawed[0].violations] == [("role", "duplicate-key")]


def test_a_very_long_number_is_a_violation_of_its_user(tmp_path: Path) -> None:
    verdict = check(tmp_path, '[{"email": "a@b.co", "user_metadata": {"n": ' + "9" * 5000 + "}}]")
    assert [v.rule for v in verdict.flawed[0].violations] == ["json-value"]


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match=r"nowhere\.json: cannot be read"):
        check_file(tmp_path / "nowhere.json", VALIDATOR)

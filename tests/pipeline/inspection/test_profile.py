from __future__ import annotations

from typing import Any

import pytest

from converter.pipeline.inspection.kind import Kind
from converter.pipeline.inspection.profile import Profile


def profile(name: str, *records: Any) -> Profile:
    made = Profile(name)
    for values in records:
        made.add(values if isinstance(values, list) else [values])
    return made


def test_how_often_and_how_many() -> None:
    mail = profile("mail", ["a@x.org"], ["b@x.org", "c@x.org", "d@x.org"], ["e@x.org"], [""], [])
    assert (mail.records, mail.values, mail.empty) == (3, 5, 1)
    assert (mail.most, mail.median, mail.several) == (3, 1, 1)
    assert (mail.kind, mail.share) == (Kind.EMAIL, 1.0)
    assert (mail.distinct.count, mail.longest) == (5, 7)


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("pwdLastSet", ["133540279940000000", "0"], Kind.FILETIME),
        ("accountExpires", ["9223372036854775807", "133540279940000000"], Kind.FILETIME),
        ("createdTimestamp", [1709554394000], Kind.EPOCH_MS),
        ("last_login", ["1709554394"], Kind.EPOCH),
        ("employeenumber", ["1709554394"], Kind.INTEGER),
        ("mobile", ["2125550001"], Kind.NATIONAL_PHONE),
        ("licence", ["12-345 678"], Kind.TEXT),
        ("orclguid", ["95E60AF593BD04CF0FD630F1F29D0DA9"], Kind.GUID),
        ("checksum", ["95E60AF593BD04CF0FD630F1F29D0DA9"], Kind.HEX),
        ("objectguid", [bytes(16)], Kind.GUID),
        ("jpegphoto", [bytes(16)], Kind.BINARY),
        ("active", ["0", "1"], Kind.BOOLEAN),
        ("count", ["0", "2"], Kind.INTEGER),
        ("x", [], Kind.EMPTY),
    ],
)
def test_the_name_decides_where_values_leave_it_open(name: str, values: list[Any], kind: Kind) -> None:
    assert profile(name, *values).kind is kind


def test_a_small_set_of_values_is_told_and_a_large_one_is_not() -> None:
    status = profile("status", *["ACTIVE"] * 6, *["LEFT"] * 5, "RARE")
    assert status.value_set == {"ACTIVE": 6, "LEFT": 5, "RARE": 1}
    assert status.public_values == {"ACTIVE": 6, "LEFT": 5}
    assert profile("uid", *map(str, range(13))).value_set == {}


@pytest.mark.parametrize("value", ["jane@example.com", "+12125550001", "cn=Jane,dc=acme", "A text of a few words more"])
def test_what_may_be_somebodys_own_is_not_public_however_often_it_stands(value: str) -> None:
    assert profile("x", *[value] * 50).public_values == {}


def test_words_for_no_value_are_no_values() -> None:
    grade = profile("grade", "NULL", "A", "\\N", "NULL")
    assert grade.records == 1
    assert grade.nulls == {"NULL": 2, "\\N": 1}


def test_nothing_of_a_secret_is_kept() -> None:
    pin = profile("totpSecret", "JBSWY3DPEHPK3PXP")
    hidden = profile("description", "{SSHA}JwxHylYvv+hdBoPmNDHs0FxAWm9hYmNk")
    for made in (pin, hidden):
        assert (made.samples, made.value_set, dict(made.shapes)) == ([], {}, {})


def test_stored_passwords_come_back_by_name_or_by_mark() -> None:
    assert Profile("password").add(["hunter2"]) == ["hunter2"]
    marked = "{SSHA}JwxHylYvv+hdBoPmNDHs0FxAWm9hYmNk"
    assert Profile("carlicense").add([marked, "B-17"]) == [marked]


def test_a_set_that_is_given_up_leaves_the_other_counts_right() -> None:
    mixed = profile("x", "a", "a", ["a", "{SSHA}JwxHylYvv+hdBoPmNDHs0FxAWm9hYmNk"], "a", {"b": 1}, "a")
    assert (mixed.records, mixed.values, mixed.value_set) == (6, 7, {})
    assert mixed.kinds == {Kind.TEXT: 5, Kind.PASSWORD: 1, Kind.OBJECT: 1}
    many = profile("x", *[str(n % 13) for n in range(130)])
    assert (many.kinds[Kind.INTEGER], many.distinct.count, many.shapes) == (130, 13, {"9": 100, "99": 30})

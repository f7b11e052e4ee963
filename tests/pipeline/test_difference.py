"""What changes from one mapping to another: users by field, fates by reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from converter.errors import UsageError
from converter.pipeline.difference import NOWHERE, ORDER, Difference, changes, compare, manner
from converter.validation.violation import ABSENT
from tests.pipeline.stores import CSV, JSON, LDIF, entry, mapping, people


def told(records: int) -> None:
    assert records >= 0


def compared(folder: Path, new: str, old: str = LDIF, *entries: str) -> Difference:
    people(folder, *(entries or [entry(n) for n in range(4)]), text=LDIF)
    (folder / "old.yaml").write_text(old, encoding="utf-8")
    (folder / "new.yaml").write_text(new, encoding="utf-8")
    return compare(str(folder / "old.yaml"), str(folder / "new.yaml"), {}, progress=told)


def moves(difference: Difference) -> dict[tuple[str, str], tuple[int, dict[tuple[str, str], int]]]:
    return {fates: (move.records, dict(move.reasons)) for fates, move in difference.moves.items()}


def test_the_same_mapping_changes_nothing(tmp_path: Path) -> None:
    found = compared(tmp_path, LDIF, LDIF, entry(0), entry(1, mail=""), entry(2, uid="bot"), entry(3, objectclass="x"))
    assert found.identical
    assert found.same == {"exported": 1, "rejected": 1, "skipped as robot": 1, "filtered": 1}


def test_a_changed_field_is_counted_by_its_manner_and_shown_masked(tmp_path: Path) -> None:
    found = compared(tmp_path, LDIF.replace("lower(mail[0])", "mail[0]"))
    assert (found.changed, found.identical, list(found.fields)) == (4, False, ["email"])
    change = found.fields["email"]
    assert (change.users, change.manners) == (4, {"other case": 4})
    assert len(change.samples) == 3
    assert change.samples[0].origin == f"{tmp_path / 'people.ldif'}:1-5 (cn=person 0,dc=acme)"
    assert (change.samples[0].old, change.samples[0].new) == ("p…@e… (14 characters)", "P…@e… (14 characters)")


def test_fields_that_come_and_go_are_told_apart(tmp_path: Path) -> None:
    found = compared(tmp_path, LDIF.replace("name: cn", "app_metadata: {dn: dn}"))
    assert {name: dict(change.manners) for name, change in found.fields.items()} == {
        "name": {"gone": 4},
        "app_metadata": {"new": 4},
    }


def test_what_is_given_after_the_import_is_compared_as_well(tmp_path: Path) -> None:
    found = compared(tmp_path, f"{LDIF}\nafter_import: {{roles: uid}}\n")
    assert {name: dict(change.manners) for name, change in found.fields.items()} == {"after_import": {"new": 4}}


def test_another_order_of_members_is_a_difference_in_bytes(tmp_path: Path) -> None:
    found = compared(tmp_path, LDIF.replace("user_id: uid, name: cn", "name: cn, user_id: uid"))
    assert (found.changed, list(found.fields)) == (4, [ORDER])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (LDIF, LDIF.replace("^bot", "^p1"), {("exported", "skipped as robot"): (1, {})}),
        (LDIF, LDIF.replace("name: cn", "name: title"), {}),
        (
            LDIF,
            LDIF.replace("name: cn", "name: {expr: title, required: true}"),
            {("exported", "rejected"): (4, {("name", "required"): 4})},
        ),
        (
            LDIF.replace("name: cn", "name: {expr: title, required: true}"),
            LDIF,
            {("rejected", "exported"): (4, {("name", "required"): 4})},
        ),
        (
            LDIF.replace("name: cn", "name: {expr: title, required: true}"),
            LDIF.replace("name: cn", "given_name: {expr: title, required: true}"),
            {("rejected", "rejected"): (4, {("name", "required"): 4, ("given_name", "required"): 4})},
        ),
        (LDIF, LDIF.replace("'person'", "'robot'"), {("exported", "filtered"): (4, {})}),
        (LDIF, LDIF.replace("user_id: uid", "user_id: objectclass"), {
            ("exported", "rejected"): (3, {("user_id", "duplicate"): 3}),
        }),
    ],
)  # fmt: skip
def test_another_fate_is_counted_with_its_reasons(tmp_path: Path, old: str, new: str, *, expected: Any) -> None:
    assert moves(compared(tmp_path, new, old)) == expected


def test_each_mapping_decides_duplicates_by_its_own_policy(tmp_path: Path) -> None:
    both = (entry(0), entry(0, cn="Zoe"))
    found = compared(tmp_path, f"{LDIF}duplicates: {{keep: cn}}\n", LDIF, *both)
    reasons = {("email", "duplicate"): 1, ("user_id", "duplicate"): 1}
    assert moves(found) == {("exported", "rejected"): (1, reasons), ("rejected", "exported"): (1, reasons)}


def test_the_old_mapping_reads_the_files_of_the_new_one(tmp_path: Path) -> None:
    found = compared(tmp_path, LDIF, LDIF.replace("people.ldif", "gone-*.ldif"))
    assert (found.identical, found.records) == (True, 4)


def test_a_record_that_one_mapping_cannot_read_is_still_the_same_record(tmp_path: Path) -> None:
    broken = entry(0).rstrip() + "\ntitle:: !\n\n"
    found = compared(tmp_path, LDIF.replace("name: cn", "name: cn, given_name: title"), LDIF, broken, entry(1))
    assert found.records == 2
    assert set(moves(found)) <= {("exported", "rejected")}


def test_columns_are_looked_for_in_the_files_of_the_new_mapping(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("uid,mail,cn\np1,a@example.com,A\n", encoding="utf-8")
    mapping(tmp_path, CSV, name="new.yaml")
    (tmp_path / "old.yaml").write_text(CSV.replace("people.csv", "elsewhere.csv"), encoding="utf-8")
    found = compare(str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml"), {}, progress=told)
    assert (found.identical, found.records) == (True, 1)


def test_users_of_different_stores_are_matched_by_user_id_or_else_address(tmp_path: Path) -> None:
    rows = ["p1,a@example.com,A", "p2,b@example.com,B", "x3,c@example.com,C", "p4,d@example.com,D", "p5,,E"]
    (tmp_path / "people.csv").write_text("\n".join(["uid,mail,cn", *rows]) + "\n", encoding="utf-8")
    lines = [
        '{"uid": "p1", "mail": "a@example.com", "cn": "A"}',
        '{"uid": "p2", "mail": "other@example.com", "cn": "B"}',
        '{"uid": "p3", "mail": "C@example.com", "cn": "C"}',
        '{"uid": "p5", "mail": "e@example.com", "cn": "E"}',
        '{"uid": "p9", "mail": "f@example.com", "cn": "F"}',
    ]
    (tmp_path / "people.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    mapping(tmp_path, CSV, name="old.yaml")
    mapping(tmp_path, JSON, name="new.yaml")

    found = compare(str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml"), {}, progress=told)

    assert (found.same, found.changed) == ({"exported": 1}, 2)
    assert {name: change.users for name, change in found.fields.items()} == {"email": 2, "user_id": 1}
    assert {fates: move.records for fates, move in found.moves.items()} == {
        ("rejected", "exported"): 1,
        (NOWHERE, "exported"): 1,
        ("exported", NOWHERE): 1,
    }


def test_standard_input_cannot_feed_two_mappings(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="save it as a file"):
        compared(tmp_path, LDIF.replace("people.ldif", "'-'"))


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 1.0}, [("a", 1, 1.0)]),
        ({"a": True}, {"a": 1}, [("a", True, 1)]),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "c": 3}}, [("a.c", 2, 3)]),
        ({"a": [1, 2]}, {"a": [2, 1]}, [("a", [1, 2], [2, 1])]),
        ({"a": None}, {}, [("a", None, ABSENT)]),
        ({"a": {"b": 1}}, {"a": "b"}, [("a", {"b": 1}, "b")]),
        ({"a b": 1}, {}, [('["a b"]', 1, ABSENT)]),
    ],
)
def test_what_differs_has_its_path_and_both_values(old: Any, new: Any, *, found: list[Any]) -> None:
    assert [(path, repr(a), repr(b)) for path, a, b in changes(old, new)] == [
        (path, repr(a), repr(b)) for path, a, b in found
    ]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (ABSENT, 1, "new"),
        (1, ABSENT, "gone"),
        ("Ann", "ann", "other case"),
        ("a b", "ab ", "other blanks"),
        (["a", "b"], ["b", "a"], "other order"),
        (["a"], ["b"], "other value"),
        ("1", 1, "other type"),
        ("a", "b", "other value"),
    ],
)
def test_the_manner_is_told_without_the_values(old: Any, new: Any, words: str) -> None:
    assert manner(old, new) == words

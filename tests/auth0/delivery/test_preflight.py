"""What the connection's settings say to the users, before anything is sent."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from converter.auth0.connection_rules import bounds, rules_of
from tests.auth0.delivery.conftest import Rehearsal, Start, person
from tests.program import run


def converted(rehearsal: Rehearsal, *people: dict[str, object]) -> Rehearsal:
    rehearsal.write(people)
    assert run("-m", "people.yaml").code == 0
    return rehearsal


def test_users_who_fit_may_come(rehearsal: Rehearsal) -> None:
    converted(rehearsal, person(1), person(2))
    ended = run("preflight", rehearsal.out)
    assert ended.code == 0, ended.out
    assert "fine  every user keeps the connection's own rules" in ended.out
    assert "fine  the connection has no users, so that nobody can collide" in ended.out
    assert "size: 2 users in 1 file" in ended.out
    assert "nothing was sent" in ended.out
    assert len(rehearsal.tenant.state.users) == 0


def test_what_the_connection_refuses_is_told_with_the_first_records(start: Start) -> None:
    rehearsal = converted(start({"requires_username": True, "validation": {"username": {"min": 3, "max": 6}}}),
                          person(1, login="anne"), person(2), person(3), person(4, login=None))  # fmt: skip
    ended = run("preflight", rehearsal.out)
    assert ended.code == 9
    assert "STOP  2 users with a user name of less than 3 or more than 6 characters" in ended.out
    assert "      people.jsonl:2, people.jsonl:3" in ended.out
    assert "look  1 user without a user name, and the connection asks for one" in ended.out
    assert run("upload", rehearsal.out).code == 3
    assert {event["codes"][0] for event in _failed(rehearsal)} == {"MAX_LENGTH"}


def _failed(rehearsal: Rehearsal) -> list[dict[str, list[str]]]:
    document = run("errors", rehearsal.out, "--json").document
    return [{"codes": [reason["code"] for reason in user["reasons"]]} for user in document["users"]]


def test_who_is_there_already_is_found_in_an_export(rehearsal: Rehearsal, tmp_path: Path) -> None:
    rehearsal.add(user_id="other", email="p2@example.com", username="x")
    rehearsal.add(user_id="p3", email="new@example.com", username="y")
    converted(rehearsal, person(1), person(2), person(3))
    export = tmp_path / "export.jsonl"
    export.write_text("".join(json.dumps(user.profile) + "\n" for user in rehearsal.tenant.state.users))
    ended = run("preflight", rehearsal.out, "--export", export)
    assert ended.code == 9
    assert "STOP  1 user with a email that a user of the connection has" in ended.out
    assert "STOP  1 user with a user_id that a user of the connection has" in ended.out
    assert "people.jsonl:3" in ended.out
    unseen = run("preflight", rehearsal.out, "--no-compare")
    assert unseen.code == 0
    assert "look  the users were not compared" in unseen.out


@pytest.mark.parametrize(
    ("options", "user", "broken"),
    [
        ({}, {"username": "ann"}, "with a user name, and the connection takes none"),
        ({"requires_username": True}, {}, "without a user name"),
        ({"requires_username": True}, {"username": "a" * 16}, "less than 1 or more than 15"),
        ({"requires_username": True}, {"username": "ann@example.com"}, "with an e-mail address for a user name"),
        ({"attributes": {"username": {"identifier": {"active": True}, "validation": {"max_length": 2}}}},
         {"username": "ann"}, "less than 1 or more than 2"),
        ({"attributes": {"email": {"profile_required": True}}}, {}, "without email"),
        ({"attributes": {"phone_number": {"profile_required": True}}}, {}, "without phone_number"),
        ({}, {"mfa_factors": [{"totp": {"secret": "JBSWY3DPEHPK3PXP"}}]}, "with a second factor totp"),
    ],
)  # fmt: skip
def test_every_setting_has_its_rule(options: dict[str, object], user: dict[str, object], broken: str) -> None:
    texts = [rule.text for rule in rules_of(options, frozenset()) if rule.breaks(user)]
    assert [text for text in texts if broken in text]
    assert not [rule for rule in rules_of({}, None) if rule.breaks({"email": "ann@example.com"})]


def test_the_bounds_of_user_names_have_defaults() -> None:
    assert bounds({}) == (1, 15)
    assert bounds({"validation": {"username": {"min": 2, "max": 128}}}) == (2, 128)
    assert bounds({"validation": {"username": None}, "attributes": None}) == (1, 15)
    assert bounds({"validation": {"username": {"min": None, "max": None}}}) == (1, 15)


def test_a_custom_database_without_import_mode_takes_nobody(start: Start) -> None:
    rehearsal = converted(start({"requires_username": True, "enabledDatabaseCustomization": True}), person(1))
    ended = run("preflight", rehearsal.out)
    assert ended.code == 9
    assert "is a custom database without import mode" in ended.out


def test_a_folder_that_was_tampered_with_is_not_judged(rehearsal: Rehearsal) -> None:
    converted(rehearsal, person(1))
    part = rehearsal.out / "users-00001.json"
    part.write_bytes(part.read_bytes().replace(b"p1", b"p2"))
    ended = run("preflight", rehearsal.out)
    assert ended.code == 9
    assert "STOP  users-00001.json has changed since it was written" in ended.out


def test_settings_that_are_not_shown_are_not_guessed(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    rehearsal = converted(start({}), person(1, login="a-name-that-is-too-long"))
    tenant, scopes = rehearsal.tenant.state.tokens, frozenset(["read:connections", "read:users", "create:users"])
    monkeypatch.setattr(tenant, "_clients", {"rehearsal": replace(tenant._clients["rehearsal"], scopes=scopes)})
    ended = run("preflight", rehearsal.out)
    assert ended.code == 0, ended.out
    assert "look  the settings of Username-Password-Authentication (con_0000000000000001) are not shown" in ended.out
    assert "do: give the application the scope read:connections_options" in ended.out
    assert "look  second factors were not checked" in ended.out

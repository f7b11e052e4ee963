"""Auth0's answers about users, joined back to the import file, without a secret."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from converter.auth0.part_users import PartUsers, sample

HASH = "$2b$10$nFguVi9LsCAcvTZFKQlRKeLVydo8ETv483lkNsSFI"
USERS: list[dict[str, Any]] = [
    {"user_id": "A1", "email": "ann@example.com", "username": "ann", "password_hash": HASH},
    {
        "user_id": "b2",
        "email": "bob@example.com",
        "phone_number": "+12125550001",
        "custom_password_hash": {
            "algorithm": "hmac",
            "hash": {"value": "c0ffee42", "encoding": "hex", "key": {"value": "kEy-CANARY"}},
            "salt": {"value": "salt-CANARY", "position": "prefix"},
        },
        "mfa_factors": [{"totp": {"secret": "JBSWY3DPEHPK3PXP"}}],
    },
    {"email": "shared@example.com", "username": "c"},
    {"email": "shared@example.com", "username": "d"},
]


@pytest.fixture
def users() -> PartUsers:
    return PartUsers(orjson.dumps(USERS))


@pytest.mark.parametrize(
    ("said", "position"),
    [
        ({"user_id": "auth0|A1"}, 0),
        ({"user_id": "b2", "email": "BOB@example.com"}, 1),
        ({"phone_number": "+12125550001"}, 1),
        ({"email": "shared@example.com"}, None),
        ({"email": "shared@example.com", "username": "D"}, 3),
        ({"user_id": "A1", "email": "bob@example.com"}, None),
        ({"email": "nobody@example.com"}, None),
        ({"email": 7, "username": None}, None),
        ({}, None),
    ],
)
def test_an_entry_is_found_by_its_identifiers_or_not_at_all(
    users: PartUsers, said: dict[str, Any], position: int | None
) -> None:
    found = users.find(said)

    assert (found.position if found else None) == position


@pytest.mark.parametrize(
    "message",
    [
        f"Error in passwordHash property - String does not match pattern ^x$: {HASH}",
        f"Error in passwordHash property - String does not match pattern ^x$: {HASH[:12]}…",
        f"something about {HASH} here",
        "key kEy-CANARY and salt-CANARY and c0ffee42, JBSWY3DPEHPK3PXP",
    ],
)
@pytest.mark.parametrize("path", ["passwordHash", ""])
def test_no_secret_stays_in_a_message(users: PartUsers, message: str, path: str) -> None:
    (error,) = users.clean([{"code": "PATTERN", "message": message, "path": path}])

    assert error["code"] == "PATTERN"
    assert not any(part in error["message"] for part in ("$2b$10$nFgu", "CANARY", "c0ffee42", "JBSWY3"))


def test_what_is_no_list_of_errors_is_none(users: PartUsers) -> None:
    assert users.clean(None) == []
    assert users.clean(["text", {"code": 5, "message": "m"}]) == [{"message": "m"}]


def test_a_secret_does_not_show(users: PartUsers) -> None:
    assert "CANARY" not in repr(users.all) + repr(users)


def test_a_sample_reaches_from_the_first_to_the_last(users: PartUsers) -> None:
    assert [user.position for user in sample(users.all)] == [0, 2, 3]
    assert [user.position for user in sample(users.all[:1])] == [0]
    assert sample([]) == []

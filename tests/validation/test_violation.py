from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.validation.violation import ABSENT, join, mask


@pytest.mark.parametrize(
    ("path", "part", "joined"),
    [
        ("", "email", "email"),
        ("app_metadata", "roles", "app_metadata.roles"),
        ("app_metadata.roles", 2, "app_metadata.roles[2]"),
        ("app_metadata", "a.b", 'app_metadata["a.b"]'),
        ("", "a b", '["a b"]'),
        ("", "\u202e\ud800", '["\\u202e\\ud800"]'),
        ("x", "", 'x[""]'),
        ("x", "y" * 99, "x." + "y" * 60),
    ],
)
def test_paths_read_like_code(path: str, part: str | int, joined: str) -> None:
    assert join(path, part) == joined


@pytest.mark.parametrize(
    ("path", "value", "shown"),
    [
        ("email", "jane@acme.com", "j…@a… (13 characters)"),
        ("email", "@", "(1 character)"),
        ("name", "Jane Doe", "J…e (8 characters)"),
        ("name", "Jane", "(4 characters)"),
        ("name", "", "(empty text)"),
        ("name", "\u202ejane\n", "U+202E…U+000A (6 characters)"),
        ("password_hash", "$2b$10$abc", "(10 characters)"),
        ("custom_password_hash.hash.value", "jane@acme.com", "(13 characters)"),
        ("custom_password_hash.salt.value", "abcdef", "(6 characters)"),
        ("mfa_factors[0].totp.secret", "ABCDEFGH", "(8 characters)"),
        ("user_metadata.apiKey", "abcdefgh", "(8 characters)"),
        ("app_metadata.old_pwd", "abcdefgh", "(8 characters)"),
        ("custom_password_hash.keylen", 0, "0"),
        ("user_metadata.salary", 123456, "(a number)"),
        ("blocked", True, "true"),
        ("blocked", None, "null"),
        ("name", ["Jane"], "(list of 1)"),
        ("name", {"a": 1}, "(object of 1)"),
        ("name", b"Jane", "(4 bytes)"),
        ("name", object(), "(a object)"),
        ("name", ABSENT, ""),
    ],
)
def test_values_are_masked(path: str, value: object, shown: str) -> None:
    assert mask(path, value) == shown


@given(st.text(min_size=5))
def test_no_more_than_two_characters_of_a_text_are_shown(text: str) -> None:
    shown = mask("name", text).partition(" (")[0]
    assert len(shown.replace("U+", "")) <= 16
    assert text[1:-1] not in shown or len(text) < 6


@given(st.text(min_size=3))
def test_nothing_of_a_secret_is_shown(text: str) -> None:
    assert mask("password", text) == f"({len(text)} characters)"


@pytest.mark.parametrize(
    "text",
    [
        "{SSHA}oKXNAfZsnHpN3cLzN1TpWcmQplGHN28HvLgShw==",
        "$2b$10$nFguVi9LsCAcvTZFKQlRKeLVydo8ETv483lkNsSFI/Wl1Rz1Ypo1K",
        "5d41402abc4b2a76b9719d911017c592",
        "XUFAKrxLKna5cZ2REBfFkg==",
    ],
)
def test_a_stored_password_in_a_field_of_another_name_shows_its_length_only(text: str) -> None:
    assert mask("nickname", text) == f"({len(text)} characters)"

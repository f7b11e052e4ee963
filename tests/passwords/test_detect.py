"""Which scheme a text is read by, and when nothing is guessed."""

from __future__ import annotations

import re

import pytest

from converter.passwords.detect import detect
from converter.passwords.hash import Cost, Function, NotRecognised, PasswordFormatError
from converter.passwords.schemes import families, markers, table

SSHA = "{SSHA}3VIuNezbZuuUX8Nacd23rIbO6KdX8CwB"


def test_the_scheme_is_told_by_the_label_in_any_letter_case() -> None:
    assert detect(SSHA) == detect(SSHA.replace("SSHA", "sSha")) == detect(SSHA, "ssha")


def test_a_named_scheme_needs_no_label() -> None:
    assert detect(SSHA.removeprefix("{SSHA}"), "ssha") == detect(SSHA)


def test_the_parts_of_a_hash_are_known() -> None:
    hash_ = detect("$argon2id$v=19$m=65536,t=2,p=3$J6Q/82PCyaNpYKRELJyTZg$m04qUAB8rexWDR4+/0f+SFB+4XMFxt7YAvAq2UycYos")
    assert (hash_.function, hash_.algorithm, hash_.cost) == (Function.ARGON2, "argon2id", Cost(2, 65536, 0, 3))
    assert (len(hash_.salt), len(hash_.digest)) == (16, 32)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("5f4dcc3b5aa765d61d8327deb882cf99", "scheme: md5-hex"),
        ("5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8", "scheme: sha1-hex"),
        ("5f4dcc3b5aa765d61d8327deb882cf99:salt", "md5-pass-salt"),
        ("{FOO}bar", "label in braces"),
        ("$foo$bar", "between `$`"),
        ("hunter2hunter2hunter2", "scheme: plain"),
        ("sha1$abc$5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8", "django-sha1 or werkzeug-sha1"),
    ],
)
def test_what_names_no_scheme_is_refused_with_advice(text: str, advice: str) -> None:
    with pytest.raises(NotRecognised, match=re.escape(advice)):
        detect(text)


def test_a_mark_that_contradicts_the_name_is_refused() -> None:
    with pytest.raises(NotRecognised, match="mark of ssha"):
        detect(SSHA, "bcrypt")


@pytest.mark.parametrize("name", ["md5-hex", "plain", "bcrypt"])
def test_an_unknown_label_is_not_dropped_for_a_named_scheme(name: str) -> None:
    with pytest.raises(NotRecognised, match="label"):
        detect("{FOO}5f4dcc3b5aa765d61d8327deb882cf99", name, account="jdoe")


@pytest.mark.parametrize("wrong", [SSHA[:-1], "{FOO}bar", "", "5f4dcc3b5aa765d61d8327deb882cf99"])
def test_every_refusal_is_one_kind_of_error_with_a_stable_code(wrong: str) -> None:
    with pytest.raises(PasswordFormatError) as caught:
        detect(wrong)
    assert caught.value.code in {"unknown-scheme", "malformed-hash"}


def test_postgresql_is_complete_with_the_account() -> None:
    text = "md5" + "0" * 32
    assert detect(text).obstacle
    assert detect(text, account="jdoe").salt == b"jdoe"
    assert not detect(text, account="jdoe").obstacle


def test_names_of_schemes_are_unique_and_written_alike() -> None:
    names = [scheme.name for family in families() for scheme in family.SCHEMES]
    assert len(names) == len(set(names)) == len(table())
    assert all(name == name.lower() and " " not in name for name in names)
    assert "auto" not in names


@pytest.mark.parametrize("scheme", table().values(), ids=lambda scheme: scheme.name)
def test_a_scheme_says_what_it_is_and_where_it_comes_from(scheme: object) -> None:
    assert all(getattr(scheme, field) for field in ("summary", "origin"))


def test_labels_are_indexed_in_upper_case() -> None:
    assert all(marker == marker.upper() for marker in markers() if marker.startswith("{") and marker != "{json}")


MD5 = "5f4dcc3b5aa765d61d8327deb882cf99"


def test_what_says_nothing_of_its_scheme_is_read_by_the_one_for_those() -> None:
    assert detect(MD5, unmarked="md5-hex") == detect(MD5, "md5-hex")
    assert detect(f"{MD5}:salt", unmarked="md5-pass-salt") == detect(f"{MD5}:salt", "md5-pass-salt")
    assert detect(SSHA, unmarked="md5-hex") == detect(SSHA)


@pytest.mark.parametrize("text", ["{CLOUD}abc", "$9$abc", "$2y$10$short", "not cached", MD5[:-1], "{SSHA}!"])
def test_what_looks_marked_or_does_not_fit_is_still_refused(text: str) -> None:
    with pytest.raises(PasswordFormatError):
        detect(text, unmarked="md5-hex")

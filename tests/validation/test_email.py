from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.validation.email import LONGEST_ADDRESS, LONGEST_LABEL, common, fault, is_email, ordinary

TABLE = [
    (verdict == "yes", json.loads(address))
    for verdict, _, address in (
        line.partition("\t")
        for line in (Path(__file__).parent / "email.tsv").read_text(encoding="ascii").splitlines()
        if not line.startswith("#")
    )
]


def test_the_table_is_large_and_has_both_verdicts() -> None:
    verdicts = [verdict for verdict, _ in TABLE]
    assert len(TABLE) > 4000
    assert min(verdicts.count(True), verdicts.count(False)) > 1500


def test_every_verdict_is_that_of_the_javascript_validator() -> None:
    assert [address for verdict, address in TABLE if is_email(address) is not verdict] == []


def test_the_reason_is_empty_exactly_for_addresses() -> None:
    assert [address for verdict, address in TABLE if (fault(address) == "") is not verdict] == []


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("jane", "has no @"),
        ("jane@corp", "has a domain without a dot: Auth0 wants a top-level domain"),
        ("jane@acme.c0m", "has a top-level domain that is not two or more letters"),
        ("jane@ac_me.com", "has an underscore in its domain"),
        ("jane@acme..com", "has a domain that begins or ends with a dot or holds two in a row"),
        ("jane@-acme.com", "has a part of its domain that begins or ends with a hyphen"),
        ("jane@ａcme.com", "has a full-width character in its domain"),
        ("jane@ac me.com", "has a character in its domain that cannot stand there"),
        ("jane@" + "a" * 64 + ".com", "has a part of more than 63 characters in its domain"),
        ("a" * 65 + "@acme.com", "has more than 64 bytes before the @"),
        ("é" * 33 + "@acme.com", "has more than 64 bytes before the @"),
        ("a@" + "b." * 126 + "com", "is longer than 254 characters"),
        ("a@" + "中文." * 60 + "com", "has a domain of more than 254 bytes"),
        ("jane..doe@acme.com", "begins or ends with a dot before the @, or holds two in a row, or has nothing there"),
        ("jane doe@acme.com", "has a space or another character before the @ that cannot stand there"),
        ('"jane"doe"@acme.com', "has a character between its quotes that cannot stand there"),
        ("jane\ud800@acme.com", "holds half a character (a lone surrogate)"),
    ],
)
def test_the_reason_names_what_is_wrong(address: str, reason: str) -> None:
    assert fault(address) == reason


@given(st.text(max_size=80))
def test_any_text_gets_a_verdict_and_the_reason_agrees(text: str) -> None:
    assert is_email(text) is (fault(text) == "")


@given(st.integers(1, 60_000))
def test_long_texts_get_a_verdict(length: int) -> None:
    assert not is_email("a." * length + "@" + "b-" * length)


@given(st.from_regex(r"[a-z0-9_.-]{1,30}@[a-z0-9.-]{1,30}", fullmatch=True) | st.emails())
def test_a_quick_look_finds_only_what_the_rule_takes(text: str) -> None:
    if len(text) <= LONGEST_LABEL and common(text):
        assert not fault(text)
    if len(text) <= LONGEST_ADDRESS and ordinary(text):
        assert not fault(text)

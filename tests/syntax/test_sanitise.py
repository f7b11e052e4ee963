from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.syntax.sanitise import clipped, masked, visible

BIDI = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}
ZERO_WIDTH = set("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u061c\u180e")


@given(st.text(st.characters(exclude_categories=())))
def test_no_hidden_character_remains(text: str) -> None:
    for character in visible(text):
        assert unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")
        assert unicodedata.bidirectional(character) not in BIDI
        assert character not in ZERO_WIDTH


@given(st.text(st.characters(exclude_categories=())))
def test_what_is_visible_stays_as_it_is(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é 名 🎉", "plain é 名 🎉"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\tb\nc\r", "a\\tb\\nc\\r"),
        ("\u202eabc", "\\u202eabc"),
        ("\x9b1m", "\\x9b1m"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_hidden_characters_become_escapes(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_what_is_asked_for_is_kept() -> None:
    assert visible("a\n\tb\r", keep="\n\t") == "a\n\tb\\r"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("url: postgres://oim:s3cret@db/x", "url: postgres://oim:******@db/x"),
        ("url: ldap://host:389/dc=x", "url: ldap://host:389/dc=x"),
        ("bind_password: s3cret", "bind_password: ******"),
        ("client_secret: 's3cret'", "client_secret: ********"),
        ("bind_password: ${LDAP_PASSWORD}", "bind_password: ${LDAP_PASSWORD}"),
        ("password: {from: userpassword}", "password: {from: userpassword}"),
        ("  userpassword: {SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=", "  userpassword: {SSHA}" + "*" * 28),
        ("path: ${FOLDER}/people-2024.ldif", "path: ${FOLDER}/people-2024.ldif"),
    ],
)
def test_what_looks_like_a_secret_is_masked(line: str, shown: str) -> None:
    assert masked(line) == shown


@given(st.text())
def test_masking_keeps_every_column(line: str) -> None:
    assert len(masked(line)) == len(line)


def test_a_long_text_is_clipped() -> None:
    assert clipped("a" * 40) == "a" * 40
    assert clipped("a" * 41) == "a" * 40 + "…"

"""The shortcut finds what the careful way finds, or nothing."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.passwords.auth0 import Accepted, to_auth0
from converter.passwords.description import Description, describe
from converter.passwords.detect import detect
from converter.passwords.hash import PasswordFormatError
from converter.passwords.shortcut import glance, ldap_hash, plain_ldap

LABELS = st.sampled_from(
    ["SSHA", "SHA", "MD5", "SMD5", "SSHA224", "SHA256", "SSHA256", "SHA384", "SSHA512", "ssha", "SHA-256", "CRYPT"]
)
BODIES = st.one_of(
    st.binary(min_size=1, max_size=80).map(lambda data: b64encode(data).decode()),
    st.text("ABCDEFghij0123456789+/=", max_size=100),
    st.sampled_from([16, 20, 28, 32, 48, 64]).map(lambda size: b64encode(bytes(size)).decode()),
)


def found_by(text: str) -> tuple[dict[str, object], Description] | None:
    """What is found at a glance, which is the same however the glance is made."""
    found = plain_ldap(text)
    assert glance()(text) == found
    return (ldap_hash(text), found) if found else None


def careful(text: str) -> tuple[dict[str, object], Description] | None:
    try:
        found = detect(text)
    except PasswordFormatError:
        return None
    verdict = to_auth0(found)
    return (verdict.fields["custom_password_hash"], describe(found)) if isinstance(verdict, Accepted) else None


@given(st.text("{}SHA=/+a1é", max_size=40))
def test_any_text_is_found_or_not_by_either_form(text: str) -> None:
    assert glance()(text) == plain_ldap(text)


@given(LABELS, BODIES)
def test_what_the_shortcut_finds_is_what_the_careful_way_finds(label: str, body: str) -> None:
    text = f"{{{label}}}{body}"
    found = found_by(text)
    assert found is None or found == careful(text)


@pytest.mark.parametrize(
    "label", ["SSHA", "SSHA224", "SSHA256", "SSHA384", "SSHA512", "SMD5", "SHA", "SHA256", "SHA512", "MD5"]
)
def test_the_usual_values_take_the_shortcut(label: str) -> None:
    size = {
        "SSHA": 28,
        "SSHA224": 36,
        "SSHA256": 40,
        "SSHA384": 56,
        "SSHA512": 72,
        "SMD5": 24,
        "SHA": 20,
        "SHA256": 32,
        "SHA512": 64,
        "MD5": 16,
    }
    text = f"{{{label}}}{b64encode(bytes(range(size[label]))).decode()}"
    assert found_by(text) == careful(text) is not None


@pytest.mark.parametrize("size", [24, 27, 28, 29, 30, 36])
@pytest.mark.parametrize("end", ["=", "==", "===", "====", "A", "A===", "\n", " "])
def test_a_character_too_many_is_not_overlooked(size: int, end: str) -> None:
    text = f"{{SSHA}}{b64encode(bytes(range(size))).decode()}{end}"
    found = found_by(text)
    assert found is None or found == careful(text)
    assert not end.startswith("=") or found is None


def test_no_vector_is_read_otherwise_than_by_the_careful_way() -> None:
    seen = 0
    for file in sorted((Path(__file__).parent / "vectors").glob("*.json")):
        for vector in json.loads(file.read_text(encoding="utf-8")):
            stored = vector["stored"] if isinstance(vector, dict) else ""
            found = found_by(stored) if isinstance(stored, str) else None
            if found is not None:
                seen += 1
                assert found == careful(stored)
    assert seen > 10

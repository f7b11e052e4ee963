"""RFC 2307's digests for passwords and salts of any kind, against hashlib."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.passwords.auth0 import Accepted, to_auth0
from converter.passwords.detect import detect
from converter.passwords.hash import Malformed
from converter.passwords.schemes.rfc2307 import DIGEST_BYTES
from converter.passwords.verify import verify

LABELS = {"md5": "MD5", "sha1": "SHA"} | {name: name.upper() for name in DIGEST_BYTES if name[3:].isdigit()}


def _stored(digest: str, password: str, salt: bytes) -> str:
    raw = hashlib.new(digest, password.encode() + salt).digest() + salt
    return f"{{{'S' if salt else ''}{LABELS[digest]}}}{base64.b64encode(raw).decode()}"


@given(
    st.sampled_from(sorted(DIGEST_BYTES)),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.binary(max_size=70),
    st.booleans(),
)
@settings(max_examples=120, deadline=None)
def test_passwords_of_any_text_and_salts_of_any_length_fit(digest: str, password: str, salt: bytes, low: bool) -> None:
    label, _, encoded = _stored(digest, password, salt).partition("}")
    verdict = to_auth0(detect(f"{label.lower() if low else label}}}{encoded}"))
    assert isinstance(verdict, Accepted)
    assert verify(verdict.fields, password)
    assert not verify(verdict.fields, password + "\x00")


@pytest.mark.parametrize("digest", sorted(DIGEST_BYTES))
def test_every_cut_that_loses_part_of_the_digest_is_refused(digest: str) -> None:
    whole = _stored(digest, "secret", b"saltsalt")
    shortest = whole.index("}") + 1 + -(-4 * DIGEST_BYTES[digest] // 3)
    for kept in range(whole.index("}") + 1, shortest):
        with pytest.raises(Malformed):
            detect(whole[:kept])

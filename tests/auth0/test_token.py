"""The access token: how it is asked for, and for how long it is used."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from converter.auth0.access import Access
from converter.auth0.timing import Timing
from converter.auth0.token import TokenStore, token_request
from converter.errors import ExtraMissing, TenantFailure, UsageError

NOW = 1_800_000_000.0
ACCESS = Access("https://acme.eu.auth0.com", "id", secret="s3cr3t", audience="https://acme.eu.auth0.com/api/v2/")


def test_a_secret_is_posted_as_it_is() -> None:
    assert token_request(ACCESS, NOW) == {
        "grant_type": "client_credentials",
        "client_id": "id",
        "audience": "https://acme.eu.auth0.com/api/v2/",
        "client_secret": "s3cr3t",
    }


def test_a_private_key_signs_an_assertion() -> None:
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    access = Access("https://acme.eu.auth0.com", "id", private_key=pem, key_id="k1", audience="a")
    form = token_request(access, NOW)
    options: Any = {"verify_exp": False, "verify_iat": False}
    claims = jwt.decode(
        form["client_assertion"], key.public_key(), ["RS256"], options, audience="https://acme.eu.auth0.com/"
    )

    assert form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    assert "client_secret" not in form
    assert (claims["iss"], claims["sub"], claims["exp"] - claims["iat"]) == ("id", "id", 60)
    assert jwt.get_unverified_header(form["client_assertion"])["kid"] == "k1"
    assert token_request(access, NOW)["client_assertion"] != form["client_assertion"]


@pytest.mark.parametrize("key", ["not a key CANARY", "-----BEGIN PRIVATE KEY-----\nCANARY\n-----END PRIVATE KEY-----"])
def test_a_key_that_is_none_is_told_without_it(key: str) -> None:
    with pytest.raises(UsageError, match="AUTH0_PRIVATE_KEY is not an RSA private key") as caught:
        token_request(Access("https://a.example", "id", private_key=key), NOW)

    assert "CANARY" not in str(caught.value)


def test_the_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jwt", None)

    with pytest.raises(ExtraMissing, match=r"pip install 'auth0-convert\[private-key-jwt\]'"):
        token_request(Access("https://a.example", "id", private_key="k"), NOW)


class Asked:
    """Answers with numbered tokens of the given life."""

    def __init__(self, life: object = 100) -> None:
        self.life = life
        self.count = 0
        self.ticks = 0.0

    def __call__(self, form: Mapping[str, str]) -> Any:
        assert form["client_id"] == "id"
        self.count += 1
        return {"access_token": f"t{self.count}", "expires_in": self.life}

    def store(self) -> TokenStore:
        return TokenStore(ACCESS, Timing(lambda: NOW, lambda: self.ticks), self)


def test_a_token_is_used_until_shortly_before_its_end() -> None:
    asked = Asked()
    store = asked.store()
    seen = []
    for asked.ticks in (0.0, 89.0, 90.0, 100.0, 180.0):
        seen.append(store.current())

    assert seen == ["t1", "t1", "t2", "t2", "t3"]


def test_only_the_token_that_was_refused_is_given_up() -> None:
    store = Asked().store()
    store.forget("another")
    first = store.current()
    store.forget("another")
    assert store.current() == first
    store.forget(first)

    assert store.current() == "t2"


@pytest.mark.parametrize("answer", [{}, [], None, {"access_token": "t", "expires_in": "soon"}])
def test_an_answer_without_a_token_is_told(answer: Any) -> None:
    with pytest.raises(TenantFailure, match=r"acme\.eu\.auth0\.com answered the request for a token with no token"):
        TokenStore(ACCESS, Timing(), lambda _: answer).current()

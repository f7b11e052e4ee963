"""Who gets in: tokens by secret and by signed assertion, their scopes and their end."""

from __future__ import annotations

from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from converter.auth0.tenant.settings import Client, Settings
from converter.auth0.tenant.tokens import ASSERTION
from tests.auth0.tenant.caller import Caller, Start

KEY = rsa.generate_private_key(65537, 2048)
PEM = KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def _token(caller: Caller, **fields: str) -> Any:
    asked = {"grant_type": "client_credentials", "audience": f"{caller.url}/api/v2/"} | fields
    return caller.http.post("/oauth/token", data=asked).json()


def test_a_wrong_secret_another_audience_and_another_grant_are_refused(caller: Caller) -> None:
    right = {"client_id": "rehearsal", "client_secret": "rehearsal-secret"}
    assert _token(caller, **right)["token_type"] == "Bearer"
    assert _token(caller, client_id="rehearsal", client_secret="wrong")["error"] == "access_denied"
    assert _token(caller, **right, audience="https://example.com/")["error"] == "access_denied"
    assert _token(caller, **right, grant_type="device")["error"] == "unsupported_grant_type"


def test_an_assertion_is_good_once_and_for_this_tenant(start: Start) -> None:
    caller = start(Settings(clients=(Client(), Client("signing", secret="", public_key=PEM.decode()))))

    def assertion(**changes: object) -> str:
        now = int(caller.time())
        claims = {"iss": "signing", "sub": "signing", "aud": f"{caller.url}/", "exp": now + 60, "jti": "one"}
        return jwt.encode(claims | changes, KEY, algorithm="RS256")

    fields = {"client_assertion_type": ASSERTION}
    assert "access_token" in _token(caller, **fields, client_assertion=assertion())
    assert _token(caller, **fields, client_assertion=assertion())["error"] == "invalid_client"
    for changes in ({"aud": "https://acme.eu.auth0.com/"}, {"exp": 1}, {"iss": "other"}):
        refused = _token(caller, **fields, client_assertion=assertion(jti="two", **changes))
        assert refused["error"] == "invalid_client"
    forged = jwt.encode({"sub": "signing"}, rsa.generate_private_key(65537, 2048), algorithm="RS256")
    assert _token(caller, **fields, client_assertion=forged)["error"] == "invalid_client"


def test_a_token_ends_after_a_day(caller: Caller) -> None:
    caller.time.sleep(86400)
    answer = caller.http.get("/api/v2/users")
    assert answer.status_code == 401
    assert answer.json()["message"].startswith("Expired token")


@pytest.mark.parametrize(("header", "message"), [("", "Missing authentication"), ("Bearer x", "Invalid token.")])
def test_without_a_token_nobody_gets_in(caller: Caller, header: str, message: str) -> None:
    answer = caller.http.get("/api/v2/users", headers={"authorization": header})
    assert (answer.status_code, answer.json()["message"]) == (401, message)


def test_a_scope_that_is_missing_is_named(start: Start) -> None:
    caller = start(Settings(clients=(Client(scopes=frozenset(["read:users"])),)))
    assert caller.http.get("/api/v2/users").status_code == 200
    answer = caller.send([])
    assert answer.status_code == 403
    assert answer.json()["message"] == "Insufficient scope, expected any of: create:users"

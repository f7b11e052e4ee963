from __future__ import annotations

import csv
import gzip
import io
import json
from typing import Any

from tests.auth0.tenant.caller import CONNECTION, Caller


def _export(caller: Caller, **asked: Any) -> str:
    job = caller.http.post("/api/v2/jobs/users-exports", json={"connection_id": CONNECTION} | asked).json()["id"]
    caller.time.sleep(60)
    return str(caller.get(f"/jobs/{job}")["location"])


def test_users_come_out_as_lines_of_json(caller: Caller) -> None:
    caller.finished([{"email": f"u{n}@acme.com", "user_id": str(n), "app_metadata": {"n": n}} for n in range(3)])
    fields = [{"name": "user_id"}, {"name": "app_metadata"}, {"name": "identities[0].connection", "export_as": "home"}]
    text = gzip.decompress(caller.http.get(_export(caller, fields=fields)).content)
    users = [json.loads(line) for line in text.splitlines()]
    assert users[1] == {"user_id": "auth0|1", "app_metadata": {"n": 1}, "home": "Username-Password-Authentication"}
    assert len(users) == 3


def test_csv_disarms_formulas(caller: Caller) -> None:
    caller.finished([{"email": "u@acme.com", "name": '=1+"1"'}])
    fields = [{"name": "name"}, {"name": "email_verified"}, {"name": "user_metadata"}]
    text = gzip.decompress(caller.http.get(_export(caller, format="csv", fields=fields)).content).decode()
    assert list(csv.reader(io.StringIO(text))) == [
        ["name", "email_verified", "user_metadata"],
        ['\'=1+"1"', "false", ""],
    ]


def test_a_link_ends_after_a_minute_and_can_be_had_anew(caller: Caller) -> None:
    location = _export(caller)
    assert caller.http.get(location, headers={"authorization": ""}).status_code == 200
    caller.time.sleep(60)
    assert caller.http.get(location).status_code == 403


def test_hashes_and_secrets_are_never_exported(caller: Caller) -> None:
    entry = {"email": "u@acme.com", "password_hash": "$2b$10$" + "a" * 53, "mfa_factors": [{"totp": {"secret": "ABC"}}]}
    caller.finished([entry])
    fields = [{"name": name} for name in ("email", "password_hash", "custom_password_hash", "mfa_factors")]
    text = gzip.decompress(caller.http.get(_export(caller, fields=fields)).content)
    assert json.loads(text) == {"email": "u@acme.com"}


def test_a_wrong_request_for_an_export_is_refused(caller: Caller) -> None:
    wrong: list[dict[str, Any]] = [{"format": "xml"}, {"limit": 0}, {"field": []}, {"fields": [{}]}]
    for asked in wrong:
        assert caller.http.post("/api/v2/jobs/users-exports", json=asked).status_code == 400

"""What the tenant refuses, and how; without a network."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest

from converter.auth0.tenant.message import Answer, Request
from converter.auth0.tenant.settings import Connection, Named, Settings
from converter.auth0.tenant.tenant import Tenant

OFF, OTHER, LEGACY = "con_00000000000000ff", "con_00000000000000aa", "con_00000000000000bb"
SETTINGS = Settings(
    connections=(
        Connection(),
        Connection(OFF, "off", enabled_clients=()),
        Connection(OTHER, "sms", strategy="sms"),
        Connection(LEGACY, "legacy", options={"enabledDatabaseCustomization": True, "import_mode": False}),
    ),
    roles=(Named("rol_1", "Auditor"),),
    organizations=(Named("org_1", "acme"),),
)


class Direct:
    """Requests to a tenant in this process."""

    def __init__(self) -> None:
        self.tenant = Tenant(SETTINGS)
        fields = {"grant_type": "client_credentials", "client_id": "rehearsal", "client_secret": "rehearsal-secret"}
        body = json.dumps(fields | {"audience": "https://x/api/v2/"}).encode()
        token = self.tenant.answer(Request("POST", "/oauth/token", {"content-type": "application/json"}, body))
        self.headers = {"authorization": f"Bearer {token.document()['access_token']}"}

    def ask(self, method: str, target: str, document: Any = None) -> Answer:
        body = b"" if document is None else json.dumps(document).encode()
        return self.tenant.answer(Request(method, f"/api/v2{target}", self.headers, body))

    def send(self, fields: dict[str, str], users: bytes | None = b"[]") -> Answer:
        files = {"users": ("u.json", users)} if users is not None else {"other": ("u.json", b"")}
        sent = httpx2.Request("POST", "https://x/", data=fields, files=files)
        headers = self.headers | {"content-type": sent.headers["content-type"]}
        return self.tenant.answer(Request("POST", "/api/v2/jobs/users-imports", headers, sent.read()))


@pytest.mark.parametrize(
    ("line", "document", "status", "message"),
    [
        ("GET /nothing", None, 404, "Not Found"),
        ("GET /jobs/job_x", None, 404, "Job not found."),
        ("GET /connections/con_x", None, 404, "The connection does not exist"),
        ("GET /users?q=a", None, 400, "does not search"),
        ("GET /users?per_page=101", None, 400, "on property per_page"),
        ("GET /users-by-email", None, 400, "Missing required property: email"),
        ("POST /users", [], 400, "Expected type object"),
        ("POST /users", {"connection": "nowhere"}, 400, "The connection does not exist."),
        ("PATCH /users/auth0%7Cx", {}, 404, "The user does not exist."),
        ("POST /users/auth0%7Cx/roles", {"roles": ["rol_1"]}, 404, "The user does not exist."),
        ("POST /roles", {"name": "Auditor"}, 409, "A role with the same name already exists"),
        ("POST /roles", {}, 400, "Missing required property: name"),
        ("POST /roles/rol_9/users", {"users": []}, 404, "The role does not exist."),
        ("POST /roles/rol_1/users", {"users": []}, 400, "Expected type array"),
        ("POST /roles/rol_1/users", {"users": ["auth0|x"]}, 404, "One or more of the users do not exist."),
        ("POST /organizations", {"name": "acme"}, 409, "already exists"),
        ("GET /organizations/name/none", None, 404, "No organization found"),
        ("POST /organizations/org_9/members", {"members": ["auth0|x"]}, 404, "No organization found"),
        ("POST /jobs/users-exports", {"connection_id": "con_x"}, 400, "The connection does not exist."),
        ("POST /jobs/users-exports", {"format": "csv", "fields": [{"name": "a"}] * 31}, 400, "maximum 30"),
    ],
)
def test_a_request_is_refused_in_the_shape_of_the_api(line: str, document: Any, status: int, message: str) -> None:
    method, target = line.split()
    answer = Direct().ask(method, target, document)
    assert answer.status == answer.document()["statusCode"] == status
    assert message in answer.document()["message"]


@pytest.mark.parametrize(
    ("connection", "message"),
    [
        (OFF, "Connection must be enabled."),
        (OTHER, "Connection must be a database connection."),
        (LEGACY, "Custom Database Connections without import mode are not allowed."),
    ],
)
def test_a_connection_that_takes_no_imports_says_why(connection: str, message: str) -> None:
    assert Direct().send({"connection_id": connection}).document()["message"] == message


def test_a_form_without_users_or_connection_is_refused() -> None:
    direct = Direct()
    assert direct.send({}).document()["message"] == "Must provide 'connection_id' as multipart part."
    assert direct.send({}, None).document()["message"] == "Must provide 'users' file as multipart part."


def test_identifiers_of_others_cannot_be_taken() -> None:
    direct = Direct()
    for name in ("ann", "bob"):
        made = {"connection": SETTINGS.connections[0].name, "email": f"{name}@acme.com", "user_id": name}
        assert direct.ask("POST", "/users", made).status == 201
    answer = direct.ask("PATCH", "/users/auth0%7Cbob", {"email": "Ann@acme.com"})
    assert (answer.status, answer.document()["message"]) == (409, "The specified new email already exists")
    assert direct.ask("PATCH", "/users/auth0%7Cbob", {"email": "B@acme.com"}).document()["email"] == "b@acme.com"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("POST", "clock", b"{}"), ("POST", "clock", b"x"), ("PUT", "faults", b"{}"), ("GET", "other", b"")],
)
def test_a_wrong_wish_is_told(method: str, path: str, body: bytes) -> None:
    request = Request(method, f"/rehearsal/{path}", {"content-type": "application/json"}, body)
    assert Tenant().answer(request).status in (400, 404)

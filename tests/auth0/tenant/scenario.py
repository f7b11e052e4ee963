"""One call of every operation the tenant has, for judges that want to see all of them."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2

from converter.auth0.tenant.settings import Named, Settings
from tests.auth0.tenant.caller import CONNECTION, Caller

SETTINGS = Settings(roles=(Named("rol_1", "Auditor"),), organizations=(Named("org_1", "acme"),))
USER = "/users/auth0%7C1"


def everything(caller: Caller) -> Iterator[tuple[str, httpx2.Response]]:
    """Each operation as `METHOD /path/{}` and an answer of it; some more than once."""

    def call(line: str, target: str, json: object = None) -> tuple[str, httpx2.Response]:
        method = line.split(maxsplit=1)[0]
        return line, caller.http.request(method, f"/api/v2{target}", json=json)

    yield from _jobs(caller)
    yield call("GET /connections", "/connections?strategy=auth0&name=Username-Password-Authentication")
    yield call("GET /connections", "/connections?take=1")
    yield call("GET /connections", "/connections?include_totals=true")
    yield call("GET /connections/{}", f"/connections/{CONNECTION}")
    yield call("GET /connections/{}/clients", f"/connections/{CONNECTION}/clients")
    yield call("GET /guardian/factors", "/guardian/factors")
    yield call("GET /users", "/users?per_page=1")
    yield call("GET /users", "/users?include_totals=true")
    made = {"email": "new@acme.com", "connection": "Username-Password-Authentication", "password": "long enough"}
    yield call("POST /users", "/users", made)
    yield call("PATCH /users/{}", USER, {"user_metadata": {"a": 1}, "email_verified": True})
    yield call("GET /users/{}", USER)
    yield call("GET /users-by-email", "/users-by-email?email=ann@acme.com")
    yield call("GET /roles", "/roles?include_totals=true")
    yield call("POST /roles", "/roles", {"name": "Reader"})
    yield call("POST /users/{}/roles", f"{USER}/roles", {"roles": ["rol_1"]})
    yield call("GET /users/{}/roles", f"{USER}/roles")
    yield call("GET /roles/{}/users", "/roles/rol_1/users")
    yield call("DELETE /users/{}/roles", f"{USER}/roles", {"roles": ["rol_1"]})
    yield call("POST /roles/{}/users", "/roles/rol_1/users", {"users": ["auth0|1"]})
    yield call("GET /organizations", "/organizations")
    yield call("POST /organizations", "/organizations", {"name": "other"})
    yield call("GET /organizations/name/{}", "/organizations/name/acme")
    yield call("POST /organizations/{}/members", "/organizations/org_1/members", {"members": ["auth0|1"]})
    yield call("GET /organizations/{}/members", "/organizations/org_1/members?take=10")
    yield call("DELETE /organizations/{}/members", "/organizations/org_1/members", {"members": ["auth0|1"]})
    yield call("DELETE /connections/{}/users", f"/connections/{CONNECTION}/users?email=new@acme.com")
    yield call("DELETE /users/{}", USER)


def _jobs(caller: Caller) -> Iterator[tuple[str, httpx2.Response]]:
    created = caller.send([{"email": "ann@acme.com", "user_id": "1", "username": "ann"}, {"email": "bob@corp"}])
    yield "POST /jobs/users-imports", created
    broken = caller.send(b"[").json()["id"]
    target = f"/api/v2/jobs/{created.json()['id']}"
    yield "GET /jobs/{}", caller.http.get(target)
    yield "GET /jobs/{}/errors", caller.http.get(f"{target}/errors")
    caller.time.sleep(60)
    yield "GET /jobs/{}", caller.http.get(target)
    yield "GET /jobs/{}/errors", caller.http.get(f"{target}/errors")
    yield "GET /jobs/{}/errors", caller.http.get(f"/api/v2/jobs/{broken}/errors")
    asked = {"connection_id": CONNECTION, "format": "json", "fields": [{"name": "email"}]}
    export = caller.http.post("/api/v2/jobs/users-exports", json=asked)
    yield "POST /jobs/users-exports", export
    caller.time.sleep(60)
    yield "GET /jobs/{}", caller.http.get(f"/api/v2/jobs/{export.json()['id']}")

"""A client of a tenant that is served on loopback."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx2

from converter.auth0.tenant.clock import VirtualTime
from converter.auth0.tenant.tenant import Tenant

CONNECTION = "con_0000000000000001"


@dataclass
class Caller:
    """A client of a tenant that is served on loopback; the tenant's time passes when a test says so."""

    tenant: Tenant
    time: VirtualTime
    http: httpx2.Client
    url: str

    def sign_in(self) -> None:
        fields = {"grant_type": "client_credentials", "client_id": "rehearsal", "client_secret": "rehearsal-secret"}
        answer = self.http.post("/oauth/token", data=fields | {"audience": f"{self.url}/api/v2/"})
        self.http.headers["authorization"] = f"Bearer {answer.json()['access_token']}"

    def send(self, users: Any, **fields: str) -> httpx2.Response:
        """POST an import."""
        data = users if isinstance(users, bytes) else json.dumps(users).encode()
        return self.http.post(
            "/api/v2/jobs/users-imports",
            data={"connection_id": CONNECTION} | fields,
            files={"users": ("users.json", data, "application/json")},
        )

    def finished(self, users: Any, **fields: str) -> Any:
        """Import users and wait: the job when it has ended."""
        job = self.send(users, **fields).json()["id"]
        self.time.sleep(60)
        return self.get(f"/jobs/{job}")

    def errors(self, users: Any, **fields: str) -> list[Any]:
        """Import users and wait: what failed."""
        answer = self.http.get(f"/api/v2/jobs/{self.finished(users, **fields)['id']}/errors")
        return list(answer.json()) if answer.content else []

    def get(self, path: str) -> Any:
        return self.http.get(f"/api/v2{path}").raise_for_status().json()

    def login(self, name: str, password: str) -> httpx2.Response:
        return self.http.post("/oauth/token", json={"grant_type": "password", "username": name, "password": password})


Start = Callable[..., Caller]
"""Starts tenants: `start(settings, [{"request": …, "do": …}])`."""

"""A rehearsal tenant on this machine, a few people, and the program in this process with both."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from converter.auth0.tenant.server import serving
from converter.auth0.tenant.settings import Connection, Named, Settings, Speed
from converter.auth0.tenant.tenant import Tenant
from converter.auth0.tenant.users import User, made
from tests.program import Ended, run

MAPPING = """\
version: 1
source: {type: json, path: people.jsonl}
user:
  user_id: id
  email: mail
  username: login
  given_name: first
  app_metadata: {team: team}
password: {from: hash, scheme: ssha}
after_import:
  roles: {expr: roles, map: {audit: Auditor, admin: Administrator}}
  organizations: org
"""
HASH = "{SSHA}JwxHylYvv+hdBoPmNDHs0FxAWm9hYmNk"
START = 1_700_000_000.0
"""Before every upload of a test: when users were made who are there already."""


def person(number: int, **changes: Any) -> dict[str, Any]:
    """A record of the source."""
    record = {
        "id": f"p{number}",
        "mail": f"p{number}@example.com",
        "login": f"person{number}",
        "first": f"Person {number}",
        "team": "audit",
        "hash": HASH,
    } | changes
    return {name: value for name, value in record.items() if value is not None}


def lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@dataclass
class Rehearsal:
    """A tenant that is being served, and a folder with a source and a mapping."""

    folder: Path
    tenant: Tenant
    out: Path = field(init=False)

    def __post_init__(self) -> None:
        self.out = self.folder / "out" / "people"

    def write(self, people: Sequence[Mapping[str, Any]], mapping: str = MAPPING) -> None:
        """The source and the mapping."""
        text = "".join(json.dumps(each) + "\n" for each in people)
        (self.folder / "people.jsonl").write_text(text, encoding="utf-8")
        (self.folder / "people.yaml").write_text(mapping, encoding="utf-8")

    def upload(self, people: Sequence[Mapping[str, Any]], *options: str, mapping: str = MAPPING) -> Ended:
        """Convert and send."""
        self.write(people, mapping)
        converted = run("-m", "people.yaml")
        assert converted.code in (0, 3), converted.err
        return run("upload", self.out, *options)

    def add(self, **entry: Any) -> None:
        """Somebody who is in the tenant since before."""
        connection = self.tenant.state.settings.connections[0]
        profile = made(entry, connection, local_id=entry["user_id"], now="2020-01-01T00:00:00.000Z")
        self.tenant.state.users.add(User(profile, connection))

    def user(self, user_id: str) -> dict[str, Any] | None:
        """A user of the tenant, by its local id."""
        found = self.tenant.state.users.get(f"auth0|{user_id}")
        return found.profile if found else None


Start = Callable[..., Rehearsal]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Serves a tenant: `start(options={…})` with the options of its connection."""
    monkeypatch.chdir(tmp_path)
    servers = []

    def begin(options: Mapping[str, Any] | None = None) -> Rehearsal:
        settings = Settings(
            connections=(Connection(options={"requires_username": True} if options is None else options),),
            roles=(Named("rol_1", "Auditor"), Named("rol_2", "Administrator")),
            organizations=(Named("org_1", "acme"),),
            speed=Speed(job=0.01, users_per_second=100_000.0),
        )
        tenant = Tenant(settings)
        server = serving(tenant)
        servers.append(server)
        client = settings.clients[0]
        monkeypatch.setenv("AUTH0_DOMAIN", server.__enter__())
        monkeypatch.setenv("AUTH0_CLIENT_ID", client.id)
        monkeypatch.setenv("AUTH0_CLIENT_SECRET", client.secret)
        monkeypatch.setenv("AUTH0_CONNECTION", settings.connections[0].name)
        return Rehearsal(tmp_path, tenant)

    yield begin
    for server in servers:
        server.__exit__(None, None, None)


@pytest.fixture
def rehearsal(start: Start) -> Rehearsal:
    """A tenant whose connection takes user names of up to 15 characters."""
    return start()

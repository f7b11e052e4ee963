"""Who is deleted as half-created: nobody who has logged in, and nobody of another database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from converter.auth0.access import read_access
from converter.auth0.answers import Connection as Named
from converter.auth0.client import Client
from converter.auth0.tenant.server import serving
from converter.auth0.tenant.settings import Connection, Settings
from converter.auth0.tenant.tenant import Tenant
from converter.auth0.tenant.users import User, made
from converter.cli.tenant import environment
from converter.gateway.attempt import Pseudonyms
from converter.hybrid.account import Person
from converter.hybrid.clearing import Cleared, clear
from converter.hybrid.standing import Standing
from converter.record import Origin

OURS = Connection()
OTHER = Connection(id="con_other", name="other")


@pytest.fixture
def tenant() -> Iterator[tuple[Tenant, Client]]:
    tenant = Tenant(Settings(connections=(OURS, OTHER)))
    with serving(tenant) as url:
        named = environment(url, tenant.state.settings)
        with Client(read_access(lambda name: named.get(name, ""))) as client:
            yield tenant, client


def add(tenant: Tenant, user_id: str, connection: Connection, **more: object) -> Person:
    entry = {"email": f"{user_id}@example.com"}
    profile = made(entry, connection, local_id=user_id, now="2020-01-01T00:00:00.000Z") | more
    tenant.state.users.add(User(profile, connection))
    return Person(Origin("people.ldif"), user_id, entry["email"], Standing.HALF_CREATED)


def test_only_those_of_the_connection_who_never_logged_in_are_deleted(
    tenant: tuple[Tenant, Client], tmp_path: Path
) -> None:
    served, client = tenant
    people = [
        add(served, "half", OURS),
        add(served, "whole", OURS, logins_count=5),
        add(served, "seen", OURS, last_login="2026-01-01T00:00:00.000Z"),
        add(served, "elsewhere", OTHER),
        Person(Origin("people.ldif"), "nobody", "", Standing.HALF_CREATED),
    ]
    log = tmp_path / "gateway.jsonl"
    log.touch()
    pseudonyms = Pseudonyms(b"key")
    done = clear(people, client, Named(OURS.id, OURS.name, "auth0"), log=log, pseudonyms=pseudonyms)
    assert done == Cleared(deleted=1, gone=1, kept=3)
    left = {name for name in ("half", "whole", "seen", "elsewhere") if served.state.users.get(f"auth0|{name}")}
    assert left == {"whole", "seen", "elsewhere"}
    noted = [json.loads(line)["user"] for line in log.read_text(encoding="utf-8").splitlines()]
    assert noted == [pseudonyms.of("half"), pseudonyms.of("nobody")]

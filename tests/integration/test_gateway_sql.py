"""The gateway in front of a running PostgreSQL: found by a column, checked by the stored hash, also when it fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.gateway.node import NODE, at, get_user, login, run
from tests.gateway.served import Served, served
from tests.gateway.test_app import HOSTILE
from tests.integration import databases
from tests.integration.databases import Server
from tests.integration.relay import Relay, relay, to_port

pytestmark = pytest.mark.slow
PASSWORD = "Pass Wörd 1"
STORED = "{SSHA}1daxPGBIyJw+J3Oixag7ua4dbeNzYWx0c2FsdA=="
TABLES = f"""
CREATE TABLE people (id int PRIMARY KEY, login text, mail text, name text, hash text, active boolean);
INSERT INTO people VALUES
  (1, 'ann', 'Ann.Lee@Example.com', 'Ann Lee', '{STORED}', true),
  (2, 'bob', 'bob@example.com', 'Böb', '{STORED}', false),
  (3, 'crypt', 'crypt@example.com', '日本', '$6$saltsalt$pn.eNCAqRIao3pxsOGdjVa9wVR7Rb/3WnbxOluoQKVZPzLuyetx3yF6VIZDfQnn/arrFVfrq3BqRb9gLqhI5z0', true),
  (4, 'twin', 'twin@example.com', 'Twin', '{STORED}', true),
  (5, 'twin2', 'TWIN@example.com', 'Twin', '{STORED}', true);
CREATE TABLE roles (person int, role text);
INSERT INTO roles VALUES (1, 'auditor'), (1, 'buyer')
"""  # noqa: E501
MAPPING = """\
version: 1
source:
  type: sql
  url: postgresql://reader@127.0.0.1:{port}/{database}
  password: ${{READER_PASSWORD}}
  query: SELECT *, lower(mail) AS address FROM people
lookups:
  roles:
    type: sql
    url: postgresql://reader@127.0.0.1:{port}/{database}
    password: ${{READER_PASSWORD}}
    table: roles
    key: person
    match: id
    many: true
user:
  user_id: to_string(id)
  email: lower(mail)
  username: login
  name: name
  blocked: "!active"
  app_metadata: {{roles: "roles[].role"}}
password: {{from: hash, unsupported: lazy}}
login: {{identifiers: [address, login]}}
"""


@dataclass(frozen=True)
class Place:
    gateway: Served
    relay: Relay
    store: Server
    database: str


@pytest.fixture(scope="module")
def place(postgresql: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("gateway-sql")
    database = postgresql.database(TABLES)
    with relay(to_port(postgresql.port)) as between:
        mapping: Path = folder / "people.yaml"
        mapping.write_text(MAPPING.format(port=between.port, database=database), encoding="utf-8")
        with served(
            mapping, folder, "--floor", "0.02", "--failures", "1000", READER_PASSWORD=databases.PASSWORD
        ) as gateway:
            yield Place(gateway, between, postgresql, database)


@pytest.mark.parametrize(
    ("identifier", "password", "status", "error"),
    [
        ("ann", PASSWORD, 200, None),
        ("ANN.LEE@example.com", PASSWORD, 200, None),
        ("ann", "wrong", 403, "wrong"),
        ("ann", "", 403, "wrong"),
        ("bob", PASSWORD, 403, "locked"),
        ("bob", "wrong", 403, "wrong"),
        ("crypt", "Hello world!", 200, None),
        ("nobody", PASSWORD, 403, "wrong"),
        ("twin@example.com", PASSWORD, 503, "unavailable"),
    ],
)
def test_the_stored_hash_decides(place: Place, identifier: str, password: str, status: int, error: str | None) -> None:
    reply = place.gateway.login(identifier, password)
    assert (reply.status, reply.body.get("error")) == (status, error)


@pytest.mark.parametrize("identifier", HOSTILE)
def test_no_hostile_identifier_finds_anybody(place: Place, identifier: str) -> None:
    assert place.gateway.login(identifier, PASSWORD).body == {"error": "wrong"}
    assert place.gateway.get_user(identifier).body == {"error": "unknown"}


def test_rows_of_another_table_are_joined(place: Place) -> None:
    assert place.gateway.get_user("ann").body["user"]["app_metadata"] == {"roles": ["auditor", "buyer"]}


@pytest.mark.skipif(not NODE, reason="node missing: apt-get install nodejs")
def test_the_scripts_against_the_database(place: Place) -> None:
    to = at(place.gateway.port)
    right, found, wrong, unknown, locked = run(
        login("ann", PASSWORD, to),
        get_user("ann.lee@example.com", to),
        login("ann", "wrong", to),
        login("nobody", "wrong", to),
        login("bob", PASSWORD, to),
    )
    assert right.profile == found.profile
    assert wrong.error == unknown.error == "WrongUsernameOrPasswordError"
    assert locked.error == "UnauthorizedError"


def test_connections_that_were_lost_are_made_anew(place: Place) -> None:
    for _ in range(3):
        assert place.gateway.login("ann", PASSWORD).status == 200
        place.relay.cut()


def test_a_database_that_is_down_is_trouble_until_it_is_back(place: Place) -> None:
    place.relay.refusing = True
    place.relay.cut()
    try:
        for password in (PASSWORD, "wrong"):
            assert place.gateway.login("ann", password).body == {"error": "unavailable"}
        assert place.gateway.get_user("nobody").body == {"error": "unavailable"}
        assert place.gateway.health() == 503
    finally:
        place.relay.refusing = False
    assert place.gateway.login("ann", PASSWORD).status == 200
    assert place.gateway.health() == 200


def test_a_database_that_hangs_is_trouble_in_time(place: Place) -> None:
    place.relay.silent = True
    try:
        assert place.gateway.login("ann", PASSWORD).body == {"error": "unavailable"}
    finally:
        place.relay.silent = False
        place.relay.cut()
    assert place.gateway.login("ann", PASSWORD).status == 200


def test_what_changes_in_the_database_counts_at_once(place: Place) -> None:
    place.store.run("UPDATE people SET active = false WHERE id = 1", place.database)
    try:
        assert place.gateway.login("ann", PASSWORD).body == {"error": "locked"}
    finally:
        place.store.run("UPDATE people SET active = true WHERE id = 1", place.database)
    assert place.gateway.login("ann", PASSWORD).status == 200

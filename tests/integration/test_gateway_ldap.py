"""The gateway in front of a running OpenLDAP: the directory's own verdict, also when it fails."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.gateway.directory import write_mapping
from tests.gateway.node import NODE, at, get_user, login, run
from tests.gateway.served import ROOT, Served, served
from tests.gateway.test_app import HOSTILE
from tests.integration import people, slapd
from tests.integration.relay import Relay, relay

pytestmark = pytest.mark.slow
WRONG = "not-the-password"
SECRET = {"READER_PASSWORD": slapd.READER_PASSWORD}


@dataclass(frozen=True)
class Place:
    gateway: Served
    relay: Relay
    mapping: Path


@pytest.fixture(scope="module")
def place(openldap: slapd.Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("gateway-ldap")
    with relay(lambda: __import__("socket").create_connection(("127.0.0.1", openldap.port))) as between:
        mapping = write_mapping(folder, between)
        with served(mapping, folder, "--floor", "0.02", "--failures", "1000", **SECRET) as gateway:
            yield Place(gateway, between, mapping)


@pytest.mark.parametrize(
    ("identifier", "password", "status", "error"),
    [
        ("ahall", people.PASSWORD, 200, None),
        ("AHALL@example.com", people.PASSWORD, 200, None),
        ("ahall", WRONG, 403, "wrong"),
        ("ahall", "", 403, "wrong"),
        ("nobody", people.PASSWORD, 403, "wrong"),
        ("svc_backup", people.PASSWORD, 403, "wrong"),
        ("dlocked", people.PASSWORD, 403, "locked"),
        ("freset", people.PASSWORD, 403, "must_change"),
        ("freset", WRONG, 403, "wrong"),
        ("b.kuerz@example.com", people.PASSWORD, 403, "wrong"),
    ],
)
def test_the_directory_decides(place: Place, identifier: str, password: str, status: int, error: str | None) -> None:
    reply = place.gateway.login(identifier, password)
    assert (reply.status, reply.body.get("error")) == (status, error)


@pytest.mark.parametrize("identifier", HOSTILE)
def test_no_hostile_identifier_finds_anybody(place: Place, identifier: str) -> None:
    hostile = identifier.replace("ann", "ahall")
    assert place.gateway.login(hostile, people.PASSWORD).body == {"error": "wrong"}
    assert place.gateway.get_user(hostile).body == {"error": "unknown"}


def test_the_profile_is_that_of_the_import_file(place: Place, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "converter", "-m", str(place.mapping), "-o", str(tmp_path / "out")],
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", **SECRET},
        capture_output=True,
        check=False,
    )
    assert done.returncode in (0, 3), done.stderr.decode()
    users = json.loads((tmp_path / "out" / "users-00001.json").read_bytes())
    assert len(users) > 4
    for user in users:
        own = {n: v for n, v in user.items() if n not in ("password_hash", "custom_password_hash", "blocked")}
        reply = place.gateway.get_user(user["email"])
        assert reply.body == ({"error": "locked"} if user["blocked"] else {"user": own})


@pytest.mark.skipif(not NODE, reason="node missing: apt-get install nodejs")
def test_the_scripts_against_the_directory(place: Place) -> None:
    to = at(place.gateway.port)
    right, found, wrong, unknown, locked, changed = run(
        login("ahall", people.PASSWORD, to),
        get_user("ahall@example.com", to),
        login("ahall", WRONG, to),
        login("nobody", WRONG, to),
        login("dlocked", people.PASSWORD, to),
        login("freset", people.PASSWORD, to),
    )
    assert right.profile == found.profile
    assert right.profile["given_name"] == "Ada"
    assert wrong.error == unknown.error == "WrongUsernameOrPasswordError"
    assert locked.error == changed.error == "UnauthorizedError"


def test_connections_that_were_lost_are_made_anew(place: Place) -> None:
    for _ in range(3):
        assert place.gateway.login("ahall", people.PASSWORD).status == 200
        place.relay.cut()


def test_a_directory_that_is_down_is_trouble_until_it_is_back(place: Place) -> None:
    assert place.gateway.health() == 200
    place.relay.refusing = True
    place.relay.cut()
    try:
        for password in (people.PASSWORD, WRONG):
            assert place.gateway.login("ahall", password).body == {"error": "unavailable"}
        assert place.gateway.get_user("ahall").body == {"error": "unavailable"}
        assert place.gateway.get_user("nobody").body == {"error": "unavailable"}
        assert place.gateway.health() == 503
    finally:
        place.relay.refusing = False
    assert place.gateway.login("ahall", people.PASSWORD).status == 200
    assert place.gateway.health() == 200


def test_a_directory_that_hangs_is_trouble_in_time(place: Place) -> None:
    place.relay.silent = True
    try:
        assert place.gateway.login("ahall", people.PASSWORD).body == {"error": "unavailable"}
    finally:
        place.relay.silent = False
        place.relay.cut()
    assert place.gateway.login("ahall", people.PASSWORD).status == 200


@pytest.mark.parametrize("size", [0, 1, 7, 30, 60, 120, 400])
def test_a_directory_that_breaks_off_anywhere_is_never_a_wrong_password(place: Place, size: int) -> None:
    place.relay.cut()
    place.relay.cut_after = [size] * 4
    reply = place.gateway.login("ahall", people.PASSWORD)
    place.relay.cut_after = []
    assert reply.status == 200 or reply.body == {"error": "unavailable"}
    # nobody whom another test locks out or lets in
    wrong = place.gateway.login("bkurz", WRONG)
    assert wrong.body in ({"error": "wrong"}, {"error": "locked"}, {"error": "throttled"})


def test_no_log_line_holds_the_directorys_secrets(place: Place) -> None:
    place.gateway.login("ahall", people.PASSWORD)
    text = place.gateway.log.read_text(encoding="utf-8")
    for secret in (slapd.READER_PASSWORD, people.PASSWORD, "ahall", "dlocked"):
        assert secret not in text

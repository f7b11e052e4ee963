"""The whole story: 300 of 1,000 people log in through the scripts, the rest is imported, and nobody is lost.

The old store is OpenLDAP for the people and PostgreSQL for their roles; the tenant is the rehearsal one.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from converter.auth0.tenant.login import log_in, own_credential
from converter.auth0.tenant.message import OAuthRefusal
from converter.auth0.tenant.server import serving
from converter.auth0.tenant.settings import Connection, Settings, Speed
from converter.auth0.tenant.tenant import Tenant
from converter.auth0.tenant.users import User, made
from converter.gateway.attempt import Pseudonyms
from tests.gateway.node import NODE, at, login, run
from tests.gateway.served import LOG_KEY, Served, served
from tests.integration import databases, slapd
from tests.integration.databases import Server
from tests.integration.relay import Relay, relay, to_port
from tests.program import run as convert

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not NODE, reason="node missing: apt-get install nodejs")]

PEOPLE, COME, CRYPTED, BROKEN_OFF = 1000, 300, 20, 3
MAPPING = f"""\
version: 1
source:
  type: ldap
  url: ldap://127.0.0.1:LDAP
  base: ou=people,{slapd.SUFFIX}
  bind_dn: {slapd.READER}
  bind_password: ${{LDAP_PASSWORD}}
  where: includes(objectclass, 'inetOrgPerson')
lookups:
  roles:
    type: sql
    url: postgresql://reader@127.0.0.1:SQL/DATABASE
    password: ${{SQL_PASSWORD}}
    table: roles
    key: person
    match: uid[0]
    many: true
user:
  user_id: entryuuid
  email: lower(mail[0])
  email_verified: {{value: true, because: issued by HR}}
  username: uid
  given_name: givenname
  family_name: sn
  app_metadata: {{legacy_dn: dn, roles: "sort(roles[].role)"}}
password: {{from: userpassword, unsupported: lazy}}
"""


def password(number: int) -> str:
    return f"Geheim-{number}-日本"


def stored(number: int) -> str:
    """The first ones have a hash that Auth0 takes in no form."""
    if number < CRYPTED:
        return slapd.hashed("{CRYPT}", password(number), crypt="$5$%.16s")
    salt = number.to_bytes(8)
    digest = hashlib.sha1(password(number).encode() + salt).digest()
    return "{SSHA}" + base64.b64encode(digest + salt).decode()


def person(number: int, *, mail: str = "") -> str:
    value = base64.b64encode(stored(number).encode()).decode()
    return (
        f"dn: uid=u{number},ou=people,{slapd.SUFFIX}\nobjectClass: inetOrgPerson\nuid: u{number}\ncn: Una {number}\n"
        f"givenName: Una\nsn: Number {number}\nmail: {mail or f'U{number}@Example.com'}\nuserPassword:: {value}\n\n"
    )


@dataclass
class Story:
    """The old store, the gateway, the tenant, and a folder to work in."""

    directory: slapd.Server
    between: Relay
    gateway: Served
    mapping: Path
    tenant: Tenant
    domain: str
    folder: Path

    @property
    def connection(self) -> Connection:
        return self.tenant.state.settings.connections[0]

    def come(self, numbers: list[int]) -> None:
        """They log in: Auth0 runs the script and makes a user of the profile and the password that was typed."""
        to = at(self.gateway.port)
        for number, outcome in zip(numbers, run(*(login(f"u{n}", password(n), to) for n in numbers)), strict=True):
            assert outcome.error is None, outcome
            self.create(outcome.profile, password(number))

    def create(self, profile: dict[str, Any], typed: str) -> None:
        state = self.tenant.state
        moment = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        user = made(profile, self.connection, local_id=profile["user_id"], now=moment)
        assert state.users.get(f"auth0|{profile['user_id']}") is None
        state.users.add(User(user, self.connection, own_credential(typed), own_hash=True))

    def lets_in(self, name: str, typed: str) -> bool:
        try:
            log_in(self.tenant.state, {"username": name, "password": typed, "realm": self.connection.name})
        except OAuthRefusal:
            return False
        return True

    def export(self, name: str) -> Path:
        ended = convert("export", "-o", self.folder / name)
        assert ended.code == 0, ended.err
        return self.folder / name

    def hybrid(self, what: str, export: Path, *words: object) -> Any:
        return convert("hybrid", what, "-m", self.mapping, "--export", export, "--log", self.gateway.log, *words)


@pytest.fixture
def story(postgresql: Server, authority: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Story]:
    entries = slapd.ROOT + f"dn: ou=people,{slapd.SUFFIX}\nobjectClass: organizationalUnit\nou: people\n\n"
    entries += "".join(person(number) for number in range(PEOPLE))
    rows = ",".join(f"('u{number}', 'role-{number % 7}'), ('u{number}', 'all')" for number in range(0, PEOPLE, 2))
    database = postgresql.database(f"CREATE TABLE roles (person text, role text); INSERT INTO roles VALUES {rows}")
    options = {"requires_username": True, "import_mode": True, "enabledDatabaseCustomization": True}
    settings = Settings(connections=(Connection(options=options),), speed=Speed(job=0.01, users_per_second=100_000.0))
    tenant, client = Tenant(settings), settings.clients[0]
    with (
        slapd.server(authority.certificate(), entries=entries) as directory,
        relay(to_port(directory.port)) as between,
        serving(tenant) as domain,
    ):
        text = MAPPING.replace(":LDAP", f":{between.port}").replace(":SQL/DATABASE", f":{postgresql.port}/{database}")
        (tmp_path / "people.yaml").write_text(text, encoding="utf-8")
        for name, value in {
            "LDAP_PASSWORD": slapd.READER_PASSWORD,
            "SQL_PASSWORD": databases.PASSWORD,
            "AUTH0_DOMAIN": domain,
            "AUTH0_CLIENT_ID": client.id,
            "AUTH0_CLIENT_SECRET": client.secret,
            "AUTH0_CONNECTION": settings.connections[0].name,
            "GATEWAY_LOG_KEY": LOG_KEY,
        }.items():
            monkeypatch.setenv(name, value)
        with served(tmp_path / "people.yaml", tmp_path, "--floor", "0.02") as gateway:
            yield Story(directory, between, gateway, tmp_path / "people.yaml", tenant, domain, tmp_path)


def test_everybody_arrives_once_with_the_password_they_have(story: Story) -> None:
    # they come by themselves, those first whose passwords cannot be imported; some of the logins break off at Auth0
    for start in range(0, COME, 100):
        story.come(list(range(start, start + 100)))
    broken_off = range(COME, COME + BROKEN_OFF)
    ids = [run(login(f"u{n}", password(n), at(story.gateway.port)))[0].profile["user_id"] for n in broken_off]
    story.create({"user_id": ids[0], "email": f"u{COME}@example.com"}, "half")
    _days_ago(story.gateway.log, ids, days=2)

    # meanwhile the old store lives on
    story.directory.add(person(PEOPLE))
    story.directory.add(
        f"dn: uid=u500,ou=people,{slapd.SUFFIX}\nchangetype: modify\nreplace: mail\nmail: married@example.com\n\n"
        f"dn: uid=u1,ou=people,{slapd.SUFFIX}\nchangetype: modify\nreplace: sn\nsn: Changed\n"
    )
    first = story.export("first.jsonl.gz")
    status = story.hybrid("status", first, "--json").document
    assert status["counts"] == {
        "login": COME, "bulk": 0, "pending": PEOPLE + 1 - COME - BROKEN_OFF, "waiting": 0, "failed": 0,
        "half-created": BROKEN_OFF, "taken": 0,
    }  # fmt: skip
    listed = story.hybrid("status", first, "--list", "half-created").out
    assert all(f"u{number}@example.com" in listed for number in broken_off)
    assert story.hybrid("finish", first).code == 9

    # what is half-created is cleared, the rest imported
    words = f"delete {BROKEN_OFF} users of {story.domain.removeprefix('http://')}"
    refused = story.hybrid("clear", first)
    assert refused.code == 2
    assert f"--confirm '{words}'" in refused.err
    assert story.hybrid("clear", first, "--confirm", words).out == "1 deleted, 2 were not there, 0 kept\n"
    second = story.export("second.jsonl.gz")
    rest = story.hybrid("remainder", second, "-o", story.folder / "rest")
    assert rest.code == 0, rest.err
    uploaded = convert("upload", story.folder / "rest")
    assert uploaded.code == 0, uploaded.err
    summary = json.loads((story.folder / "rest" / "summary.json").read_bytes())
    assert summary["counts"]["exported"] == PEOPLE + 1 - COME
    assert summary["skipped_by_id"] == {"hybrid-login": COME - CRYPTED, "password-unsupported": CRYPTED}

    # everybody is there, once, with the password they have, and nothing is unexplained
    last = story.export("last.jsonl.gz")
    done = story.hybrid("finish", last)
    assert done.code == 0, done.out + done.err
    assert "everybody is in Auth0" in done.out
    reconciled = convert("reconcile", story.folder / "rest", "--export", last, "--json")
    assert reconciled.code == 0, reconciled.out + reconciled.err
    users = [user.profile for user in story.tenant.state.users]
    assert len(users) == len({user["email"] for user in users}) == PEOPLE + 1
    assert sum(user["app_metadata"].get("lazyMigration") is True for user in users) == COME
    assert not any(story.lets_in(f"u{number}", password(number + 1)) for number in (0, 7, 299, 300, 700))
    assert all(story.lets_in(f"u{number}", password(number)) for number in range(PEOPLE + 1))
    assert story.lets_in("married@example.com", password(500))


def _days_ago(log: Path, ids: list[str], *, days: int) -> None:
    """Those logins were before the export, which an hour must lie between."""
    names = {Pseudonyms(LOG_KEY.encode()).of(each) for each in ids}
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        if line.get("user") in names:
            line["time"] = (datetime.now(UTC) - timedelta(days=days)).isoformat()
    log.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")

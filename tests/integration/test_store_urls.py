"""`convert inspect`, `init` and `read` on running servers that are named by their URL alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.integration import slapd
from tests.integration.databases import PASSWORD, Server
from tests.program import run

pytestmark = pytest.mark.slow

TABLES = """
CREATE TABLE roles (id integer);
CREATE TABLE users (id integer PRIMARY KEY, email varchar(200), name varchar(200), active boolean);
INSERT INTO users VALUES (1, 'ann@example.com', 'Ann', true), (2, 'bo@example.com', 'Bo', false)
"""


def test_a_database_is_inspected_and_has_a_first_mapping(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = server.url(server.database(TABLES))
    monkeypatch.setenv("DB_PASSWORD", PASSWORD)
    several = run("inspect", url)
    assert (several.code, "2 tables: name one behind #" in several.err, "roles, users" in several.err) == (
        2,
        True,
        True,
    )
    assert "2 records, 4 names" in run("inspect", f"{url}#users").out

    first = tmp_path / "first.yaml"
    assert run("init", f"{url}#users", "-o", first).code == 0
    text = first.read_text(encoding="utf-8")
    assert PASSWORD not in text
    source = yaml.safe_load(text)["source"]
    assert (source["url"], source["password"], source["table"]) == (url, "${DB_PASSWORD}", "users")
    assert run("check", "--with-source", first).code == 0
    assert run("test", first).code == 0
    done = run("-m", first, "-o", tmp_path / "out", "--json").document
    assert done["counts"]["exported"] == 2
    users = json.loads((tmp_path / "out" / "users-00001.json").read_bytes())
    assert [user["blocked"] for user in users] == [False, True]


def test_the_only_table_of_a_schema_is_taken(postgresql: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    name = postgresql.database(
        "CREATE SCHEMA crm; CREATE TABLE crm.people (id integer); INSERT INTO crm.people VALUES (1)"
    )
    monkeypatch.setenv("DB_PASSWORD", PASSWORD)
    assert run("read", postgresql.url(name)).out == '{"id":1}\n'
    anonymous = postgresql.url(name).replace("reader@", "")
    assert run("read", anonymous, "--user", "reader").out == '{"id":1}\n'


def test_a_missing_password_is_named(postgresql: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DB_PASSWORD", raising=False)
    ended = run("inspect", f"{postgresql.url('postgres')}#people")
    assert ended.code == 5
    assert "password: ${DB_PASSWORD}, and set that variable" in ended.err


def test_a_password_in_a_file_is_taken_and_named_by_its_variable(
    postgresql: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"{postgresql.url(postgresql.database(TABLES))}#users"
    (tmp_path / "secret").write_text(f"{PASSWORD}\n", encoding="utf-8")
    monkeypatch.delenv("DB_PASSWORD", raising=False)
    monkeypatch.setenv("DB_PASSWORD_FILE", str(tmp_path / "secret"))
    first = tmp_path / "first.yaml"
    made = run("init", url, "-o", first)
    assert (made.code, made.err) == (0, "")
    assert "  export DB_PASSWORD=…, which it refers to\n" in made.out
    monkeypatch.setenv("DB_PASSWORD", PASSWORD)
    monkeypatch.delenv("DB_PASSWORD_FILE")
    assert run("-m", first, "-o", tmp_path / "out").code == 0


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("LDAP_PASSWORD", slapd.READER_PASSWORD)
    return ["--user", slapd.READER]


def test_a_directory_says_itself_where_it_begins(openldap: slapd.Server, reader: list[str]) -> None:
    whole = run("inspect", f"ldap://127.0.0.1:{openldap.port}", *reader, "--json").document
    named = run("inspect", f"ldap://127.0.0.1:{openldap.port}/{slapd.SUFFIX}", *reader, "--json").document
    assert whole["records"] == named["records"] > 10
    assert whole["product"]["name"] == "OpenLDAP"


def test_a_directory_by_tls_with_scope_and_filter_has_a_first_mapping(
    openldap: slapd.Server, reader: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    url = f"ldaps://127.0.0.1:{openldap.tls_port}/ou=people,{slapd.SUFFIX}??one?(objectClass=inetOrgPerson)"
    distrusted = run("init", url, *reader, "-o", "first.yaml")
    assert (distrusted.code, "--ca-file" in distrusted.err) == (5, True)
    assert run("init", url, *reader, "--ca-file", "authority.pem", "-o", "first.yaml").code == 0
    text = Path("first.yaml").read_text(encoding="utf-8")
    assert slapd.READER_PASSWORD not in text
    source = yaml.safe_load(text)["source"]
    assert {name: source[name] for name in ("scope", "filter", "bind_password")} == {
        "scope": "one",
        "filter": "(objectClass=inetOrgPerson)",
        "bind_password": "${LDAP_PASSWORD}",
    }
    assert run("test", "first.yaml").code == 0
    assert run("-m", "first.yaml", "-o", "out", "--json").document["counts"]["exported"] >= 5


def test_a_socket_takes_whoever_asks(openldap: slapd.Server) -> None:
    ended = run("read", f"{openldap.url}/{slapd.SUFFIX}??base", "--limit", "3")
    assert (ended.code, ended.out.count("\n")) == (0, 1)

"""A running store named by its URL, without a mapping: `convert read`, `inspect` and `init`."""

from __future__ import annotations

import os
import pty
import sqlite3
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml

SCRIPT = """
CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT, name TEXT, active BOOLEAN, uid INTEGER);
INSERT INTO people (email, name, active, uid) VALUES ('ann@example.com', 'Ann', 1, 7), ('bo@example.com', 'Bo', 0, 8);
"""


def database(path: Path, more: str = "") -> None:
    connection = sqlite3.connect(path)
    connection.executescript(SCRIPT + more)
    connection.close()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DB_PASSWORD", raising=False)
    monkeypatch.delenv("LDAP_PASSWORD", raising=False)
    database(tmp_path / "people.db")
    return tmp_path


def test_the_only_table_of_a_database_needs_no_name(call: Any) -> None:
    ended = call("inspect", "sqlite:///people.db")
    assert (ended.code, ended.err) == (0, "")
    assert "2 records, 5 names" in ended.out
    assert "boolean; true 1, false 1" in ended.out
    assert call("read", "sqlite:///people.db#people").out.count("example.com") == 2


def test_of_several_tables_one_has_to_be_named(call: Any, folder: Path) -> None:
    database(folder / "more.db", "CREATE TABLE roles (id INTEGER); CREATE VIEW both AS SELECT * FROM roles;")
    ended = call("inspect", "sqlite:///more.db")
    assert ended.code == 2
    assert "3 tables: name one behind #, as in sqlite:///more.db#both; both, people, roles" in ended.err
    assert call("inspect", "sqlite:///more.db#roles").code == 0


def test_what_init_writes_for_a_database_runs_from_where_it_stands(call: Any, folder: Path) -> None:
    (folder / "mappings").mkdir()
    ended = call("init", "sqlite:///people.db#people", "-o", "mappings/first.yaml")
    assert (ended.code, ended.err) == (0, "")
    source = yaml.safe_load(Path("mappings/first.yaml").read_text(encoding="utf-8"))["source"]
    assert source == {"type": "sql", "url": "sqlite:///../people.db", "table": "people"}
    assert call("check", "mappings/first.yaml").out == "mappings/first.yaml: ok\n"
    assert call("test", "mappings/first.yaml").code == 0
    assert call("-m", "mappings/first.yaml", "-o", "out", "--json").document["counts"]["exported"] == 2


def test_init_of_a_mapping_with_a_database_names_it_as_the_mapping_does(
    call: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("old.yaml").write_text(
        "version: 1\nsource: {type: sql, url: '${STORE}', query: 'SELECT id, email FROM people'}\n"
        "user: {email: email}\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("STORE", "sqlite:///people.db")
    assert call("init", "old.yaml", "-o", "new.yaml").code == 0
    source = yaml.safe_load(Path("new.yaml").read_text(encoding="utf-8"))["source"]
    assert source == {"type": "sql", "url": "${STORE}", "query": "SELECT id, email FROM people"}


def test_a_number_called_uid_is_no_login(call: Any) -> None:
    user = yaml.safe_load(call("init", "sqlite:///people.db").out)["user"]
    assert "username" not in user
    assert user["user_id"] == "to_string(id || '')"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["postgres://db/people"], "did you mean postgresql://?"),
        (["ftp://db/people"], "names no store that is known; one of: ldap"),
        (["postgresql://me:s3cret@db/people#users"], "a password stands in the URL"),
        (["postgresql://db/people?password=s3cret"], "a password stands in the URL"),
        (["mysql://me@db/people", "--user", "you"], "the URL names an account, and so does --user"),
        (["sqlite:///people.db", "--ca-file", "ca.pem"], "sslrootcert="),
        (["sqlite:///people.db", "--type", "ldif"], "the URL names a store of type sql"),
        (["people.csv", "--user", "me"], "belong to the URL of a store"),
        (["ldap://host/dc=x?mail", "--user", "cn=me"], "attributes are named behind the first ?"),
        (["ldap://host/dc=x??all"], "sub, one or base"),
        (["ldap://host/dc=x???broken"], "a condition in parentheses"),
        (["ldap://me@host/dc=x"], "has no place for an account"),
        (["ldap://host/dc=x", "--user", "cn=reader,dc=x"], "export LDAP_PASSWORD=…"),
    ],
)
@pytest.mark.parametrize("command", ["read", "inspect", "init"])
def test_a_url_that_says_nothing_usable_is_explained(call: Any, command: str, words: list[str], said: str) -> None:
    ended = call(command, *words)
    assert ended.code == 2
    assert said in ended.err
    assert "s3cret" not in ended.err
    assert ended.err.count("\n") == 1


def test_an_sqlite_file_is_told_from_a_text(call: Any) -> None:
    ended = call("inspect", "people.db")
    assert ended.code == 5
    assert "it is an SQLite database; name it as sqlite:///people.db#table" in ended.err


def test_a_file_that_is_no_database_is_one_sentence(call: Any) -> None:
    Path("plain.db").write_text("not a database, however long the text may be that stands here " * 20, encoding="utf-8")
    ended = call("inspect", "sqlite:///plain.db")
    assert (ended.code, ended.err.count("\n")) == (5, 1)
    assert "no SQLite database" in ended.err


def test_a_password_is_asked_for_at_a_terminal(command: list[str], environment: dict[str, str]) -> None:
    ours, theirs = pty.openpty()
    words = [*command, "inspect", "ldap://127.0.0.1:1/dc=x", "--user", "cn=reader,dc=x"]
    process = subprocess.Popen(
        words, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
    )
    os.close(theirs)
    told = b""
    while b"password (LDAP_PASSWORD): " not in told:  # the blank comes when it listens
        told += os.read(ours, 1000)
    os.write(ours, b"a secret\n")
    with suppress(OSError):  # how Linux says that nobody holds the other end any more
        while data := os.read(ours, 1000):
            told += data
    assert process.wait(60) == 5
    assert b"refuses the connection" in told
    assert b"a secret" not in told
    os.close(ours)

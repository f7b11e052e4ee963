"""Rows of other stores through the whole program."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from converter.pipeline.joining import join
from tests.cli.conftest import COMMAND, ENVIRONMENT, Call

MAPPING = """\
version: 1
source: {type: ldif, path: people.ldif}
lookups:
  roles:
    type: csv
    path: roles.csv
    where: State != 'GONE'
    key: lower(Login)
    match: lower(uid)
    many: true
  account: {type: json, path: accounts.jsonl, key: login, match: uid}
user:
  email: mail[0]
  user_id: uid
  blocked: account.locked
  app_metadata: {roles: "sort(roles[].Role)"}
password: {from: account.passwd, unsupported: reset}
unique: [email, user_id]
"""
SECRET = "{SSHA}JwxHylYvv+hdBoPmNDHs0FxAWm9hYmNk"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    people = [f"dn: uid=u{n},dc=acme\nuid: u{n}\nmail: u{n}@example.com\n" for n in range(300)]
    Path("people.ldif").write_text("\n".join(people), encoding="utf-8")
    rows = [f"U{n % 250},r{n % 7},{'GONE' if n % 9 == 0 else 'OK'}\n" for n in range(900)]
    Path("roles.csv").write_text("Login,Role,State\n" + "".join(rows) + ",none,OK\nzoe,r1,OK\n", encoding="utf-8")
    accounts = [{"login": f"u{n}", "locked": n % 5 == 0, "passwd": SECRET} for n in range(290)]
    Path("accounts.jsonl").write_text("".join(json.dumps(row) + "\n" for row in accounts), encoding="utf-8")
    Path("m.yaml").write_text(MAPPING, encoding="utf-8")
    return tmp_path


def users(output: Path) -> list[dict[str, Any]]:
    return [user for file in sorted(output.glob("users-*.json")) for user in json.loads(file.read_bytes())]


def contents(output: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in output.iterdir() if file.name != ".lock"}


def test_rows_are_joined_and_every_one_is_counted(folder: Path, call: Call) -> None:
    ended = call("-m", "m.yaml", "--json")
    assert ended.code == 0
    counts = ended.document["lookups"]
    assert counts["account"] == {
        "rows": 290, "filtered": 0, "unreadable": 0, "without_key": 0, "matched": 290, "unmatched": 0
    }  # fmt: skip
    assert counts["roles"] == {
        "rows": 902, "filtered": 100, "unreadable": 0, "without_key": 1, "matched": 800, "unmatched": 1
    }  # fmt: skip
    for number, user in enumerate(users(folder / "out" / "m")):
        expected = [f"r{n % 7}" for n in range(900) if n % 250 == number and n % 9]
        assert user["app_metadata"]["roles"] == sorted(expected)
        assert user.get("blocked") == (number % 5 == 0 if number < 290 else None)
        assert ("custom_password_hash" in user) is (number < 290)


@pytest.mark.parametrize("memory", [join.MEMORY, 10_000, 0])
@pytest.mark.parametrize("jobs", ["1", "2", "3"])
def test_neither_processes_nor_the_place_of_the_rows_change_a_byte(
    folder: Path, call: Call, monkeypatch: pytest.MonkeyPatch, memory: int, jobs: str
) -> None:
    assert call("-m", "m.yaml", "-o", "plain", "--list-unmatched", "--jobs", "1").code == 0
    monkeypatch.setattr(join.Joiner, "__init__", _joiner(memory))
    assert call("-m", "m.yaml", "-o", "other", "--list-unmatched", "--jobs", jobs).code == 0
    assert contents(folder / "other") == contents(folder / "plain")


def _joiner(memory: int) -> Any:
    original = join.Joiner.__init__

    def init(self: Any, *words: Any, **named: Any) -> None:
        original(self, *words, **{**named, "memory": memory})

    return init


def test_rows_that_nobody_matched_are_listed_if_asked_for(folder: Path, call: Call) -> None:
    assert call("-m", "m.yaml").code == 0
    assert (folder / "out" / "m" / "lookups.jsonl").read_text() == ""
    assert "list_unmatched was False" in call("-m", "m.yaml", "--list-unmatched").err
    assert call("-m", "m.yaml", "--list-unmatched", "--replace").code == 0
    lines = [json.loads(line) for line in (folder / "out" / "m" / "lookups.jsonl").read_text().splitlines()]
    assert [(line["state"], line["origin"]["row"]) for line in lines] == [("without-key", 901), ("unmatched", 902)]


def test_a_row_that_cannot_be_read_is_told_and_ends_with_another_code(folder: Path, call: Call) -> None:
    with Path("roles.csv").open("a") as file:
        file.write("u1,r9\n")
    ended = call("-m", "m.yaml")
    assert ended.code == 3
    assert "1 unreadable" in ended.out
    assert "rows of lookups that could not be read" in ended.out
    [line] = (json.loads(line) for line in (folder / "out" / "m" / "lookups.jsonl").read_text().splitlines())
    assert (line["lookup"], line["state"], line["code"]) == ("roles", "unreadable", "csv-ragged")


def test_a_lookup_that_has_changed_makes_another_run(folder: Path, call: Call) -> None:
    assert call("-m", "m.yaml").code == 0
    assert call("-m", "m.yaml").code == 0
    with Path("roles.csv").open("a") as file:
        file.write("u1,r9,OK\n")
    ended = call("-m", "m.yaml")
    assert ended.code == 8
    assert "the input roles.csv has changed since (lookup roles)" in ended.err


@pytest.mark.parametrize(
    ("path", "text", "code", "said"),
    [
        ("roles.csv", None, 5, "there is no file roles.csv"),
        ("roles.csv", "Login,Role\nu1,r1\n", 4, "no column is called State"),
        ("accounts.jsonl", '[{"login": "u1"}]', 5, "one JSON array"),
    ],
)
def test_a_lookup_that_is_not_there_writes_nothing(
    folder: Path, call: Call, path: str, text: str | None, code: int, said: str
) -> None:
    Path(path).unlink()
    if text is not None:
        Path(path).write_text(text, encoding="utf-8")
    ended = call("-m", "m.yaml")
    assert ended.code == code
    assert said in ended.err
    assert not Path("out").exists()


def test_no_command_shows_what_a_row_keeps_secret(folder: Path, call: Call) -> None:
    for words in (
        ("preview", "-m", "m.yaml"),
        ("preview", "-m", "m.yaml", "--json"),
        ("preview", "-m", "m.yaml", "--where", "account.locked && length(roles) > `2`"),
        ("explain", "-m", "m.yaml", "--id", "u3"),
        ("explain", "-m", "m.yaml", "--id", "u3", "--field", "password", "--json"),
        ("diff", "m.yaml", "m.yaml"),
        ("check", "--with-source", "m.yaml"),
    ):
        ended = call(*words)
        assert ended.code == 0, ended.err
        assert SECRET[6:] not in ended.out + ended.err, words


def test_a_record_is_shown_and_explained_with_its_rows(folder: Path, call: Call) -> None:
    shown = call("preview", "-m", "m.yaml", "--id", "u5", "--json").document
    assert shown["record"]["account"]["locked"] is True
    assert {row["Role"] for row in shown["record"]["roles"]} == set(shown["user"]["app_metadata"]["roles"])
    passages = call("explain", "-m", "m.yaml", "--id", "u5", "--json").document["passages"]
    assert [(p["name"], p["outcome"]) for p in passages[:2]] == [
        ("lookups.roles", "4 rows found"),
        ("lookups.account", "1 row found"),
    ]
    field = call("explain", "-m", "m.yaml", "--id", "u5", "--field", "app_metadata.roles", "--json").document
    assert [p["name"] for p in field["passages"]] == ["lookups.roles", "app_metadata.roles"]


def test_a_mapping_with_other_lookups_differs_in_what_they_give(folder: Path, call: Call) -> None:
    Path("n.yaml").write_text(MAPPING.replace("State != 'GONE'", "State == 'OK' && Role != 'r1'"), encoding="utf-8")
    ended = call("diff", "m.yaml", "n.yaml")
    assert "app_metadata.roles" in ended.out


def test_names_that_no_row_has_are_found(folder: Path, call: Call) -> None:
    text = MAPPING.replace("account.locked", "account.lokced")
    Path("n.yaml").write_text(text, encoding="utf-8")
    ended = call("check", "--with-source", "n.yaml")
    assert "none of the first 290 rows of account has a value of lokced" in ended.out
    assert "did you mean locked?" in ended.out
    assert "902 records of the lookup roles looked at" in ended.out


def test_standard_input_is_read_once(folder: Path, call: Call) -> None:
    Path("n.yaml").write_text(MAPPING.replace("people.ldif", '"-"').replace("accounts.jsonl", '"-"'), encoding="utf-8")
    ended = call("-m", "n.yaml")
    assert ended.code == 2
    assert "standard input can be read once only" in ended.err


def test_a_killed_run_leaves_nothing_of_its_rows_and_is_done_again(folder: Path, call: Call) -> None:
    assert call("-m", "m.yaml", "-o", "plain").code == 0
    program = "from converter.pipeline.joining import join; from converter.cli import main\nimport sys, os\n"
    program += "init = join.Joiner.__init__\n"
    program += "join.Joiner.__init__ = lambda self, *w, **n: init(self, *w, **{**n, 'memory': 0})\n"
    program += "from converter.pipeline import run\nrun._convert = lambda *a, **k: os.kill(os.getpid(), 9)\n"
    program += "sys.argv = ['convert', '-m', 'm.yaml', '-o', 'killed']; main()\n"
    done = subprocess.run([COMMAND[0], "-c", program], env=ENVIRONMENT, capture_output=True, check=False)
    assert done.returncode == -9, done.stderr
    for file in (folder / "killed").iterdir():
        assert SECRET.encode() not in file.read_bytes()
    assert not [file for file in folder.iterdir() if file.name.startswith(("tmp", "."))]
    assert call("-m", "m.yaml", "-o", "killed").code == 0
    assert contents(folder / "killed") == contents(folder / "plain")


def test_rows_of_a_database_are_joined(folder: Path, call: Call) -> None:
    with closing(sqlite3.connect("roles.db")) as database:
        database.execute("CREATE TABLE roles (login INTEGER, role TEXT)")
        database.executemany("INSERT INTO roles VALUES (?, ?)", [(17, "Auditor"), (17, "Clerk"), (18, "Buyer")])
        database.commit()
    Path("people.csv").write_text("id,mail\n17,a@example.com\n18,b@example.com\n19,c@example.com\n", encoding="utf-8")
    Path("n.yaml").write_text(
        "version: 1\nsource: {type: csv, path: people.csv}\nlookups:\n"
        "  roles: {type: sql, url: 'sqlite:///roles.db', table: roles, key: login, match: id, many: true}\n"
        "user: {email: mail, user_id: id, app_metadata: {roles: 'sort(roles[].role)'}}\n",
        encoding="utf-8",
    )
    assert call("-m", "n.yaml").code == 0
    found = {user["user_id"]: user["app_metadata"]["roles"] for user in users(folder / "out" / "n")}
    assert found == {"17": ["Auditor", "Clerk"], "18": ["Buyer"], "19": []}


def test_an_explanation_tells_where_the_rows_of_a_lookup_stand(folder: Path, call: Call) -> None:
    told = call("explain", "-m", "m.yaml", "--id", "u7", "--field", "app_metadata.roles").out
    assert "  row: roles.csv:9\n  row: roles.csv:259\n  row: roles.csv:509\n  row: roles.csv:759\n" in told
    blocked = call("explain", "-m", "m.yaml", "--id", "u7", "--field", "blocked", "--json").document
    assert blocked["passages"][0]["notes"] == ["row: accounts.jsonl:8"]

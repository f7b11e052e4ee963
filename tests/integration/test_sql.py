"""Databases as sources, on real servers: types, order, processes, searches."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from converter.errors import SourceUnreadable
from converter.expressions.types import of_value, parse
from converter.record import Record, Unreadable
from converter.sources import sql
from converter.sources.source import Chunked, Searchable
from tests.cli.conftest import ENVIRONMENT
from tests.integration.databases import PASSWORD, Server
from tests.integration.tables import MAPPING, PEOPLE, rows, settings, source
from tests.program import run

pytestmark = pytest.mark.slow

TYPES: dict[str, tuple[str, dict[str, Any]]] = {
    "postgresql": (
        """CREATE TYPE mood AS ENUM ('glad');
        CREATE TABLE t (
          b boolean DEFAULT true, i integer DEFAULT -5, big bigint DEFAULT 9223372036854775807,
          whole numeric(30) DEFAULT 12, part numeric(20, 4) DEFAULT 12.5000, real8 float8 DEFAULT 0.1,
          txt text DEFAULT 'Zoë 日本', padded char(4) DEFAULT 'ab', mood mood DEFAULT 'glad',
          raw bytea DEFAULT '\\x00ff', u uuid DEFAULT 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11',
          d date DEFAULT '2024-07-01', local timestamp DEFAULT '2024-07-01 12:30:00.25',
          zoned timestamptz DEFAULT '2024-07-01 12:30:00+02', never timestamptz DEFAULT 'infinity',
          bc date DEFAULT '0044-03-15 BC', t time DEFAULT '24:00', span interval DEFAULT '1 month 2 hours',
          j jsonb DEFAULT '{"a": 12345678901234567, "l": [true, null]}', tags text[] DEFAULT '{a,NULL}',
          days date[] DEFAULT '{2024-07-01}', ip inet DEFAULT '10.0.0.1/8', nothing text)""",
        {
            "b": True,
            "i": -5,
            "big": 9223372036854775807,
            "whole": 12,
            "part": 12.5,
            "real8": 0.1,
            "txt": "Zoë 日本",
            "padded": "ab  ",
            "mood": "glad",
            "raw": b"\0\xff",
            "u": "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
            "d": "2024-07-01",
            "local": "2024-07-01T12:30:00.250",
            "zoned": "2024-07-01T10:30:00Z",
            "never": "infinity",
            "bc": "0044-03-15 BC",
            "t": "24:00:00",
            "span": "P1MT2H",
            "j": {"a": 12345678901234567, "l": [True, None]},
            "tags": ["a", None],
            "days": ["2024-07-01"],
            "ip": "10.0.0.1/8",
            "nothing": None,
        },
    ),
    "mariadb": (
        """CREATE TABLE t (
          b boolean DEFAULT true, bit1 bit(1) DEFAULT 1, bit8 bit(8) DEFAULT 5, tiny tinyint DEFAULT 1,
          i integer DEFAULT -5, big bigint unsigned DEFAULT 18446744073709551615,
          whole decimal(30) DEFAULT 12, part decimal(20, 4) DEFAULT 12.5000, real8 double DEFAULT 0.1,
          txt varchar(20) CHARACTER SET utf8mb4 DEFAULT 'Zoë 日本', old varchar(20) CHARACTER SET latin1 DEFAULT 'Zoë',
          mood enum('sad', 'glad') DEFAULT 'glad', raw varbinary(4) DEFAULT x'00ff',
          d date DEFAULT '2024-07-01', local datetime(2) DEFAULT '2024-07-01 12:30:00.25',
          zoned timestamp DEFAULT '2024-07-01 12:30:00', never datetime DEFAULT '0000-00-00 00:00:00',
          noday date DEFAULT '0000-00-00', t time DEFAULT '-25:00:01', y year DEFAULT 2024,
          j json DEFAULT '{"a": 12345678901234567}', big_text longtext DEFAULT 'x', nothing text)""",
        {
            "b": True,
            "bit1": True,
            "bit8": b"\5",
            "tiny": 1,
            "i": -5,
            "big": 18446744073709551615,
            "whole": 12,
            "part": 12.5,
            "real8": 0.1,
            "txt": "Zoë 日本",
            "old": "Zoë",
            "mood": "glad",
            "raw": b"\0\xff",
            "d": "2024-07-01",
            "local": "2024-07-01T12:30:00.250",
            "zoned": "2024-07-01T12:30:00Z",
            "never": None,
            "noday": None,
            "t": "-25:00:01",
            "y": 2024,
            "j": {"a": 12345678901234567},
            "big_text": "x",
            "nothing": None,
        },
    ),
}


@pytest.fixture(scope="module")
def people(server: Server) -> str:
    return server.database(PEOPLE[server.kind])


def mapping(folder: Path, server: Server, database: str, what: str) -> None:
    (folder / "m.yaml").write_text(MAPPING.format(url=server.url(database), what=what), encoding="utf-8")


def test_values_are_what_their_types_mean(server: Server) -> None:
    script, expected = TYPES[server.kind]
    if server.kind == "mariadb":
        script = f"SET sql_mode = '', time_zone = '+00:00'; {script}"
    database = server.database(f"{script}; INSERT INTO t (i) VALUES (-5)")
    json_columns = ["j"] if server.kind == "mariadb" else []
    assert rows(list(source(server, database, table="t", json=json_columns).records())) == [expected]

    told = sql.columns(settings(server, database, table="t", json=json_columns), [])
    wrong = {name: told[name] for name, value in expected.items() if of_value(value).kinds - parse(told[name]).kinds}
    assert wrong == {}
    kinds = [told[name] for name in ("b", "i", "part", "zoned", "j")]
    assert kinds == ["boolean|null", "number|null", "number|null", "string|null", "any"]


def test_a_comparison_that_no_type_of_a_column_allows_is_found_by_a_look_at_the_source(
    server: Server, people: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSWORD", PASSWORD)
    mapping(tmp_path, server, people, "table: people")
    path = tmp_path / "m.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('"!active"', "active == '1'"), encoding="utf-8")
    assert run("check", path).code == 0
    ended = run("check", "--with-source", path)
    assert ended.code == 4
    assert "this compares boolean with string, which is always false" in ended.out
    assert "active is true or false by itself: write active, or !active" in ended.out


def test_a_row_that_cannot_be_kept_is_one_bad_record(server: Server) -> None:
    database = server.database("CREATE TABLE t (n decimal(30)); INSERT INTO t VALUES (1), (123456789012345678901), (2)")
    first, bad, last = source(server, database, query="SELECT n FROM t").records()
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert isinstance(bad, Unreadable)
    assert (bad.code, bad.origin.row) == ("sql-number", 2)
    assert "column n" in bad.message
    assert "123456" not in bad.message


def test_parameters_are_bound_whatever_their_type(server: Server, people: str) -> None:
    query = "SELECT id FROM people WHERE id > :after AND name <> :name AND active = :active ORDER BY id -- '12:30'"
    values = {"after": "3490", "name": "x' OR 1=1 -- :after", "active": True}
    found = rows(list(source(server, people, query=query, parameters=values).records()))
    assert [row["id"] for row in found] == [n for n in range(3491, 3501) if n % 3]


def test_only_the_named_columns_are_asked_for(server: Server) -> None:
    table = "CREATE TABLE t (id int, mail varchar(9), secret varchar(9))"
    database = server.database(f"{table}; INSERT INTO t VALUES (1, 'a', 'b')")
    if server.kind == "postgresql":
        server.run("REVOKE pg_read_all_data FROM reader; GRANT SELECT (id, mail) ON t TO reader", database)
    found = rows(list(source(server, database, table="t", columns=["id", "mail"]).records()))
    server.run("GRANT pg_read_all_data TO reader" if server.kind == "postgresql" else "SELECT 1")
    assert found == [{"id": 1, "mail": "a"}]


@pytest.mark.parametrize("what", ["table: people", "query: SELECT * FROM people WHERE id <> 17"])
def test_the_result_is_the_same_whoever_reads(
    server: Server, people: str, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PASSWORD", PASSWORD)
    mapping(tmp_path, server, people, f"{what}\n  partition_by: id")
    written = []
    for jobs in (1, 3):
        done = run("-m", "m.yaml", "-o", f"out{jobs}", "--jobs", str(jobs))
        assert (done.code, done.err) == (0, "")
        files = sorted((tmp_path / f"out{jobs}").iterdir())
        written.append({file.name: file.read_bytes() for file in files if file.name != ".lock"})
    assert written[0] == written[1]
    assert json.loads(written[0]["manifest.json"])["counts"]["exported"] == 3500 - ("query" in what)
    assert PASSWORD.encode() not in b"".join(written[0].values())


def test_ranges_of_the_key_hold_every_row_once(server: Server, people: str) -> None:
    opened = source(server, people, table="people", partition_by="id")
    assert isinstance(opened, Chunked)
    together = [record for chunk in opened.chunks() for record in opened.read(chunk)]
    opened.close()
    assert together == list(opened.records())
    assert [record.origin.row for record in together] == list(range(1, 3501))
    assert str(together[6].origin).endswith("#people record 7 (id=7)")


def test_rows_that_come_or_go_meanwhile_are_noticed(server: Server) -> None:
    database = server.database(PEOPLE[server.kind])
    opened = source(server, database, table="people", partition_by="id")
    assert isinstance(opened, sql.KeyedSqlSource)
    first, second, *_ = opened.chunks()
    server.run("DELETE FROM people WHERE id IN (1500, 1501)", database)
    assert len(list(opened.read(first))) == 1000
    with pytest.raises(SourceUnreadable, match=r"1,000 rows were counted from row 1,001 on, and 998 read"):
        list(opened.read(second))
    opened.close()


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ("(1), (2), (2), (3)", "the same in two rows"),
        ("(1), (NULL), (3)", "empty in a row"),
    ],
)
def test_a_column_that_does_not_name_every_row_is_no_key(server: Server, values: str, why: str) -> None:
    database = server.database(f"CREATE TABLE t (id int); INSERT INTO t VALUES {values}")
    opened = source(server, database, table="t", partition_by="id")
    assert isinstance(opened, sql.KeyedSqlSource)
    for read in (opened.records, opened.chunks):
        with pytest.raises(SourceUnreadable, match=why):
            list(read())


def test_one_record_is_found_by_a_column(server: Server, people: str) -> None:
    for what in ({"table": "people"}, {"query": "SELECT * FROM people WHERE id > :n", "parameters": {"n": 0}}):
        opened = source(server, people, **what)
        assert isinstance(opened, Searchable)
        assert [row["id"] for row in rows(opened.find("MAIL", "u7@example.com"))] == [7]
        assert [row["mail"] for row in rows(opened.find("id", 8))] == ["u8@example.com"]
        assert len(opened.find("active", value=True)) == 2
        for nobody in ("u0@example.com", "' OR '1'='1", "", "\U0001f600"):
            assert opened.find("mail", nobody) == []
        assert opened.find("id", "no number") == []
        with pytest.raises(SourceUnreadable, match="no column phone"):
            opened.find("phone", "1")
        opened.close()


def test_inspect_and_init_look_into_a_table(
    server: Server, people: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PASSWORD", PASSWORD)
    mapping(tmp_path, server, people, "table: people")
    assert "3,500 records" in run("inspect", "m.yaml").out
    made = run("init", "m.yaml", "-o", "first.yaml")
    text = (tmp_path / "first.yaml").read_text(encoding="utf-8")
    assert (made.code, PASSWORD in text, "password: '${PASSWORD}'" in text) == (0, False, True)
    assert run("check", "--with-source", "first.yaml").code == 0
    assert run("test", "first.yaml").code == 0
    assert run("--mapping", "first.yaml", "--output", "out").code == 0


def test_looking_shows_records_and_where_they_stand(
    server: Server, people: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PASSWORD", PASSWORD)
    mapping(tmp_path, server, people, "table: people\n  partition_by: id")
    for named in ("7", "id=7"):
        shown = run("preview", "-m", "m.yaml", "--id", named)
        assert (shown.code, "record 7 (id=7)" in shown.out) == (0, True)
    explained = run("explain", "-m", "m.yaml", "--id", "u9@example.com", "--field", "email")
    assert (explained.code, "record 9 (id=9)" in explained.out) == (0, True)
    assert json.loads(run("read", "m.yaml", "--limit", "1").out)["mail"] == "u1@example.com"
    (tmp_path / "n.yaml").write_text((tmp_path / "m.yaml").read_text().replace("blocked:", "email_verified:"))
    different = run("diff", "m.yaml", "n.yaml")
    assert (different.code, "email_verified" in different.out) == (9, True)


GROWTH = """
import resource, sys
from tests.integration.tables import settings
from tests.integration.databases import Server
from pathlib import Path
from converter.sources import sql
from converter.sources.source import keep_name
kind, port, database, query = sys.argv[1:]
opened = sql.open_source(settings(Server(kind, Path(), int(port), []), database, query=query), [], keep_name)
for number, record in enumerate(opened.records(), start=1):
    if number == 20_000:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(number, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_memory_does_not_grow_with_the_table(server: Server, people: str) -> None:
    numbers = {
        "postgresql": "generate_series(1, 100000) AS n",
        "mariadb": "(SELECT seq AS n FROM seq_1_to_100000) AS n",
    }
    query = f"SELECT n, repeat('x', 300) AS x FROM {numbers[server.kind]}"
    words = [sys.executable, "-c", GROWTH, server.kind, str(server.port), people, query]
    done = subprocess.run(words, env=ENVIRONMENT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    number, grown = map(int, done.stdout.split())
    # 30 MB of data; a driver that buffered it would need more than that
    assert number == 100_000
    assert grown * (1 if sys.platform == "darwin" else 1024) < 8 << 20


PATIENCE = {
    "postgresql": "SELECT current_setting('idle_in_transaction_session_timeout') AS n",
    "mariadb": "SELECT CAST(@@session.net_write_timeout AS CHAR) AS n",
}


def test_the_server_waits_for_whoever_takes_its_rows_slowly(server: Server, people: str) -> None:
    (row,) = rows(list(source(server, people, query=PATIENCE[server.kind]).records()))
    assert row["n"] == {"postgresql": "0", "mariadb": "86400"}[server.kind]


def test_rows_are_those_of_one_moment(server: Server) -> None:
    database = server.database(PEOPLE[server.kind])
    records = iter(source(server, database, table="people", partition_by="id").records())
    first = next(records)
    server.run("DELETE FROM people WHERE id > 1", database)
    assert len([first, *records]) == 3500

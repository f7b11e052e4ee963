"""SQLite files, which need no further package."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from converter.errors import SourceUnreadable
from converter.record import Record, Unreadable
from converter.sources import sql
from converter.sources.source import Chunked, keep_name
from converter.sources.sql_database import connected

Make = Callable[..., "sql.SqlSource | sql.KeyedSqlSource"]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A source over a database that a script makes."""

    def made(script: str, **values: Any) -> sql.SqlSource | sql.KeyedSqlSource:
        with closing(sqlite3.connect(tmp_path / "p q#1.db")) as database:
            database.executescript(script)
        given = {"url": "sqlite:///p q#1.db", **values}
        settings = sql.settings({field.name: field.default for field in sql.FIELDS} | given, tmp_path)
        return sql.open_source(settings, [], keep_name)

    return made


def values(items: list[Record | Unreadable]) -> list[dict[str, Any]]:
    return [item.values for item in items if isinstance(item, Record)]


def test_values_have_the_type_that_their_column_declares(make: Make) -> None:
    source = make(
        """CREATE TABLE t (b BOOLEAN, b2 bool, d DATE, at DATETIME, at2 TIMESTAMP, unix DATETIME, j JSON, n NUMERIC,
          raw BLOB, x);
        INSERT INTO t VALUES (1, 0, '2024-07-01', '2024-07-01 12:30:00', '2024-07-01T12:30:00.5+02:00', 1700000000,
          '{"a": [1]}', 1.5, x'00ff', 'Zoë')""",
        table="t",
        timezone="Europe/Paris",
    )
    assert values(list(source.records())) == [
        {
            "b": True,
            "b2": False,
            "d": "2024-07-01",
            "at": "2024-07-01T10:30:00Z",
            "at2": "2024-07-01T10:30:00.500Z",
            "unix": 1700000000,
            "j": {"a": [1]},
            "n": 1.5,
            "raw": b"\0\xff",
            "x": "Zoë",
        }
    ]


def test_a_value_that_is_not_what_its_column_declares_stays_what_it_is(make: Make) -> None:
    source = make("CREATE TABLE t (b BOOLEAN, at DATETIME); INSERT INTO t VALUES ('yes', 'soon')", table="t")
    assert values(list(source.records())) == [{"b": "yes", "at": "soon"}]


def test_text_that_is_not_utf8_is_one_bad_row(make: Make) -> None:
    source = make(
        "CREATE TABLE t (id INTEGER, name TEXT); INSERT INTO t VALUES (1, CAST(x'c3' AS TEXT)), (2, 'b')", table="t"
    )
    bad, good = source.records()
    assert isinstance(bad, Unreadable)
    assert bad.code == "sql-encoding"
    assert isinstance(good, Record)


def test_nothing_is_written_neither_rows_nor_files(make: Make, tmp_path: Path) -> None:
    source = make("CREATE TABLE t (n); INSERT INTO t VALUES (1)", table="t")
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert len(list(source.records())) == 1
    settings = sql.settings(
        {field.name: field.default for field in sql.FIELDS} | {"url": "sqlite:///p q#1.db", "table": "t"}, tmp_path
    )
    for statement in ("INSERT INTO t VALUES (2)", "DELETE FROM t", "DROP TABLE t", "CREATE TABLE u (n)"):
        with connected(settings) as database, pytest.raises(SourceUnreadable, match="nothing is ever written"):
            list(database.run(statement, {}).rows)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_no_further_package_is_needed(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    assert len(list(make("CREATE TABLE t (n); INSERT INTO t VALUES (1)", table="t").records())) == 1


@pytest.mark.parametrize("what", [{"table": "t"}, {"query": "SELECT id, x FROM t -- all"}])
def test_ranges_hold_every_row_once_whatever_the_key(make: Make, what: dict[str, str]) -> None:
    rows = ", ".join(f"('k{n:05}', {n})" for n in range(2345))
    source = make(f"CREATE TABLE t (id TEXT, x); INSERT INTO t VALUES {rows}", partition_by="ID", **what)
    assert isinstance(source, Chunked)
    chunks = list(source.chunks())
    assert len(chunks) == 3
    assert [record for chunk in chunks for record in source.read(chunk)] == list(source.records())
    source.close()


def test_a_name_with_any_sign_is_a_name(make: Make) -> None:
    source = make('CREATE TABLE "a `b" ("c ""d" TEXT, `e` INT); INSERT INTO "a `b" VALUES (\'x\', 1)', table="a `b")
    assert values(list(source.records())) == [{'c "d': "x", "e": 1}]
    assert values(source.find('c "d', "x")) == [{'c "d': "x", "e": 1}]
    source.close()


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"table": "nobody"}, "no such table: nobody; is it spelt right?"),
        ({"query": "SELECT nobody FROM t"}, "no such column: nobody; is it spelt right?"),
        ({"query": "SELECT n, n FROM t"}, "columns 1 and 2 have the same name, n; name each with AS"),
        ({"table": "t", "partition_by": "id"}, "has no column id, which partition_by: names"),
        ({"table": "t", "json": ["j"]}, "has no column j, which json: names"),
        ({"table": "t", "url": "sqlite:///gone.db"}, "unable to open database file; is the path right"),
        ({"table": "t", "url": "sqlite:///text.db"}, "it is no SQLite database"),
        ({"query": "SELECT n FROM t WHERE"}, "syntax error"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence(
    make: Make, tmp_path: Path, given: dict[str, Any], why: str
) -> None:
    (tmp_path / "text.db").write_text("no database, but a file of some length\n" * 40, encoding="utf-8")
    source = make("CREATE TABLE t (n); INSERT INTO t VALUES (1)", **given)
    with pytest.raises(SourceUnreadable) as raised:
        list(source.records())
    assert why in str(raised.value)
    assert "\n" not in str(raised.value)

"""Databases of which no server runs here: their statements are compiled, and a closed port is told."""

from __future__ import annotations

import importlib
import socket
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, text
from sqlalchemy.dialects import registry
from sqlalchemy.types import NullType

from converter.errors import ExtraMissing, SourceUnreadable
from converter.sources import sql, sql_statements
from converter.sources.source import SettingError, keep_name
from converter.sources.sql_dialects import DIALECTS
from converter.sources.sql_text import escaped

QUERY = "SELECT ID, MAIL, '12:30' AS T FROM CRM.PEOPLE WHERE TENANT = :tenant -- all"
RANGE = "WHERE id > :auth0_after AND id <= :auth0_until ORDER BY id"
COMPILED = {
    "oracle": [
        'SELECT id, "Mail" FROM crm.people WHERE 1 = 0',
        f'SELECT * FROM (\nSELECT id, "Mail" FROM crm.people\n) chosen {RANGE}',
        f"SELECT * FROM (\n{QUERY}\n) chosen WHERE id = :auth0_value",
    ],
    "mssql": [
        "SELECT id, [Mail] FROM crm.people WHERE 1 = 0",
        f"SELECT * FROM (\nSELECT id, [Mail] FROM crm.people\n) chosen {RANGE}",
        f"SELECT * FROM (\n{QUERY}\n) chosen WHERE id = :auth0_value",
    ],
    "db2": [
        'SELECT id, "Mail" FROM crm.people WHERE 1 = 0',
        'SELECT * FROM (\nSELECT id, "Mail" FROM crm.people\n) chosen WHERE id > ? AND id <= ? ORDER BY id',
        f"SELECT * FROM (\n{QUERY.replace(':tenant', '?')}\n) chosen WHERE id = ?",
    ],
}
URLS = {
    "oracle": "oracle://reader@127.0.0.1:{port}/?service_name=OIM",
    "mssql": "mssql://reader@127.0.0.1:{port}/people",
    "db2": "db2://reader@127.0.0.1:{port}/people",
}
DRIVERS = {"oracle": "oracledb", "mssql": "mssql_python", "db2": "ibm_db_sa"}


def settings(url: str, **values: Any) -> sql.SqlSettings:
    return sql.settings({field.name: field.default for field in sql.FIELDS} | {"url": url, **values}, Path())


def dialect_of(kind: str) -> Any:
    if kind == "db2":
        pytest.importorskip("ibm_db_sa")
    name = DIALECTS[kind].driver.replace("+", ".")
    return registry.load(name)() if kind != "mssql" else importlib.import_module("sqlalchemy.dialects.mssql").dialect()


@pytest.mark.parametrize("kind", COMPILED)
def test_statements_are_those_of_the_database(kind: str) -> None:
    dialect = dialect_of(kind)
    quote = dialect.identifier_preparer.quote
    table = settings(URLS[kind].format(port=1), table="crm.people", columns=["id", "Mail"])
    query = settings(URLS[kind].format(port=1), query=QUERY, parameters={"tenant": "acme"})
    everything = sql_statements.everything(table, [quote("id"), quote("Mail")], quote)
    statements = [
        sql_statements.nothing(table, quote),
        sql_statements.between(everything, quote("id"), bounded=True),
        sql_statements.having(sql_statements.everything(query, [], quote), quote("id")),
    ]
    names = ("tenant", "auth0_after", "auth0_until", "auth0_value")
    for statement, expected in zip(statements, COMPILED[kind], strict=True):
        bound = [bindparam(name, "5", NullType()) for name in names if f":{name}" in statement]
        assert str(text(escaped(statement)).bindparams(*bound).compile(dialect=dialect)) == expected


@pytest.mark.parametrize("kind", URLS)
def test_a_closed_port_is_told_in_one_sentence(kind: str) -> None:
    pytest.importorskip(DRIVERS[kind])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    opened = sql.open_source(
        settings(URLS[kind].format(port=port), password="s3cret", table="people", connect_timeout=2), [], keep_name
    )
    with pytest.raises(SourceUnreadable) as raised:
        next(opened.records())
    assert "is the server running" in str(raised.value)
    assert "\n" not in str(raised.value)
    assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize(
    ("kind", "hidden", "extra"), [("postgresql", "sqlalchemy", "sql"), ("oracle", "oracledb", "oracle")]
)
def test_a_missing_driver_is_one_sentence_with_the_command(
    kind: str, hidden: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == hidden]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, hidden, None)
    opened = sql.open_source(settings(f"{kind}://db/people", table="people"), [], keep_name)
    with pytest.raises(ExtraMissing, match=rf"needs {hidden}.*: pip install 'auth0-convert\[{extra}\]'"):
        next(opened.records())


@pytest.mark.parametrize(
    ("values", "key", "why"),
    [
        ({"url": "people.db"}, "url", "is no URL"),
        ({"url": "postgres://db/people"}, "url", "did you mean postgresql://"),
        ({"url": "mongodb://db/people"}, "url", "is no database that is known"),
        ({"url": "sqlite://"}, "url", "names no file"),
        ({"table": "people", "query": "SELECT 1"}, "table", "keep query or table"),
        ({"table": ""}, "query", "nothing about what to read"),
        ({"table": "people", "parameters": {"a": 1}}, "parameters", "belongs to a query"),
        ({"table": "", "query": "SELECT 1", "columns": ["a"]}, "columns", "belongs to a table"),
        ({"table": "", "query": "DROP TABLE people"}, "query", "begins with DROP"),
        ({"timezone": "Paris"}, "timezone", "no such time zone"),
        ({"connect_timeout": 0}, "connect_timeout", "1 at least"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told(values: dict[str, Any], key: str, why: str) -> None:
    with pytest.raises(SettingError, match=why) as raised:
        settings(**{"url": "sqlite:///people.db", "table": "people"} | values)
    assert raised.value.name == key


def test_settings_show_no_secret() -> None:
    made = settings("postgresql://me:s3cret@db/people", password="hidden", table="people", parameters={})
    assert "s3cret" not in repr(made)
    assert "hidden" not in repr(made)

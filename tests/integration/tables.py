"""Tables for the tests, and sources over them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from converter.record import Record, Unreadable
from converter.sources import sql
from converter.sources.source import keep_name
from tests.integration.databases import PASSWORD, Server

PEOPLE = {
    "postgresql": "CREATE TABLE people (id bigserial PRIMARY KEY, mail text, name varchar(80), active boolean); "
    "INSERT INTO people (mail, name, active)"
    " SELECT 'u' || n || '@example.com', 'Zoë ' || n, n % 3 > 0 FROM generate_series(1, 3500) n",
    "mariadb": "CREATE TABLE people (id bigint AUTO_INCREMENT PRIMARY KEY, mail varchar(80), name varchar(80),"
    " active boolean); "
    "INSERT INTO people (mail, name, active)"
    " SELECT concat('u', seq, '@example.com'), concat('Zoë ', seq), seq % 3 > 0 FROM seq_1_to_3500",
}
MAPPING = """\
version: 1
source:
  type: sql
  url: {url}
  password: ${{PASSWORD}}
  {what}
user: {{email: mail, user_id: "to_string(id || '')", name: name, blocked: "!active"}}
"""


def source(server: Server, database: str, **values: Any) -> sql.SqlSource | sql.KeyedSqlSource:
    """What the mapping's keys open, every column under its own name."""
    return sql.open_source(settings(server, database, **values), [], keep_name)


def settings(server: Server, database: str, **values: Any) -> sql.SqlSettings:
    """The settings of a source of that database."""
    given = {"url": server.url(database), "password": PASSWORD, "connect_timeout": 3, **values}
    return sql.settings({field.name: field.default for field in sql.FIELDS} | given, Path())


def rows(items: list[Record | Unreadable]) -> list[dict[str, Any]]:
    """The values of records, all of which could be read."""
    assert all(isinstance(item, Record) for item in items), items
    return [item.values for item in items if isinstance(item, Record)]

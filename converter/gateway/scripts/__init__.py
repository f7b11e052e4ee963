"""The custom database scripts that Auth0 runs, and what belongs to them, in the layout of Auth0's deploy CLI.

auth0.com/docs, "Custom Database Action Script Templates", and auth0/auth0-deploy-cli,
docs/resource-specific-documentation.md. A script is one function, with everything that it needs inside it.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from converter.errors import UsageError
from converter.sinks.json_text import indented

_HERE = Path(__file__).parent
_CONTEXT = "/* context */"
_SHARED = "  /* shared */\n"
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,126}[A-Za-z0-9])?", re.ASCII)


class Connection(Struct, frozen=True):
    """A database connection: its name, the gateway's address, and whether scripts get a context object."""

    name: str
    url: str
    context: bool = False


def files(connection: Connection, mapping: str) -> Mapping[str, bytes]:
    """Every file by its path below the folder. Raises UsageError for a name or an address that cannot be."""
    if not _NAME.fullmatch(connection.name):
        raise UsageError(f"{connection.name} cannot be a connection's name: letters, digits and hyphens inside")
    if not re.match(r"https://[^/\s]+|http://(?:127\.0\.0\.1|localhost)(?::[0-9]+)?(?:/|\Z)", connection.url):
        raise UsageError(f"{connection.url} is no address that Auth0 can ask safely: it begins with https://")
    place = f"database-connections/{connection.name}"
    database = indented(_database(connection.name))
    return {
        f"{place}/database.json": database,
        f"{place}/login.js": _script("login", connection),
        f"{place}/get_user.js": _script("get_user", connection),
        f"finished/{place}/database.json": database,
        f"finished/{place}/login.js": _script("finished_login", connection),
        f"finished/{place}/get_user.js": _script("finished_get_user", connection),
        "README.md": _page(connection, mapping),
    }


def _script(name: str, connection: Connection) -> bytes:
    text = _read(f"{name}.js")
    shared = textwrap.indent(_read("ask.js"), "  ", lambda line: bool(line.strip()))
    context = "context, " if connection.context else ""
    return text.replace(_CONTEXT, context).replace(_SHARED, shared).encode()


def _database(name: str) -> dict[str, object]:
    return {
        "name": name,
        "strategy": "auth0",
        "options": {
            "enabledDatabaseCustomization": True,
            "import_mode": True,
            "customScripts": {"login": "./login.js", "get_user": "./get_user.js"},
            "configuration": {"GATEWAY_URL": "##GATEWAY_URL##", "GATEWAY_KEY": "##GATEWAY_KEY##"},
        },
    }


def _page(connection: Connection, mapping: str) -> bytes:
    said = {
        "{connection}": connection.name,
        "{url}": connection.url,
        "{mapping}": mapping,
        "{context}": "on" if connection.context else "off",
    }
    text = _read("page.md")
    for place, value in said.items():
        text = text.replace(place, value)
    return text.encode()


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")

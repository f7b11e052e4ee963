"""The tenant that the environment names, for every command that asks it something."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from converter.auth0.answers import Connection
    from converter.auth0.client import Client


@contextmanager
def connected() -> Iterator[tuple[Client, Connection]]:
    """A client of the tenant and the connection that takes the users. Errors: UsageError, TenantFailure."""
    from converter.auth0.access import read_access, read_connection, variables
    from converter.auth0.client import Client
    from converter.errors import TenantFailure

    value = variables(os.environ, lambda path: Path(path).read_text(encoding="utf-8"))
    access, name = read_access(value), read_connection(value)
    with Client(access) as client:
        found = client.connection(name)
        if found is None:
            raise TenantFailure(f"{access.domain} has no database connection called {name}: see AUTH0_CONNECTION")
        yield client, found

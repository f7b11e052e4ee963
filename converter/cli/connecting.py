"""The tenant that the environment names, for every command that asks it something."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from converter.auth0.answers import Connection
    from converter.auth0.client import Client


@contextmanager
def connected() -> Iterator[tuple[Client, Connection]]:
    """A client of the tenant and the connection that takes the users. Errors: UsageError, TenantFailure."""
    from converter.auth0.access import read_access, read_connection
    from converter.auth0.binding import connection_of
    from converter.auth0.client import Client
    from converter.cli.variables import variable

    access, name = read_access(variable), read_connection(variable)
    with Client(access) as client:
        yield client, connection_of(client, name)


def require_words(words: str, given: str) -> None:
    """The words that only somebody who means it types, asked for on a terminal. Errors: UsageError."""
    from converter.cli.interruption import raise_lost
    from converter.errors import UsageError

    if not given and sys.stdin.isatty():
        try:
            given = typer.prompt(f"To delete them for good, type: {words}\n", err=True, prompt_suffix="> ")
        except typer.Abort:
            raise_lost()
    if given != words:
        raise UsageError(f"nobody was deleted: that takes --confirm '{words}'")

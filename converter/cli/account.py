"""Who reads a store that is named by its URL: the account in the command, its password from elsewhere."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from converter.pipeline.store_url import Account

Source = Annotated[
    str,
    typer.Argument(
        metavar="SOURCE",
        help="A file, - for standard input, a mapping (.yaml), a bundled one, or the URL of a directory or database.",
    ),
]
Type = Annotated[
    str, typer.Option("--type", metavar="TYPE", help="ldif, csv or json.  [default: by the file's name, else ldif]")
]
User = Annotated[
    str,
    typer.Option(
        "--user",
        metavar="NAME",
        help="Who reads a URL; the password is in LDAP_PASSWORD or DB_PASSWORD (or their _FILE), or asked for.",
    ),
]
CaFile = Annotated[
    str, typer.Option("--ca-file", metavar="FILE", help="The authority that a directory's certificate is of, as PEM.")
]


def account(user: str, ca_file: str) -> Account:
    """The account; its password is looked for when a store wants it."""
    from converter.pipeline.store_url import Account

    return Account(user, ca_file, _password)


def _password(name: str) -> str:
    """From the environment or a file, or else from whoever sits at the terminal; "" where nobody does."""
    from converter.cli.interruption import raise_lost
    from converter.cli.variables import variable
    from converter.errors import UsageError

    if (given := variable(name)) or not sys.stdin.isatty():
        return given
    try:
        answer: str = typer.prompt(f"password ({name})", err=True, hide_input=True, default="", show_default=False)
    except typer.Abort:
        raise_lost()
        raise UsageError("nothing was answered") from None
    return answer

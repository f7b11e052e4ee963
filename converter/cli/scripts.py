"""`convert scripts --mapping FILE -o FOLDER`: Auth0's custom database scripts for the gateway."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

EXAMPLES = """\b
Examples:
  convert scripts -m oracle.yaml --url https://gateway.example.com -o auth0
  convert scripts -m oracle.yaml --url https://gateway.example.com --connection people -o auth0 --force
Writes login.js and get_user.js, database.json for Auth0's deploy CLI, the scripts for when everybody has moved,
and README.md: the addresses to allow, the switches to set, how to finish. docs/gateway.md has the whole story.
"""


def scripts(
    *,
    mapping: Annotated[str, typer.Option("--mapping", "-m", metavar="FILE", help="The mapping that the gateway has.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where to write.")],
    url: Annotated[str, typer.Option(metavar="ADDRESS", help="Where Auth0 reaches the gateway, https://….")],
    connection: Annotated[
        str, typer.Option(metavar="NAME", help="The database connection's name.")
    ] = "Username-Password-Authentication",
    context: Annotated[bool, typer.Option("--context", help="The connection uses a script context.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are there.")] = False,
) -> None:
    """Write the custom database scripts with which Auth0 asks the gateway, and a page that says what to do with them.

    The scripts hold no secret: the gateway's address and key are configuration of the connection.
    """
    from converter.cli import console
    from converter.cli.looking import loaded_for_looking
    from converter.errors import UsageError
    from converter.gateway.migration import refuse_unfit
    from converter.gateway.scripts import Connection, files
    from converter.sinks.durable import write_durably

    loaded = loaded_for_looking(mapping, rows=False)
    refuse_unfit(loaded.plan.model)
    made = files(Connection(connection, url, context), mapping)
    there = [name for name in made if (output / name).exists()]
    if there and not force:
        raise UsageError(f"{output / there[0]} is there already: name another folder, or overwrite it with --force")
    for name, data in made.items():
        path = output / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(path.parent, path.name, data)
        console.say(str(path))
    console.say(f"next: read {output / 'README.md'}")

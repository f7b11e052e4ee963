"""`convert export`: the users that a connection has now, as Auth0 exports them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from converter.auth0.answers import Job

EXAMPLES = """\b
Examples:
  convert export                                        writes export.jsonl.gz
  convert reconcile out/people --export export.jsonl.gz   compares it with what was sent
One user a line, as JSON; Auth0 never exports passwords and second factors. The file is readable by you alone.
The tenant comes from AUTH0_DOMAIN, AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET (or AUTH0_PRIVATE_KEY), AUTH0_CONNECTION; the
application needs the scopes read:users and read:connections. Exit code 6: Auth0 cannot be reached, or refuses.
"""


def export(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The file to write.")] = Path(
        "export.jsonl.gz"
    ),
) -> None:
    """Fetch all users of the connection: run Auth0's export job, wait for it, download its file."""
    from converter.auth0.export import export
    from converter.auth0.timing import Timing
    from converter.cli import console
    from converter.cli.connecting import connected

    with connected() as (client, connection):
        written = export(client, connection, output, timing=Timing(), tell=_tell)
    console.say(f"{output}: the users of {connection.name}, {written.bytes:,} bytes")


def _tell(job: Job) -> None:
    from converter.cli import console

    share = f", {job.percentage} %" if job.percentage is not None else ""
    console.complain(f"waiting for Auth0's export job {job.id}{share}")

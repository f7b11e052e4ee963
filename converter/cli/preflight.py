"""`convert preflight FOLDER`: would the tenant take these users?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

EXAMPLES = """\b
Examples:
  convert preflight out/people                            before convert upload
  convert preflight out/people --export export.jsonl.gz   compares with an export that was fetched before
  convert preflight out/people --no-compare               does not ask for the users of the connection
Looks at the connection's real settings and at every user: user names (length, needed, allowed), required e-mail and
telephone, import mode, applications, second factors, identifiers that are taken; and says how long it may take.
Sends no user. The tenant comes from the environment, as for convert upload; the application needs read:connections,
read:connections_options, read:users, and read:guardian_factors for second factors.
Exit code 9: Auth0 would refuse somebody, or everything.
"""


def preflight(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The output folder that is to be uploaded.")],
    *,
    export: Annotated[Path | None, typer.Option(metavar="FILE", help="An export of the connection, as JSON.")] = None,
    compare: Annotated[bool, typer.Option(help="Compare with the users of the connection.")] = True,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Compare the users with the real settings of the connection, before anything is sent."""
    import tempfile

    from converter.auth0.export import export as fetch
    from converter.auth0.export import exported_users
    from converter.auth0.preflight import preflight
    from converter.auth0.timing import Timing
    from converter.cli import console
    from converter.cli.connecting import connected
    from converter.errors import EXIT_OK, EXIT_VERIFY
    from converter.report.preflight import preflight_document, preflight_lines
    from converter.sinks.manifest import read_manifest

    manifest = read_manifest(folder)
    with connected() as (client, connection), tempfile.TemporaryDirectory() as scratch:
        fetched = Path(scratch) / "export"

        def users() -> Iterator[dict[str, Any]]:
            if export is None:
                fetch(client, connection, fetched, timing=Timing(), tell=lambda _: None)
            return exported_users(export or fetched)

        found = preflight(folder, manifest, client, connection, export=users if compare else None)
    if json:
        console.write_json(preflight_document(found))
    else:
        console.say(*preflight_lines(found))
    raise typer.Exit(EXIT_VERIFY if found.stopped else EXIT_OK)

"""`convert reconcile FOLDER`: is everybody where they should be?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from converter.auth0.delivery import Delivery

EXAMPLES = """\b
Examples:
  convert reconcile out/people                            with a fresh export of the tenant
  convert reconcile out/people --export export.jsonl.gz   with one that was fetched before
  convert reconcile out/people --json | jq .unexplained
Writes one list for each standing below FOLDER/reconciliation/: imported, updated, failed, existed, never-sent,
ambiguous, missing, rolled-back, only-in-auth0, changed-since, and ids.jsonl with the old and the new id of everybody.
A fresh export needs the tenant in the environment, as convert export does.
Exit code 9: somebody is unexplained. 3: nobody is, but somebody is not in Auth0. 0: everybody is.
"""


def reconcile(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The output folder that was uploaded.")],
    *,
    export: Annotated[Path | None, typer.Option(metavar="FILE", help="An export of the connection, as JSON.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Compare what was converted and sent with what the tenant has, and account for every user."""
    from converter.auth0.delivery import opened
    from converter.auth0.export import exported_users
    from converter.auth0.reconcile import reconcile
    from converter.cli import console
    from converter.errors import EXIT_OK, EXIT_REJECTED, EXIT_VERIFY
    from converter.report.reconciliation import reconciliation_document, reconciliation_lines

    with opened(folder) as delivery:
        users = exported_users(export or _fetched(delivery))
        found = reconcile(delivery, users)
    if json:
        console.write_json(reconciliation_document(found))
    else:
        console.say(*reconciliation_lines(found))
    incomplete = EXIT_OK if found.complete else EXIT_REJECTED
    raise typer.Exit(EXIT_VERIFY if found.unexplained else incomplete)


def _fetched(delivery: Delivery) -> Path:
    """A fresh export, beside the lists."""
    from converter.auth0.binding import require_same_tenant
    from converter.auth0.export import NAME, export
    from converter.auth0.timing import Timing
    from converter.cli.connecting import connected

    target = delivery.folder / NAME
    with connected() as (client, connection):
        require_same_tenant(delivery.journal, client, connection)
        export(client, connection, target, timing=Timing(), tell=lambda _: None)
    return target

"""`convert rollback FOLDER`: delete again what an upload has created."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from converter.auth0.delivery import Delivery

EXAMPLES = """\b
Examples:
  convert rollback out/people --dry-run   who would be deleted, a line each
  convert rollback out/people             asks, then deletes
  convert rollback out/people --confirm 'delete 540 users of acme.eu.auth0.com'
Only users whom this upload has created are deleted; each is looked at once more before. Whoever was in Auth0 before, or
has logged in since, is kept and listed. Killed and started again, it goes on where it was.
The tenant comes from the environment, as for convert upload; the application needs read:users and delete:users.
Exit code 3: somebody was kept.
"""
_ROLL = 1000


def rollback(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The output folder that was uploaded.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List who would be deleted, and delete nobody.")] = False,
    used: Annotated[bool, typer.Option("--used", help="Delete those as well who have logged in since.")] = False,
    confirm: Annotated[str, typer.Option(metavar="WORDS", help="The words that are asked for otherwise.")] = "",
) -> None:
    """Delete from Auth0 the users that the upload of this folder has created, and nobody else."""
    from converter.auth0.delivery import opened
    from converter.auth0.journal_tables import PartState
    from converter.auth0.rollback import candidates
    from converter.cli import console
    from converter.errors import EXIT_OK, EXIT_REJECTED

    with opened(folder) as delivery:
        if left := sum(part.state not in (PartState.WRITTEN, PartState.SETTLED) for part in delivery.journal.parts()):
            console.complain(f"{left:,} import files are not settled, and their users stay: run convert upload first")
        if dry_run:
            users = 0
            for sent in candidates(delivery):
                users += 1
                console.say(f"{sent.document.get('user_id', '')}  {sent.document.get('email', '')}  {sent.origin}")
            console.complain(f"{users:,} users would be deleted")
            raise typer.Exit(EXIT_OK)
        kept = _rolled_back(delivery, used=used, confirm=confirm)
    raise typer.Exit(EXIT_REJECTED if kept else EXIT_OK)


def _rolled_back(delivery: Delivery, *, used: bool, confirm: str) -> int:
    from converter.auth0.binding import require_same_tenant
    from converter.auth0.rollback import Rollback, candidates
    from converter.cli import console
    from converter.cli.connecting import connected, require_words

    with connected() as (client, connection):
        require_same_tenant(delivery.journal, client, connection)
        count = sum(1 for _ in candidates(delivery))
        if not count:
            console.say("there is nobody left to be deleted")
            return 0
        require_words(f"delete {count} users of {client.access.domain}", confirm)
        work = Rollback(delivery, client, connection, used=used)
        for sent in candidates(delivery):
            if reason := work.remove(sent):
                console.complain(f"kept: {sent.document.get('email', '')} {reason} ({sent.origin})")
            if work.removal.seen % _ROLL == 0:
                console.complain(f"{work.removal.seen:,} of {count:,}")
    removal = work.removal
    console.say(f"deleted {removal.deleted:,}, gone already {removal.gone:,}, kept {removal.kept:,}")
    return removal.kept

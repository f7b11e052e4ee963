"""`convert upload FOLDER`: sends a finished run to Auth0."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from converter.auth0.client import Client
    from converter.auth0.errands import Order
    from converter.auth0.journal import Journal
    from converter.auth0.result import Result

EXAMPLES = """\b
The tenant comes from the environment, or from files that NAME_FILE names:
  AUTH0_DOMAIN         acme.eu.auth0.com
  AUTH0_CLIENT_ID      of a machine-to-machine application with the scopes create:users,
                       read:users and read:connections
  AUTH0_CLIENT_SECRET  or AUTH0_PRIVATE_KEY (PEM) for Private Key JWT
  AUTH0_CONNECTION     the name of the database connection
\b
Examples:
  convert upload out/oracle
  AUTH0_CLIENT_SECRET_FILE=/run/secrets/auth0 convert upload out/oracle --json | jq .failed
\b
Interrupted, killed or cut off, the same command goes on where it ended: nobody is lost, nobody
is imported twice. Exit code 3: Auth0 refused some users. 6: Auth0 cannot be reached, or refuses.
8: this folder's upload is another one. 9: of somebody it cannot be told what became of them.
"""


def upload(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The output folder of a finished conversion.")],
    *,
    upsert: Annotated[
        bool,
        typer.Option("--upsert", help="Update users who are there already, found by e-mail, instead of refusing them."),
    ] = False,
    overwrite_metadata: Annotated[
        bool,
        typer.Option(
            "--overwrite-metadata",
            help="With --upsert: yes, replace app_metadata and user_metadata whole, without asking.",
        ),
    ] = False,
    external_id: Annotated[
        str, typer.Option(metavar="TEXT", help="What every job's external_id begins with.  [default: convert-]")
    ] = "convert-",
    send_completion_email: Annotated[
        bool,
        typer.Option("--send-completion-email", help="Let Auth0 mail all the tenant's owners after every file."),
    ] = False,
    by_email: Annotated[
        bool,
        typer.Option("--by-email", help="Look for users without a user_id by their address if it has to be done."),
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the result as one JSON object.")] = False,
) -> None:
    """Send the import files of a finished run to Auth0, two jobs at a time, and keep what became of every user."""
    from converter.auth0.binding import bind, require_imports
    from converter.auth0.errands import Order
    from converter.auth0.journal import open_journal
    from converter.cli import console
    from converter.cli.connecting import connected
    from converter.sinks.access import lock, refuse_public
    from converter.sinks.manifest import read_manifest

    read_manifest(folder)
    refuse_public(folder)
    release = lock(folder, "upload another folder")
    try:
        with connected() as (client, connection), open_journal(folder) as journal:
            require_imports(connection)
            order = Order(connection, external_id, upsert, send_completion_email, by_email=by_email)
            if upsert and not (overwrite_metadata or journal.bound()):
                _ask_to_overwrite(connection.name)
            bind(journal, folder, client.access, order)
            result = _run(folder, journal, client, order)
    finally:
        release()
    console.write_json(result.as_document()) if json else console.say(*result.as_lines())
    if result.failed or result.absent or result.factorless:
        console.complain(f"why, of whom, and what to do: convert errors {shlex.quote(str(folder))}")
    raise typer.Exit(_exit_code(result))


def _run(folder: Path, journal: Journal, client: Client, order: Order) -> Result:
    from converter.auth0.crew import Threads
    from converter.auth0.result import result_of
    from converter.auth0.upload import Upload
    from converter.cli import console
    from converter.cli.interruption import Interrupted, stopping
    from converter.cli.standing import standing_shown
    from converter.errors import ConverterError

    hint = f"resume with: convert upload {shlex.quote(str(folder))}"
    with standing_shown() as tell:
        session = Upload(folder, journal, client, order, Threads(), tell=tell)
        try:
            with stopping(session.stop) as received:
                finished = session.run()
        except ConverterError:
            console.complain(hint)
            raise
    if finished:
        return result_of(journal)
    console.complain("stopped; what has been sent is accounted for", hint)
    raise typer.Exit(Interrupted(received[0]).exit_code)


def _ask_to_overwrite(connection: str) -> None:
    from converter.errors import UsageError

    if not _is_a_person():
        raise UsageError(
            "--upsert replaces the app_metadata and user_metadata of users who are there already; nothing in them is "
            "kept. Add --overwrite-metadata if that is wanted"
        )
    question = (
        f"--upsert replaces app_metadata and user_metadata of every user of {connection} who is there already;\n"
        "nothing in them is kept. Type the name of the connection to go on"
    )
    try:
        answer = typer.prompt(question, err=True)
    except typer.Abort:
        answer = ""
    if answer != connection:
        raise UsageError("not confirmed: nothing was sent")


def _is_a_person() -> bool:
    return sys.stdin.isatty()


def _exit_code(result: Result) -> int:
    from converter.errors import EXIT_OK, EXIT_REJECTED, EXIT_VERIFY

    if result.unresolved or result.waiting:
        return EXIT_VERIFY
    return EXIT_OK if result.complete else EXIT_REJECTED

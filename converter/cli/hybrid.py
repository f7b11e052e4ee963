"""`convert hybrid`: people come by login and by import, and everybody is accounted for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.gateway.attempt import Pseudonyms
    from converter.hybrid.account import Account, Person
    from converter.hybrid.gathering import Places
    from converter.hybrid.standing import Evidence, Standing
    from converter.pipeline.load import Loaded

EXAMPLES = """\b
Examples:
  convert export -o export.jsonl.gz
  convert hybrid status -m oracle.yaml --export export.jsonl.gz --log gateway.jsonl
  convert hybrid remainder -m oracle.yaml --export export.jsonl.gz --log gateway.jsonl -o out/rest
  convert upload out/rest
  convert hybrid finish -m oracle.yaml --export later.jsonl.gz --log gateway.jsonl
GATEWAY_LOG_KEY, or the GATEWAY_KEY that the gateway had, tells whom a line of its log is about.
"""

app = typer.Typer(help="Say who came by login, who by import, and who is missing; import the rest.", epilog=EXAMPLES)

Mapping = Annotated[str, typer.Option("--mapping", "-m", metavar="FILE", help="The mapping of both ways.")]
Export = Annotated[Path, typer.Option(metavar="FILE", help="What convert export has fetched, as new as can be.")]
Logs = Annotated[list[Path] | None, typer.Option("--log", metavar="FILE", help="A log of the gateway.")]
Uploads = Annotated[list[Path] | None, typer.Option("--upload", metavar="FOLDER", help="An uploaded output folder.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def status(
    *,
    mapping: Mapping,
    export: Export,
    log: Logs = None,
    upload: Uploads = None,
    show: Annotated[str, typer.Option("--list", metavar="WHICH", help="List those who stand there, a line each.")] = "",
    json: Json = False,
) -> None:
    """Say of everybody in the mapping's store: came by login, by import, pending, failed, half-created."""
    from converter.cli import console
    from converter.hybrid.standing import Standing
    from converter.report.hybrid import account_document, account_lines, person_document, person_line

    wanted = _standing(show)
    loaded, evidence = _gathered(mapping, _places(export, log, upload))
    account = _account(evidence)
    for person in _people(loaded, evidence):
        account.counts[person.standing] += 1
        if person.standing is wanted:
            if json:
                console.write_json(person_document(person))
            else:
                console.say(person_line(person))
    if wanted:
        return
    if json:
        console.write_json(account_document(account))
    else:
        console.say(*account_lines(account))
        if account.counts[Standing.HALF_CREATED]:
            console.say("remove what is half-created, so that it can come again: convert hybrid clear")


@app.command()
def remainder(
    *,
    mapping: Mapping,
    export: Export,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where to write.")],
    log: Logs = None,
    upload: Uploads = None,
) -> None:
    """Write import files of those who are missing: none of them is in Auth0, or shares an identifier with somebody."""
    from converter.cli import console
    from converter.cli.looking import Unmeasured
    from converter.cli.progress import progress
    from converter.hybrid.remainder import write_remainder
    from converter.report.summary import as_lines

    places = _places(export, log, upload)
    loaded, evidence = _gathered(mapping, places)
    with progress(Unmeasured()) as shown:
        result = write_remainder(loaded, evidence, output, digest=places.digest(), progress=shown)
    console.say(*as_lines(result, [loaded.plan.model]))


@app.command()
def clear(
    *,
    mapping: Mapping,
    export: Export,
    log: Logs = None,
    upload: Uploads = None,
    confirm: Annotated[str, typer.Option(metavar="WORDS", help="The words that are asked for otherwise.")] = "",
) -> None:
    """Delete half-created users from Auth0, so that they can log in or be imported again. Asks before.

    What is done is noted in the first log, by which the other commands know it.
    """
    from converter.cli import console
    from converter.cli.connecting import connected, require_words
    from converter.errors import UsageError
    from converter.hybrid.clearing import clear
    from converter.hybrid.standing import Standing

    if not log:
        raise UsageError("--log is needed: what is removed is noted there")
    loaded, evidence = _gathered(mapping, _places(export, log, upload))
    found = [person for person in _people(loaded, evidence) if person.standing is Standing.HALF_CREATED]
    if not found:
        console.say("nobody is half-created")
        return
    with connected() as (client, connection):
        require_words(f"delete {len(found)} users of {client.access.domain}", confirm)
        result = clear(found, client, connection, log=log[0], pseudonyms=_pseudonyms())
    console.say(f"{result.deleted:,} deleted, {result.gone:,} were not there, {result.kept:,} kept")


@app.command()
def finish(*, mapping: Mapping, export: Export, log: Logs = None, upload: Uploads = None, json: Json = False) -> None:
    """Say whether everybody is in Auth0, and what is to be done then. Exit code 9: somebody is missing."""
    from converter.cli import console
    from converter.errors import EXIT_OK, EXIT_VERIFY
    from converter.report.hybrid import account_document, account_lines, finish_lines

    loaded, evidence = _gathered(mapping, _places(export, log, upload))
    account = _account(evidence)
    account.counts.update(person.standing for person in _people(loaded, evidence))
    if json:
        console.write_json(account_document(account))
    else:
        console.say(*account_lines(account), *finish_lines(account))
    raise typer.Exit(EXIT_VERIFY if account.missing else EXIT_OK)


def _places(export: Path, log: list[Path] | None, upload: list[Path] | None) -> Places:
    from converter.hybrid.gathering import Places

    return Places(export, log or (), upload or ())


def _gathered(mapping: str, places: Places) -> tuple[Loaded, Evidence]:
    from converter.cli.looking import loaded_for_looking
    from converter.gateway.migration import refuse_unfit
    from converter.hybrid.gathering import gather

    loaded = loaded_for_looking(mapping)
    refuse_unfit(loaded.plan.model)
    return loaded, gather(places, _pseudonyms() if places.logs else None)


def _pseudonyms() -> Pseudonyms:
    from converter.cli.variables import variable
    from converter.gateway.access import read_pseudonyms

    return read_pseudonyms(variable)


def _people(loaded: Loaded, evidence: Evidence) -> Iterator[Person]:
    """Everybody to be moved, as a conversion finds them now."""
    from converter.cli.looking import Unmeasured
    from converter.cli.progress import progress
    from converter.hybrid.account import people
    from converter.pipeline.fates import endings
    from converter.pipeline.load import files_of

    with progress(Unmeasured()) as shown:
        yield from people(endings(loaded, files_of(loaded.plan.model), progress=shown), evidence)


def _account(evidence: Evidence) -> Account:
    from converter.hybrid.account import Account

    return Account(moved=evidence.tenant.moved, today=evidence.exported_at.date())


def _standing(name: str) -> Standing | None:
    from converter.errors import UsageError
    from converter.hybrid.standing import Standing

    if not name:
        return None
    try:
        return Standing(name)
    except ValueError:
        raise UsageError(f"--list takes one of: {', '.join(Standing)}") from None

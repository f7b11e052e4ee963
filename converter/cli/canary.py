"""`convert canary --mapping FILE`: a few users in an import file of their own, to be tried first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from converter.pipeline.canary import Canary
    from converter.pipeline.fates import Ending

EXAMPLES = """\b
Examples:
  convert canary -m oracle.yaml --per-scheme 2 -o canary.json            two users of each password scheme
  convert canary -m oracle.yaml --id jdoe --id ann@acme.com -o canary.json
Import the file, log in as each of them, and only then import the rest.
Exit code 3 says that somebody who was named by --id is not among them.
"""


def canary(
    mapping: Annotated[str, typer.Option("--mapping", "-m", metavar="FILE", help="The mapping, as for a conversion.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", readable=False, help="The import file to write.")
    ],
    id_: Annotated[
        list[str] | None,
        typer.Option("--id", metavar="X", help="A user by e-mail, user name or user id; may be repeated."),
    ] = None,
    per_scheme: Annotated[int, typer.Option(min=0, metavar="N", help="The first N users of each password scheme.")] = 0,
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite the file.")] = False,
) -> None:
    """Write a small import file with chosen users, for a first import by which to see that logins work."""
    from converter.cli import console
    from converter.errors import EXIT_OK, EXIT_REJECTED, UsageError
    from converter.pipeline.canary import write
    from converter.sinks.folder import OtherRun
    from converter.syntax.counted import counted

    if not id_ and not per_scheme:
        raise UsageError("say who is to be in it: --id X for each of them, or --per-scheme N")
    chosen = _chosen(mapping, id_ or [], per_scheme=per_scheme)
    if chosen.members:
        written = write(chosen, output, existing=OtherRun.REPLACE if replace else OtherRun.REFUSE)
        console.say(*_members(chosen))
        console.say(f"wrote {output}: {counted(len(chosen.members), 'user')}, {counted(written.bytes, 'byte')}")
    console.complain(*_missing(chosen))
    if not chosen.members:
        console.complain("nobody was chosen, so nothing was written")
    raise typer.Exit(EXIT_OK if chosen.members and not chosen.missing else EXIT_REJECTED)


def _chosen(mapping: str, identifiers: list[str], *, per_scheme: int) -> Canary:
    from converter.cli.looking import Unmeasured, loaded_for_looking
    from converter.cli.progress import progress
    from converter.pipeline.canary import choose
    from converter.pipeline.fates import endings
    from converter.pipeline.load import files_of

    loaded = loaded_for_looking(mapping)
    with progress(Unmeasured()) as shown:
        found = endings(loaded, files_of(loaded.plan.model), progress=shown)
        return choose(found, identifiers, per_scheme=per_scheme)


def _members(chosen: Canary) -> Iterator[str]:
    """Who is in it, told so that whoever has the source can find them and nobody else."""
    from converter.mapping.fate import Exported
    from converter.report.passwords import verdict
    from converter.validation.violation import mask

    for member in chosen.members:
        assert isinstance(member.fate, Exported)
        password = member.fate.password
        kept = f"{password.scheme}, {verdict(password)}" if password else "no password stored"
        yield f"{mask('email', member.user['email'])}  {_place(member)}  {kept}"


def _missing(chosen: Canary) -> Iterator[str]:
    for identifier, ending in chosen.missing.items():
        yield f"{identifier}: {_why(ending) if ending else 'no record becomes such a user'}"


def _why(ending: Ending) -> str:
    from converter.mapping.fate import Rejected, Skipped

    match ending.fate:
        case Rejected(reasons=reasons):
            why = "; ".join(f"{r.path}: {r.rule}" if r.path else r.rule for r in reasons)
            return f"the record at {_place(ending)} is rejected: {why}"
        case Skipped(id=rule):
            return f"the record at {_place(ending)} is skipped: {rule}"
    raise AssertionError("a filtered record has no identifiers")


def _place(ending: Ending) -> str:
    from converter.record import place_of

    return place_of(ending.origin.file, ending.origin.number)

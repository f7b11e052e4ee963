"""`convert retry FOLDER --mapping FILE`: rebuild those whom Auth0 refused, to be sent again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from converter.auth0.retry import Retried

EXAMPLES = """\b
Examples:
  convert retry out/people -m people.yaml                         everybody who was refused
  convert retry out/people -m people.yaml --code INVALID_FORMAT   those with that code
  convert retry out/staff+crm -m staff.yaml -m crm.yaml           after a run of several mappings
  convert upload out/people                                       sends the new round
Correct the mapping, the source, or single users in the file that overrides: names, then run it. A record is found
again where it stood; in a source that has changed since, by its DN, or by the user's user_id, e-mail or user name.
Exit code 3: somebody could not be rebuilt.
"""
_SHOWN = 5


def retry(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The output folder that was uploaded.")],
    *,
    mapping: Annotated[
        list[str], typer.Option("--mapping", "-m", metavar="FILE", help="The mapping, or several, as for a conversion.")
    ],
    code: Annotated[str, typer.Option(metavar="CODE", help="Only users with this code of Auth0.")] = "",
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Rebuild from the source the users that Auth0 refused, as the mapping makes them now.

    They are written into a new round below FOLDER. Nothing is sent: convert upload does that.
    """
    from converter.cli import console
    from converter.errors import EXIT_OK, EXIT_REJECTED

    made = _retried(folder, mapping, code)
    rebuilt = made.result.tally.exported if made.result else 0
    if json:
        console.write_json(_document(made, folder, rebuilt))
    else:
        console.say(*_lines(made, folder, rebuilt))
    raise typer.Exit(EXIT_OK if rebuilt == made.sought else EXIT_REJECTED)


def _retried(folder: Path, mappings: list[str], code: str) -> Retried:
    from converter.auth0.delivery import opened
    from converter.auth0.retry import retry, worth_retrying
    from converter.auth0.worklist import failures
    from converter.cli.looking import Unmeasured, loaded_for_looking
    from converter.cli.progress import progress

    loaded = [loaded_for_looking(mapping, rows=False) for mapping in mappings]
    with opened(folder) as delivery, progress(Unmeasured()) as shown:
        upsert = delivery.journal.bound().get("upsert") == "on"
        found = (each for each in failures(delivery) if worth_retrying(each, upsert=upsert))
        wanted = [each for each in found if not code or any(reason.code == code for reason in each.reasons)]
        return retry(delivery, loaded, wanted, progress=shown)


def _lines(made: Retried, folder: Path, rebuilt: int) -> list[str]:
    named = ", ".join(made.others)
    others = f"from other mappings of the run, {named}: {made.elsewhere:,}; name those with --mapping"
    if made.result is None:
        return [others if made.elsewhere else f"{folder}: there is nobody to be sent again"]
    lines = [f"rebuilt {rebuilt:,} of {made.sought:,} in {made.result.output}"]
    tally = made.result.tally
    if tally.rejected:
        lines.append(f"  {tally.rejected:,} rejected now: {made.result.output / 'rejected.jsonl'}")
    if left := max(min(sum(tally.skipped.values()) + tally.filtered, made.sought - rebuilt), 0):
        lines.append(f"  {left:,} left out now, by skip: or where:")
    if made.missing:
        perhaps = f", or of {named}" if named else ""
        lines.append(f"  {len(made.missing):,} no longer found in the source{perhaps}:")
        lines += [f"    {each.origin}  {each.email or each.user_id}" for each in made.missing[:_SHOWN]]
    if made.elsewhere:
        lines.append(f"  {others}")
    lines.append(f"send them: convert upload {folder}" if rebuilt else "there is nothing to be sent")
    return lines


def _document(made: Retried, folder: Path, rebuilt: int) -> dict[str, object]:
    missing = [each.origin.as_document() for each in made.missing if each.origin]
    counts = made.result.tally.counts() if made.result else {}
    return {
        "folder": str(folder),
        "round": made.number,
        "sought": made.sought,
        "rebuilt": rebuilt,
        "counts": counts,
        "missing": missing,
        "elsewhere": made.elsewhere,
    }

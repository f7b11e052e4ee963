"""`convert errors FOLDER`: whom Auth0 refused, why, where they came from, and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

EXAMPLES = """\b
Examples:
  convert errors out/people                              kinds of errors, with counts and what to do
  convert errors out/people --all                        everybody, a line each
  convert errors out/people --code INVALID_FORMAT --all  everybody with that code
  convert errors out/people --json | jq '.users[].origin'  for another program
Reads the journal of the upload; Auth0 is not asked. No password, hash or second factor is shown.
Exit code 3: there is somebody to be seen to; convert retry makes those users anew.
"""


def errors(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The output folder that was uploaded.")],
    *,
    code: Annotated[str, typer.Option(metavar="CODE", help="Only errors with this code of Auth0.")] = "",
    every: Annotated[bool, typer.Option("--all", help="List everybody, not only examples.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """List whom Auth0 refused: grouped by what is wrong, each user with the record it came from."""
    from converter.auth0.delivery import DELETED, GONE, opened, removed_counts
    from converter.auth0.journal_tables import PartState
    from converter.auth0.worklist import failures, grouped
    from converter.cli import console
    from converter.errors import EXIT_OK, EXIT_REJECTED
    from converter.report.worklist import failure_document, failure_lines, group_document, worklist_lines

    with opened(folder) as delivery:
        found = (each for each in failures(delivery) if not code or any(r.code == code for r in each.reasons))
        unsent = sum(part.state is not PartState.SETTLED for part in delivery.journal.parts())
        removed = removed_counts(delivery.journal)
        if json:
            everybody = list(found)
            groups, users = grouped(everybody)
            kinds, people = [group_document(each) for each in groups], [failure_document(each) for each in everybody]
            away = {"rolled_back": removed[DELETED], "gone": removed[GONE]}
            console.write_json({"unsettled_files": unsent, **away, "groups": kinds, "users": people})
        elif every:
            users = sum(map(_said, failure_lines(found)))
        else:
            groups, users = grouped(found)
            console.say(*worklist_lines(folder, groups, users=users, unsent=unsent, away=removed.total()))
    raise typer.Exit(EXIT_REJECTED if users else EXIT_OK)


def _said(line: str) -> int:
    """Print a line; lines that are printed."""
    from converter.cli import console

    console.say(line)
    return 1

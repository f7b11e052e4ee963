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
  convert errors out/people --json | jq .users[].origin  for another program
Reads the journal of the upload; Auth0 is not asked. No password, hash or second factor is shown.
Exit code 3: there is somebody to be seen to. Then: convert retry, see there.
"""


def errors(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The output folder that was uploaded.")],
    *,
    code: Annotated[str, typer.Option(metavar="CODE", help="Only errors with this code of Auth0.")] = "",
    every: Annotated[bool, typer.Option("--all", help="List everybody, not only examples.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """List whom Auth0 refused: grouped by what is wrong, each user with the record it came from."""
    from converter.auth0.delivery import opened
    from converter.auth0.journal_tables import PartState
    from converter.auth0.worklist import failures, grouped
    from converter.cli import console
    from converter.errors import EXIT_OK, EXIT_REJECTED
    from converter.report.worklist import failure_document, failure_lines, group_document, worklist_lines

    with opened(folder) as delivery:
        found = [each for each in failures(delivery) if not code or any(r.code == code for r in each.reasons)]
        unsent = sum(part.state is not PartState.SETTLED for part in delivery.journal.parts())
    groups = grouped(iter(found))
    if json:
        kinds = [group_document(group) for group in groups]
        console.write_json({"unsettled_files": unsent, "groups": kinds, "users": list(map(failure_document, found))})
    elif every:
        console.say(*failure_lines(iter(found)))
    else:
        console.say(*worklist_lines(folder, groups, users=len(found), unsent=unsent))
    raise typer.Exit(EXIT_REJECTED if found else EXIT_OK)

"""`convert errors FOLDER`: whom Auth0 refused, why, where they came from, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

if TYPE_CHECKING:
    from converter.auth0.delivery import Delivery
    from converter.auth0.worklist import Failure
    from converter.validation.violation import Document

    Pairs: TypeAlias = Iterable[tuple[Failure, Document | None]]

EXAMPLES = """\b
Examples:
  convert errors out/people                              kinds of errors, with counts and what to do
  convert errors out/people --all                        everybody, a line each
  convert errors out/people --code INVALID_FORMAT --all  everybody with that code
  convert errors out/people --json | jq '.users[].origin'  for another program
  convert errors out/people --save failed.json           the users as they were sent, hashes included
Reads the journal of the upload; Auth0 is not asked. No password, hash or second factor is shown; a file of --save,
which only its owner can read, has those that Auth0's answers blacken.
Exit code 3: there is somebody to be seen to; convert retry makes those users anew.
"""


def errors(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The output folder that was uploaded.")],
    *,
    code: Annotated[str, typer.Option(metavar="CODE", help="Only errors with this code of Auth0.")] = "",
    every: Annotated[bool, typer.Option("--all", help="List everybody, not only examples.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    save: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write these users there as an import file, as they were sent."),
    ] = None,
) -> None:
    """List whom Auth0 refused: grouped by what is wrong, each user with the record it came from."""
    from converter.auth0.delivery import opened
    from converter.auth0.worklist import failures_as_sent
    from converter.errors import EXIT_OK, EXIT_REJECTED

    with opened(folder) as delivery, _saving(save) as kept:
        everybody = failures_as_sent(delivery)
        found = kept(pair for pair in everybody if not code or any(r.code == code for r in pair[0].reasons))
        users = _listed(delivery, found, every=every, json=json)
    raise typer.Exit(EXIT_REJECTED if users else EXIT_OK)


def _listed(delivery: Delivery, found: Iterator[Failure], *, every: bool, json: bool) -> int:
    """Print them; gives how many there are."""
    from converter.auth0.delivery import DELETED, GONE, removed_counts
    from converter.auth0.journal_tables import PartState
    from converter.auth0.worklist import grouped
    from converter.cli import console
    from converter.report.worklist import failure_document, failure_lines, group_document, worklist_lines

    if every and not json:
        return sum(map(_said, failure_lines(found)))
    unsent = sum(part.state is not PartState.SETTLED for part in delivery.journal.parts())
    removed = removed_counts(delivery.journal)
    if not json:
        groups, users = grouped(found)
        console.say(*worklist_lines(delivery.folder, groups, users=users, unsent=unsent, away=removed.total()))
        return users
    everybody = list(found)
    groups, users = grouped(everybody)
    kinds, people = [group_document(each) for each in groups], [failure_document(each) for each in everybody]
    away = {"rolled_back": removed[DELETED], "gone": removed[GONE]}
    console.write_json({"unsettled_files": unsent, **away, "groups": kinds, "users": people})
    return users


@contextmanager
def _saving(target: Path | None) -> Iterator[Callable[[Pairs], Iterator[Failure]]]:
    """What lets failures through and keeps the users beside them in a file, where one is wanted."""
    from converter.errors import UsageError
    from converter.sinks.durable import DurableFile

    if target is None:
        yield lambda pairs: (failure for failure, _ in pairs)
        return
    if target.exists():
        raise UsageError(f"{target} is there already: name another file to --save")
    with DurableFile(target.parent, target.name) as file:
        yield lambda pairs: _kept(pairs, file.write)
        file.commit()


def _kept(pairs: Pairs, write: Callable[[bytes], object]) -> Iterator[Failure]:
    import orjson

    between = b"[\n"
    for failure, user in pairs:
        if user is not None:
            write(between + orjson.dumps(user))
            between = b",\n"
        yield failure
    write(b"[]\n" if between.startswith(b"[") else b"\n]\n")


def _said(line: str) -> int:
    """Print a line; lines that are printed."""
    from converter.cli import console

    console.say(line)
    return 1

"""`convert preview --mapping FILE`: records beside the users they become."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from converter.pipeline.condition import Condition
    from converter.pipeline.load import Loaded
    from converter.pipeline.preview import Choice

EXAMPLES = """\b
Examples:
  convert preview -m oracle.yaml                                    the first five people
  convert preview -m oracle.yaml --id jane.doe@acme.com             by e-mail, user name, user_id or DN
  convert preview -m oracle.yaml --id people-1.ldif:120             the record that stands there
  convert preview -m oracle.yaml --where "length(mail || `[]`) > `1`" --limit 20
Values are shown as they are, but for stored passwords, other secrets and bytes. Exit code 2: nobody is X.
"""


def preview(
    mapping: Annotated[
        list[str],
        typer.Option("--mapping", "-m", metavar="FILE", help="The mapping, or a bundled one; repeated, as in a run."),
    ],
    *,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="How many records to show of each mapping.")] = 5,
    where: Annotated[
        str, typer.Option(metavar="EXPR", help="Only records for which this holds; it sees the steps of let: too.")
    ] = "",
    id_: Annotated[
        str, typer.Option("--id", metavar="X", help="Only this one: e-mail, user name, user_id, DN, file:line or row.")
    ] = "",
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object a record.")] = False,
) -> None:
    """Show records of the source, the users they become, and the fate of each.

    Records that are no users at all (filtered) are passed over unless --where or --id asks for them.
    """
    from converter.cli import console
    from converter.cli.looking import Unmeasured, stores_for_looking, width
    from converter.cli.progress import progress
    from converter.errors import EXIT_OK, UsageError
    from converter.pipeline.preview import preview as previews
    from converter.report.preview import preview_document, preview_lines

    if where and len(mapping) > 1:
        raise UsageError("--where is about the names of one source: preview one mapping at a time with it")
    stores = stores_for_looking(mapping)
    choice = _choice(stores[0].loaded, where, id_)
    with progress(Unmeasured()) as told:
        shown = list(previews(stores, choice, limit=limit, progress=told))
    for number, record in enumerate(shown):
        if json:
            console.write_json(preview_document(record))
        else:
            console.say(*([""] if number else []), *preview_lines(record, width()))
    _tell_limits(stores[0].loaded, len(shown), asked=bool(where or id_))
    raise typer.Exit(UsageError.exit_code if id_ and not shown else EXIT_OK)


def _choice(loaded: Loaded, where: str, id_: str) -> Choice:
    from converter.pipeline.named import Named
    from converter.pipeline.preview import Choice

    return Choice(_condition(loaded, where) if where else None, Named(id_) if id_ else None)


def _condition(loaded: Loaded, text: str) -> Condition:
    """The condition of `--where`; its mistakes are told as those of a mapping are."""
    from converter.cli import console
    from converter.errors import UsageError
    from converter.pipeline.condition import read_condition
    from converter.pipeline.load import columns_of, scope_of
    from converter.syntax.render import render

    model = loaded.plan.model
    condition, diagnostics = read_condition(text, model, scope_of(model, columns_of))
    console.complain(*render(diagnostics, text, file="--where").splitlines())
    if condition is None:
        raise typer.Exit(UsageError.exit_code)
    return condition


def _tell_limits(loaded: Loaded, count: int, *, asked: bool) -> None:
    from converter.cli import console
    from converter.pipeline.preview import undecided_duplicates

    if not count:
        told = (
            "there is no such record in the source"
            if asked
            else "every record of the source is filtered, or it has none"
        )
        console.complain(told)
    elif policy := undecided_duplicates(loaded.plan):
        left_aside = f"duplicates: {policy} is decided over the whole input and left aside here"
        console.complain(f"{left_aside}; convert explain looks at all of it")

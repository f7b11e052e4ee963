"""`convert explain`: why a record became what it became, or what a code means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from converter.pipeline.fates import Examined, Store

EXAMPLES = """\b
Examples:
  convert explain -m oracle.yaml --id jane.doe@acme.com                 all of a record's way
  convert explain -m oracle.yaml --id people-1.ldif:120 --field email   one field of the record that stands there
  convert explain multivalued                                           what a code means, and what to do
Stored passwords, other secrets and bytes are not shown. Exit code 2: nobody is X.
"""


def explain(
    code: Annotated[str, typer.Argument(metavar="[CODE]", help="A code of a message, such as multivalued.")] = "",
    *,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--mapping", "-m", metavar="FILE", help="The mapping, or a bundled one; repeated, as in a run."),
    ] = None,
    id_: Annotated[
        str, typer.Option("--id", metavar="X", help="The record: e-mail, user name, user_id, DN, file:line or row.")
    ] = "",
    field: Annotated[
        str, typer.Option(metavar="PATH", help="Only this field, such as email or app_metadata.roles.")
    ] = "",
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Follow one record through the mapping, step by step; or tell what a code means."""
    from converter.errors import EXIT_OK, UsageError

    if code:
        _refuse_beside_code({"--mapping": mapping, "--id": id_, "--field": field, "--json": json})
        _tell_code(code)
        raise typer.Exit(EXIT_OK)
    if not mapping or not id_:
        raise UsageError("name a code, or a mapping and a record: convert explain -m FILE --id jane@example.com")
    raise typer.Exit(_explain(mapping, id_, field=field, json=json))


def _refuse_beside_code(options: dict[str, object]) -> None:
    from converter.errors import UsageError

    if given := [name for name, value in options.items() if value]:
        raise UsageError(f"{given[0]} belongs to a record, and a code has none: leave one of them out")


def _tell_code(code: str) -> None:
    from converter.cli import console
    from converter.report.code_page import code_text

    console.say(*code_text(code).splitlines())


def _explain(mappings: Sequence[str], named: str, *, field: str, json: bool) -> int:
    from converter.cli import console
    from converter.cli.looking import stores_for_looking
    from converter.errors import EXIT_OK, UsageError
    from converter.pipeline.explanation import check_field, explain
    from converter.report.explanation import explanation_document, explanation_lines
    from converter.syntax.sanitise import clipped

    stores = stores_for_looking(mappings)
    if field:
        check_field([each.loaded.plan.model for each in stores], field)
    found = _found(stores, named)
    if not found:
        names = "an e-mail, user name, user_id, DN, file:line or row"
        raise UsageError(f"no record of the source is or becomes {clipped(named)}: name it by {names}")
    explanation = explain(found[0], field=field)
    if json:
        console.write_json(explanation_document(explanation))
    else:
        console.say(*explanation_lines(explanation, str(found[0].plan.model.path)))
    if len(found) > 1:
        console.complain("other records are meant as well; to see one of them, ask for it by its place, as file:line:")
        console.complain(*(f"  {other.item.origin}" for other in found[1:]))
    return EXIT_OK


def _found(stores: Sequence[Store], named: str) -> list[Examined]:
    from converter.cli.looking import Unmeasured
    from converter.cli.progress import progress
    from converter.pipeline.explanation import search
    from converter.pipeline.named import Named

    with progress(Unmeasured()) as told:
        return search(stores, Named(named), progress=told)

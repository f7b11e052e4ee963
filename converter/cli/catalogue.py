"""`convert catalogue`: what the program knows, from its own declarations."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

EXAMPLES = """\b
Examples:
  convert catalogue                        how many there are of each
  convert catalogue functions              every function of the language
  convert catalogue schemes --json | jq -r '.[] | select(.auth0 != "-") | .name'
"""


class Catalogue(StrEnum):
    """The tables there are."""

    FUNCTIONS = "functions"
    SCHEMES = "schemes"
    SOURCES = "sources"
    RULES = "rules"
    CODES = "codes"
    MAPPINGS = "mappings"


def catalogue(
    name: Annotated[Catalogue | None, typer.Argument(help="What to list.", show_default=False)] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print a JSON array, one object a row.")] = False,
) -> None:
    """List functions, password schemes, sources, Auth0's rules, codes or bundled mappings."""
    from converter.cli import console
    from converter.report.catalogue import CATALOGUES, counts

    table = CATALOGUES[name]() if name else counts()
    if json:
        console.write_json(table.as_document())
    else:
        console.say(*table.as_lines())

"""`convert diff OLD NEW`: what another mapping would change for the users of a store."""

from __future__ import annotations

import os
from typing import Annotated

import typer

EXAMPLES = """\b
Examples:
  git show HEAD:oracle.yaml > before.yaml && convert diff before.yaml oracle.yaml
  convert diff --json before.yaml oracle.yaml | jq .fields
Both run over the files of NEW. Where OLD's source is of another type, each reads its own, and users are matched by
user_id or e-mail. Values are masked. Exit code 0: the same bytes, 9: something differs.
"""


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The mapping as it was.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The mapping as it is to be; its source is read.")],
    *,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Run two mappings over the same records and tell what changes; nothing is written."""
    from converter.cli import console
    from converter.cli.looking import Unmeasured
    from converter.cli.progress import progress
    from converter.errors import EXIT_OK, EXIT_VERIFY
    from converter.pipeline.difference import compare
    from converter.report.difference import difference_document, difference_lines

    with progress(Unmeasured()) as told:
        difference = compare(old, new, os.environ, progress=told)
    if json:
        console.write_json(difference_document(difference, old, new))
    else:
        console.say(*difference_lines(difference, old, new))
    raise typer.Exit(EXIT_OK if difference.identical else EXIT_VERIFY)

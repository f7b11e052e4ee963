"""`convert check FILE…`: what is wrong in a mapping, without touching its source."""

from __future__ import annotations

import os
from typing import Annotated

import typer

EXAMPLES = """\b
Examples:
  convert check oracle.yaml           every mistake, with its place and what was meant
  convert check mappings/*.yaml       exit code 4 if one of them cannot run
"""

Files = Annotated[list[str], typer.Argument(metavar="FILE", help="Mappings, or names of bundled ones.")]


def check(files: Files) -> None:
    """Find the mistakes in mappings; no source is opened."""
    from converter.cli.batch import for_each

    raise typer.Exit(for_each(files, _check))


def _check(name: str) -> int:
    from converter.cli import console
    from converter.errors import EXIT_OK, MappingInvalid
    from converter.pipeline.load import check as check_mapping

    checked = check_mapping(name, os.environ)
    console.say(*checked.rendered().splitlines())
    if not checked.sound:
        return MappingInvalid.exit_code
    console.say(f"{checked.path}: ok")
    return EXIT_OK

"""`convert check FILE…`: what is wrong in a mapping, without touching its source."""

from __future__ import annotations

import os
from typing import Annotated

import typer

Files = Annotated[list[str], typer.Argument(metavar="FILE…", help="Mappings, or names of bundled ones.")]


def check(files: Files) -> None:
    """Check mappings; no source is opened."""
    from converter.cli import console
    from converter.errors import EXIT_OK, MappingInvalid
    from converter.pipeline.load import check as check_mapping

    code = EXIT_OK
    for name in files:
        checked = check_mapping(name, os.environ)
        if checked.diagnostics:
            console.say(checked.rendered())
        if checked.sound:
            console.say(f"{checked.path}: ok")
        else:
            code = MappingInvalid.exit_code
    raise typer.Exit(code)

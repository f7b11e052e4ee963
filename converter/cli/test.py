"""`convert test FILE…`: runs the cases that a mapping carries."""

from __future__ import annotations

import os
from typing import Annotated

import typer

Files = Annotated[list[str], typer.Argument(metavar="FILE…", help="Mappings, or names of bundled ones.")]


def test(files: Files) -> None:
    """Run the cases inside mappings; no source is opened."""
    from converter.cli import console
    from converter.errors import EXIT_OK, EXIT_VERIFY
    from converter.pipeline.cases import run_cases
    from converter.pipeline.load import load

    code = EXIT_OK
    for name in files:
        loaded = load(name, os.environ)
        verdicts = list(run_cases(loaded.plan, loaded.resolver))
        for verdict in verdicts:
            console.say(f"{'ok  ' if verdict.passed else 'FAIL'} {verdict.case.name}")
            for difference in verdict.differences:
                place = f"{loaded.checked.path}:{verdict.case.position.line}"
                console.say(f"       {place}: {difference}")
        failed = sum(not verdict.passed for verdict in verdicts)
        console.say(f"{loaded.checked.path}: {len(verdicts) - failed} of {len(verdicts)} cases passed")
        code = EXIT_VERIFY if failed else code
    raise typer.Exit(code)

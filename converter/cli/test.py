"""`convert test FILE…`: runs the cases that a mapping carries."""

from __future__ import annotations

import os
from typing import Annotated

import typer

EXAMPLES = """\b
Examples:
  convert test oracle.yaml            runs what stands under tests: in the mapping
  convert test mappings/*.yaml        exit code 9 if a case of one of them fails
"""

Files = Annotated[list[str], typer.Argument(metavar="FILE", help="Mappings, or names of bundled ones.")]


def test(files: Files) -> None:
    """Run the cases under `tests:` in mappings; no source is opened."""
    from converter.cli.batch import for_each

    raise typer.Exit(for_each(files, _test))


def _test(name: str) -> int:
    from converter.cli import console
    from converter.errors import EXIT_OK, EXIT_VERIFY
    from converter.pipeline.cases import run_cases
    from converter.pipeline.load import load

    loaded = load(name, os.environ)
    path = loaded.checked.path
    verdicts = list(run_cases(loaded.program(), loaded.resolver))
    for verdict in verdicts:
        console.say(f"{'ok  ' if verdict.passed else 'FAIL'} {verdict.case.name}")
        for difference in verdict.differences:
            console.say(f"       {path}:{verdict.case.position.line}: {difference}")
    passed = sum(verdict.passed for verdict in verdicts)
    none = "" if verdicts else "; write some under tests:"
    console.say(f"{path}: {passed} of {len(verdicts)} cases passed{none}")
    return EXIT_OK if passed == len(verdicts) else EXIT_VERIFY

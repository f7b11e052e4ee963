"""`convert test FILE…`: runs the cases that a mapping carries."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct, field

if TYPE_CHECKING:
    from converter.pipeline.cases import Verdict
    from converter.pipeline.load import Loaded
    from converter.report.junit import Suite

EXAMPLES = """\b
Examples:
  convert test oracle.yaml                     runs what stands under tests: in the mapping
  convert test mappings/*.yaml                 exit code 9 if a case of one of them fails
  convert test --coverage oracle.yaml          what of the mapping no case reaches
  convert test --update staff.yaml             writes what came out into the cases that failed
  convert test --junit report.xml mappings/*.yaml
"""

Files = Annotated[list[str], typer.Argument(metavar="FILE", help="Mappings, or names of bundled ones.")]
Update = Annotated[
    bool,
    typer.Option("--update", help="Rewrite what failing cases expect, in place; look at the difference afterwards."),
]
JUnit = Annotated[
    Path | None,
    typer.Option("--junit", metavar="FILE", readable=False, help="Write the results as JUnit XML too."),
]
Coverage = Annotated[bool, typer.Option("--coverage", help="List what no case reaches.")]


class _Asked(Struct, frozen=True):
    """What the command line asks for, and the results so far."""

    update: bool
    coverage: bool
    suites: list[Suite] = field(default_factory=list)


def test(
    files: Files,
    *,
    update: Update = False,  # noqa: PT028 - a command, not a test of pytest's
    junit: JUnit = None,  # noqa: PT028
    coverage: Coverage = False,  # noqa: PT028
) -> None:
    """Run the cases under `tests:` in mappings; no source is opened."""
    from converter.cli.batch import for_each

    asked = _Asked(update, coverage)
    code = for_each(files, lambda name: _test(name, asked))
    if junit is not None:
        _write_junit(junit, asked.suites)
    raise typer.Exit(code)


def _test(name: str, asked: _Asked) -> int:
    from converter.cli import console
    from converter.errors import EXIT_OK, EXIT_VERIFY, ConverterError
    from converter.pipeline.cases import run_cases
    from converter.pipeline.load import load
    from converter.report.junit import Suite

    try:
        loaded = load(name, os.environ)
        verdicts = list(run_cases(loaded))
    except ConverterError as error:
        asked.suites.append(Suite(name, error=str(error)))
        raise
    path = loaded.checked.path
    asked.suites.append(_suite(loaded, verdicts))
    for verdict in verdicts:
        console.say(f"{'ok  ' if verdict.passed else 'FAIL'} {verdict.case.name}")
        console.say(*(f"       {line}" for line in _failure(loaded, verdict)))
    passed = sum(verdict.passed for verdict in verdicts)
    none = "" if verdicts else "; write some under tests:"
    console.say(f"{path}: {passed} of {len(verdicts)} cases passed{none}")
    if asked.coverage:
        console.say(*_coverage(loaded, verdicts))
    if asked.update and passed < len(verdicts):
        return _update(name, loaded, verdicts)
    return EXIT_OK if passed == len(verdicts) else EXIT_VERIFY


def _failure(loaded: Loaded, verdict: Verdict) -> Iterator[str]:
    """What differs, and below it the expressions behind it with the values on the way."""
    from converter.pipeline.way import ways

    path, told = loaded.checked.path, set[str]()
    for difference in verdict.differences:
        yield f"{path}:{verdict.case.position.line}: {difference}"
        for way in ways(loaded.plan.model, verdict, difference):
            if way.name not in told:
                told.add(way.name)
                yield f"  {path}:{way.position.line}: {way.name}: {way.text}"
                yield from (f"    {step.text} = {step.value}" for step in way.steps)


def _suite(loaded: Loaded, verdicts: list[Verdict]) -> Suite:
    from converter.report.junit import CaseResult, Suite

    cases = (CaseResult(v.case.name, v.case.position.line, "\n".join(_failure(loaded, v))) for v in verdicts)
    return Suite(str(loaded.checked.path), tuple(cases))


def _coverage(loaded: Loaded, verdicts: list[Verdict]) -> Iterator[str]:
    from converter.pipeline.coverage import coverage

    path = loaded.checked.path
    found = coverage(loaded.plan.model, verdicts)
    for goal in found.missed:
        yield f"{path}:{goal.position.line}:{goal.position.column}: no case reaches: {goal.text}"
    yield f"{path}: {len(found.goals) - len(found.missed)} of {len(found.goals)} goals reached"


def _update(name: str, loaded: Loaded, verdicts: list[Verdict]) -> int:
    from converter.cli import console
    from converter.errors import EXIT_OK, EXIT_VERIFY, UsageError
    from converter.pipeline.update import rewrite, updated

    path, model = loaded.checked.path, loaded.plan.model
    if not Path(name).is_file():
        raise UsageError(f"{name} is a bundled mapping, which is not rewritten; copy {path} and update the copy")
    update = updated(model, verdicts)
    if update.rewritten:
        rewrite(path, model, update)
    for case in update.rewritten:
        console.say(f"{path}: rewritten: {case}")
    for case in update.left:
        console.say(f"{path}: left as it is, since other parts of the file depend on it: {case}")
    return EXIT_VERIFY if update.left else EXIT_OK


def _write_junit(path: Path, suites: list[Suite]) -> None:
    from converter.errors import UsageError
    from converter.report.junit import as_junit

    try:
        path.write_bytes(as_junit(suites))
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from None

"""`convert check FILE…`: what is wrong in a mapping."""

from __future__ import annotations

import os
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from converter.pipeline.load import Checked
    from converter.pipeline.survey import Survey
    from converter.report.diagnostics.finding import CheckedFile, Interpreted

EXAMPLES = """\b
Examples:
  convert check oracle.yaml                  every mistake, with its place and what was meant
  convert check mappings/*.yaml              exit code 4 if one of them cannot run
  convert check --with-source oracle.yaml    names no record has, values nothing maps
  convert check --format json m.yaml | jq -r '.diagnostics[].code'
  convert check --format sarif m.yaml > m.sarif        for code hosts and editors
  convert check --format github mappings/*.yaml        marks the lines of a pull request
"""


class Format(StrEnum):
    """How diagnostics are printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


Files = Annotated[list[str], typer.Argument(metavar="FILE", help="Mappings, or names of bundled ones.")]
Shown = Annotated[Format, typer.Option("--format", help="How to print what is found.")]
WithSource = Annotated[
    bool,
    typer.Option("--with-source", help="Open the source too, and compare the mapping with its first records."),
]
Limit = Annotated[
    int | None,
    typer.Option(min=1, metavar="N", help="With --with-source: how many records to look at.  [default: 10000]"),
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say what is not compiled, and why.")]


def check(
    files: Files,
    *,
    format_: Shown = Format.TEXT,
    with_source: WithSource = False,
    limit: Limit = None,
    verbose: Verbose = False,
) -> None:
    """Find the mistakes in mappings; no source is opened unless asked for."""
    from converter.cli import console
    from converter.cli.batch import for_each
    from converter.errors import UsageError

    if limit and not with_source:
        raise UsageError("--limit counts records of the source: it needs --with-source")
    asked = (limit or _default_limit()) if with_source else 0
    found: list[CheckedFile] = []
    code = for_each(files, lambda name: _check(name, found, asked=asked, verbose=verbose, shown=format_))
    if format_ in (Format.JSON, Format.SARIF):
        from converter.report.diagnostics import DOCUMENTS

        console.write_json(DOCUMENTS[format_](found))
    raise typer.Exit(code)


def _default_limit() -> int:
    from converter.pipeline.survey import RECORDS

    return RECORDS


def _check(name: str, found: list[CheckedFile], *, asked: int, verbose: bool, shown: Format) -> int:
    """Check one mapping; `asked` is how many records of its source to look at."""
    from converter.cli import console
    from converter.errors import EXIT_OK, MappingInvalid
    from converter.pipeline.load import check as check_mapping
    from converter.pipeline.load import columns_of
    from converter.report.diagnostics.finding import CheckedFile

    checked = check_mapping(name, os.environ, columns=columns_of if asked else None)
    survey = _survey(checked, asked) if asked else None
    diagnostics = (*checked.diagnostics, *(survey.warnings if survey else ()))
    file = CheckedFile(
        str(checked.path),
        tuple(sorted(diagnostics, key=lambda found: (found.position, found.severity, found.code, found.message))),
        survey,
        tuple(_interpreted(name)) if verbose and checked.sound else None,
    )
    found.append(file)
    if shown is Format.TEXT:
        console.say(*_lines(file, checked.text))
    elif shown is Format.GITHUB:
        from converter.report.diagnostics.github import as_commands

        console.say(*as_commands(file))
    return EXIT_OK if checked.sound else MappingInvalid.exit_code


def _survey(checked: Checked, limit: int) -> Survey | None:
    """None where the mapping does not say well enough what its source is."""
    from converter.pipeline.survey import survey

    if checked.model is None or not checked.sound:
        return None
    return survey(checked.model, checked.reads, checked.rows, limit=limit)


def _interpreted(name: str) -> Iterator[Interpreted]:
    from converter.pipeline.expressions import expressions_of
    from converter.pipeline.load import load
    from converter.report.diagnostics.finding import Interpreted

    loaded = load(name, os.environ)
    for node, reason in loaded.program().interpreted:
        for field, expression in expressions_of(loaded.plan.model):
            if any(each is node for each in expression.tree.walk()):
                yield Interpreted(field, expression.scalar.at(node.offset), reason)


def _lines(file: CheckedFile, text: str) -> Iterator[str]:
    from converter.syntax.render import render

    yield from render(file.diagnostics, text, file=file.file).splitlines()
    for part in file.interpreted or ():
        place = f"{file.file}:{part.position.line}:{part.position.column}"
        yield f"{place}: note: a part of {part.field} is left to the interpreter: {part.reason}"
    if file.interpreted == ():
        yield f"{file.file}: every expression is compiled"
    if file.survey is not None:
        yield from _coverage(file.file, file.survey, of="the source")
        for name, survey in file.survey.lookups.items():
            yield from _coverage(file.file, survey, of=f"the lookup {name}")
    if file.sound:
        yield f"{file.file}: ok"


def _coverage(file: str, survey: Survey, *, of: str) -> Iterator[str]:
    unreadable = f", {survey.unreadable:,} of them unreadable" if survey.unreadable else ""
    records = "1 record" if survey.records == 1 else f"{survey.records:,} records"
    yield f"{file}: {records} of {of} looked at{unreadable}"
    if survey.unmapped:
        yield "values that the mapping does not read, with the records that have one:"
        yield from (f"  {count:>9,}  {name}" for name, count in survey.unmapped)

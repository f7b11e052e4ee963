"""`convert inspect SOURCE`: what is in an export, before there is a mapping."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from converter.cli.account import CaFile, Source, Type, User, account

if TYPE_CHECKING:
    from converter.pipeline.inspection.contents import Contents
    from converter.pipeline.plain import Plain
    from converter.report.inspection import Shown

EXAMPLES = """\b
Examples:
  convert inspect export.ldif                      names, how often filled, what they hold
  convert inspect people.csv --html people.html    the same as a page for a browser
  convert inspect oracle --json | jq .passwords    how passwords are stored, and what Auth0 takes
  convert inspect ldaps://ldap.acme.com --user cn=reader,dc=acme,dc=com
  convert inspect postgresql://reader@db.acme.com/people#crm.users
  zcat people.csv.gz | convert inspect - --type csv
Values are masked, and those of secrets never shown.
Exit code 3 says that some records could not be read.
"""


def inspect(
    source: Source,
    type_: Type = "",
    *,
    user: User = "",
    ca_file: CaFile = "",
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="Read the first N records only.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Write a page for a browser too; it replaces what is there."),
    ] = None,
    show_values: Annotated[
        bool, typer.Option("--show-values", help="Show values as they are; secrets stay hidden.")
    ] = False,
) -> None:
    """Tell what a source holds: names, kinds of values, passwords, duplicates, and what cannot be read.

    A CSV file is read with the delimiter and encoding that it seems to have; a mapping says so itself.
    """
    from converter.errors import EXIT_OK, EXIT_REJECTED
    from converter.pipeline.inspection.dialect import with_dialect
    from converter.pipeline.plain import find_plain
    from converter.report.inspection import Shown

    plain = with_dialect(find_plain(source, type_, os.environ, account=account(user, ca_file)))
    contents = read_through(plain, limit)
    shown = Shown(values=show_values)
    if html is not None:
        _write_page(html, contents, plain, shown)
    _say(contents, plain, shown, json=json)
    raise typer.Exit(EXIT_REJECTED if contents.unreadable else EXIT_OK)


def read_through(plain: Plain, limit: int | None) -> Contents:
    """Read the source to its end, or the first records of it, with a progress bar. Raises SourceUnreadable."""
    from converter.cli.progress import progress
    from converter.pipeline.inspection.contents import inspect as inspect_records

    opened = plain.open()
    with progress(opened) as tell:
        return inspect_records(islice(opened.records(), limit), plain.naming, tell)


def _say(contents: Contents, plain: Plain, shown: Shown, *, json: bool) -> None:
    from converter.cli import console
    from converter.report.inspection import as_document
    from converter.report.inspection_text import as_lines

    if json:
        console.write_json(as_document(contents, plain, shown))
    else:
        console.say(*as_lines(contents, plain, shown))


def _write_page(path: Path, contents: Contents, plain: Plain, shown: Shown) -> None:
    from converter.report.inspection_page import as_page
    from converter.sinks.durable import write_durably

    write_durably(path.parent, path.name, as_page(contents, plain, shown).encode())

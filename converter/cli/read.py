"""`convert read SOURCE`: the records as expressions see them, as JSON lines."""

from __future__ import annotations

import os
from itertools import islice
from typing import Annotated, Any

import typer

from converter.cli.account import CaFile, Source, Type, User, account
from converter.record import Record, Unreadable

EXAMPLES = """\b
Examples:
  convert read export.ldif --limit 3     the first three entries
  convert read oracle.yaml               the source of a mapping, as the mapping says to read it
  zcat people.csv.gz | convert read - --type csv
  convert read export.ldif | jq 'select(.error)'
Exit code 3 says that some records could not be read.
"""


def read(
    source: Source,
    type_: Type = "",
    *,
    user: User = "",
    ca_file: CaFile = "",
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="Read the first N records only.")] = None,
) -> None:
    """Print the records of a source, one JSON object a line.

    Names are as expressions use them: those of a directory's attributes in lower case. Bytes are printed as
    {"base64": ...}, a record that cannot be read as {"error": {"code", "message", "origin"}}.
    """
    from converter.cli import console
    from converter.errors import EXIT_OK, EXIT_REJECTED
    from converter.pipeline.plain import open_plain

    opened = open_plain(source, type_, os.environ, account=account(user, ca_file))
    code = EXIT_OK
    for item in islice(opened.records(), limit):
        if isinstance(item, Unreadable):
            code = EXIT_REJECTED
        console.write_json(_document(item))
    raise typer.Exit(code)


def _document(item: Record | Unreadable) -> dict[str, Any]:
    if isinstance(item, Unreadable):
        return {"error": {"code": item.code, "message": item.message, "origin": item.origin.as_document()}}
    return {name: _printable(value) for name, value in item.values.items()}


def _printable(value: Any) -> Any:
    """JSON has no bytes: they are printed as `{"base64": …}`."""
    if isinstance(value, bytes):
        from base64 import b64encode

        return {"base64": b64encode(value).decode("ascii")}
    return [_printable(item) for item in value] if isinstance(value, list) else value

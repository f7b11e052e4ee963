"""`convert read SOURCE`: the records as expressions see them, as JSON lines."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any

import typer

from converter.record import Record, Unreadable


def read(
    source: Annotated[str, typer.Argument(help="A file, - for standard input, or a mapping (.yaml).")],
    type_: Annotated[str, typer.Option("--type", help="ldif, csv or json; default: by the file's name.")] = "",
    limit: Annotated[int | None, typer.Option(min=1, help="Only so many records.")] = None,
) -> None:
    """Print the records of a source, one JSON object a line; one that cannot be read as {"error": …}."""
    from converter.cli import console
    from converter.errors import EXIT_OK, EXIT_REJECTED
    from converter.pipeline.plain import open_plain

    code = EXIT_OK
    for item in islice(open_plain(source, type_, os.environ).records(), limit):
        if isinstance(item, Unreadable):
            code = EXIT_REJECTED
        console.write_json(_document(item))
    raise typer.Exit(code)


def _document(item: Record | Unreadable) -> dict[str, Any]:
    if isinstance(item, Unreadable):
        return {"error": {"code": item.code, "message": item.message, "origin": item.origin.as_document()}}
    return dict(_plain(item.values))


def _plain(values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        yield name, _printable(value)


def _printable(value: Any) -> Any:
    """JSON has no bytes: they are printed as `{"base64": …}`."""
    if isinstance(value, bytes):
        from base64 import b64encode

        return {"base64": b64encode(value).decode("ascii")}
    return [_printable(item) for item in value] if isinstance(value, list) else value

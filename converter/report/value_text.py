"""Values of records and users as lines of a screen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from converter.pipeline.disclosure import Masked
from converter.syntax.sanitise import visible
from converter.validation.violation import join

_ELLIPSIS = "…"


def value_text(value: Any) -> str:
    """A value as JSON on one line; what is masked stands in parentheses, without quotes."""
    if isinstance(value, Masked):
        return value.masked
    if isinstance(value, list):
        return f"[{', '.join(map(value_text, value))}]"
    if isinstance(value, dict):
        members = (f"{json.dumps(name, ensure_ascii=False)}: {value_text(inner)}" for name, inner in value.items())
        return f"{{{', '.join(members)}}}"
    return json.dumps(value, ensure_ascii=False)


def rows(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each single value below a value, with its path; a list of several and an object are taken apart."""
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from rows(inner, join(path, name))
    elif isinstance(value, list) and (len(value) > 1 or any(isinstance(item, dict) for item in value)):
        for place, item in enumerate(value):
            yield from rows(item, join(path, place))
    else:
        yield path, value_text(value)


def fitted(text: str, width: int) -> str:
    """The text in at most so many columns of a terminal, cut where it is longer; nothing in it controls anything."""
    from rich.cells import cell_len, set_cell_size

    text = visible(text)
    return text if cell_len(text) <= width else set_cell_size(text, width - 1).rstrip() + _ELLIPSIS


def columns(text: str) -> int:
    """How many columns of a terminal a text takes: letters of Chinese, Japanese and Korean take two each."""
    from rich.cells import cell_len

    return cell_len(text)


def padded(text: str, width: int) -> str:
    """The text in exactly so many columns."""
    from rich.cells import set_cell_size

    return set_cell_size(fitted(text, width), width)


def wrapped(text: str, width: int) -> Iterator[str]:
    """A sentence over as many lines as it takes, indented."""
    import textwrap

    yield from textwrap.wrap(text, width, initial_indent="  ", subsequent_indent="     ", break_on_hyphens=False)

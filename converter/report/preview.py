"""A record beside the user it becomes: in two columns where there is room, else one below the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from converter.pipeline.preview import Previewed
from converter.report.fate_text import fate_document, fate_lines, fate_text
from converter.report.value_text import columns, fitted, padded, rows, wrapped

WIDE = 110
"""Columns from which on there is room for two."""
_LONGEST_NAME = 40
_BAR = " | "


def preview_lines(shown: Previewed, width: int) -> Iterator[str]:
    """One record with its fate in so many columns."""
    yield f"{shown.origin}: {fate_text(shown.fate)}"
    for line in fate_lines(shown.fate):
        yield from wrapped(line, width)
    layout = _side_by_side if width >= WIDE and shown.user else _stacked
    yield from layout(shown, width)


def preview_document(shown: Previewed) -> dict[str, Any]:
    """The same as a JSON object; what is masked is `{"masked": "(38 characters)"}`."""
    user = {"user": shown.user} if shown.user else {}
    return {"origin": shown.origin.as_document(), **fate_document(shown.fate), "record": shown.record, **user}


def _side_by_side(shown: Previewed, width: int) -> Iterator[str]:
    room = (width - len(_BAR) - 2) // 2
    left, right = (["record", *_table(shown.record, room)], ["user", *_table(shown.user, room)])
    for one, other in zip_longest(left, right, fillvalue=""):
        yield f"  {padded(one, room)}{_BAR}{other}".rstrip()


def _stacked(shown: Previewed, width: int) -> Iterator[str]:
    for title, values in (("record", shown.record), ("user", shown.user)):
        if values:
            yield f"  {title}"
            yield from (f"    {line}" for line in _table(values, width - 4))


def _table(values: dict[str, Any], width: int) -> Iterator[str]:
    lines = [(name, text) for part, value in values.items() for name, text in rows({part: value})]
    names = min(_LONGEST_NAME, max((columns(name) for name, _ in lines), default=0))
    for name, text in lines:
        yield fitted(f"{padded(name, names)}  {text}", width)

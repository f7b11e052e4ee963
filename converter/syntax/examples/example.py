"""An example of a diagnostic code: what is reported, and what is not."""

from __future__ import annotations

from msgspec import Struct

from converter.syntax.sanitise import visible

_WIDEST = 100


class CodeExample(Struct, frozen=True):
    """Two texts, each a whole mapping or sections of one; `wrong` gets exactly its code, `right` does not.

    `records` is what the source's file holds, where the finding comes from there. `encoding` is how `wrong` is saved.
    """

    wrong: str
    right: str
    records: str = ""
    encoding: str = "utf-8"


def printable(text: str) -> str:
    """An example's text as it may be shown: hidden characters visible, no line of more than 100 characters."""
    lines = (visible(line) for line in text.splitlines())
    return "".join(f"{line if len(line) <= _WIDEST else f'{line[: _WIDEST - 1]}…'}\n" for line in lines)

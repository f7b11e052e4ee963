"""Diagnostics as a person reads them: place, code, message, the line with a caret, and what was meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from converter.syntax.counted import counted
from converter.syntax.diagnostic import Diagnostic, Severity
from converter.syntax.sanitise import masked, visible
from converter.syntax.source_text import split_lines, without_mark

WIDTH = 100
"""The most columns of a line that are shown; a longer one is cut around the caret."""
_ELLIPSIS = "…"
_GUTTER = 5


def render(diagnostics: Iterable[Diagnostic], text: str, *, file: str) -> str:
    """Every diagnostic once, sorted by place, and one closing line that counts them; "" where there is none.

    `text` is the file's text, `file` its name as the user knows it. No terminal control and no secret passes.
    """
    unique = sorted(set(diagnostics), key=_order)
    if not unique:
        return ""
    lines = split_lines(without_mark(text))
    secret_lines = {diagnostic.position.line for diagnostic in unique if diagnostic.secret}
    blocks = []
    for diagnostic in unique:
        blocks.append(_headline(diagnostic, file))
        number = diagnostic.position.line
        if number <= len(lines) and number not in secret_lines:
            blocks.extend(_excerpt(diagnostic, lines[number - 1]))
        if diagnostic.hint:
            blocks.append(f"   = {visible(diagnostic.hint)}")
    return "\n".join([*blocks, summary(unique)]) + "\n"


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """How many there are: `2 errors, 1 warning`."""
    severities = [diagnostic.severity for diagnostic in diagnostics]
    counts = [(severities.count(severity), severity.value) for severity in Severity]
    shown = [counted(count, name) for count, name in counts if count]
    return ", ".join(shown) or "no errors"


def _order(diagnostic: Diagnostic) -> tuple[object, ...]:
    return (diagnostic.position, diagnostic.severity, diagnostic.code, diagnostic.message, diagnostic.hint)


def _headline(diagnostic: Diagnostic, file: str) -> str:
    place = f"{visible(file)}:{diagnostic.position.line}:{diagnostic.position.column}"
    return f"{place}: {diagnostic.severity} {diagnostic.code}: {visible(diagnostic.message)}"


def _excerpt(diagnostic: Diagnostic, line: str) -> list[str]:
    """The line as it may be shown, and the caret line below it."""
    line = masked(line)
    start = min(diagnostic.position.column - 1, len(line))
    end = max(start + 1, min(start + diagnostic.length, len(line)))
    before, marked, after = (visible(part) for part in (line[:start], line[start:end], line[end:]))
    before, marked, after = _cut(before, marked, after)
    number = f"{diagnostic.position.line:>{_GUTTER}}"
    caret = " " * _columns(before) + "^" * max(1, _columns(marked))
    return [f"{number} | {before}{marked}{after}".rstrip(), f"{' ' * len(number)} | {caret}"]


def _cut(before: str, marked: str, after: str) -> tuple[str, str, str]:
    """The three parts of a line, shortened to `WIDTH` columns; the marked part keeps its beginning."""
    if _columns(before + marked + after) <= WIDTH:
        return before, marked, after
    marked = _head(marked, WIDTH // 2)
    room = WIDTH - _columns(marked)
    before = _tail(before, max(room // 2, room - _columns(after)))
    return before, marked, _head(after, room - _columns(before))


def _head(text: str, columns: int) -> str:
    return text if _columns(text) <= columns else _fitting(text, columns - 1) + _ELLIPSIS


def _tail(text: str, columns: int) -> str:
    return text if _columns(text) <= columns else _ELLIPSIS + _fitting(text[::-1], columns - 1)[::-1]


def _fitting(text: str, columns: int) -> str:
    """As many characters from the start as fit."""
    width = 0
    for count, character in enumerate(text):
        width += _columns(character)
        if width > columns:
            return text[:count]
    return text


def _columns(text: str) -> int:
    """How many columns a terminal uses: two for wide characters of East Asia, none for combining ones."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) > 0 for c in text)

"""Diagnostics as workflow commands of GitHub Actions, which marks the lines of a pull request with them.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Iterator

from converter.report.diagnostics.finding import CheckedFile
from converter.syntax.diagnostic import Diagnostic

_IN_MESSAGES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTIES = {**_IN_MESSAGES, ":": "%3A", ",": "%2C"}


def as_commands(checked: CheckedFile) -> Iterator[str]:
    """One line a diagnostic."""
    return (_command(diagnostic, checked.file) for diagnostic in checked.diagnostics)


def _command(diagnostic: Diagnostic, file: str) -> str:
    start = diagnostic.position
    properties = {
        "file": file,
        "line": str(start.line),
        "col": str(start.column),
        "endColumn": str(start.column + diagnostic.length),
        "title": diagnostic.code,
    }
    written = ",".join(f"{name}={_escaped(value, _IN_PROPERTIES)}" for name, value in properties.items())
    text = f"{diagnostic.message}\n{diagnostic.hint}".rstrip()
    return f"::{diagnostic.severity} {written}::{_escaped(text, _IN_MESSAGES)}"


def _escaped(text: str, replacements: dict[str, str]) -> str:
    return "".join(replacements.get(character, character) for character in text)

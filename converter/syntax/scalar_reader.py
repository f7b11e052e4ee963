"""Turns a scalar event of the YAML parser into a node: its value by YAML 1.2 and its exact place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.syntax import core_schema
from converter.syntax.alignment import align
from converter.syntax.codes import diagnose
from converter.syntax.diagnostic import Diagnostic, Position
from converter.syntax.node import Scalar
from converter.syntax.sanitise import clipped

if TYPE_CHECKING:
    from yaml.events import Event, ScalarEvent

_BLOCK = ("|", ">")
_IN_QUOTES = "put it in quotes where a text is meant"


def start_of(event: Event) -> Position:
    """Where what an event tells of begins."""
    mark = event.start_mark
    return Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)


class ScalarReader:
    """Reads the scalars of one file; `lines` are the file's, findings go to `diagnostics`."""

    def __init__(self, lines: list[str], diagnostics: list[Diagnostic]) -> None:
        self._lines = lines
        self._diagnostics = diagnostics

    def read(self, event: ScalarEvent) -> Scalar:
        """The node of a scalar event."""
        text = event.value
        style = event.style if event.style in ("'", '"', *_BLOCK) else ""
        position = start_of(event)
        content = self._content(position, style, text=text)
        direct = self._stands(text, content)
        value = text if style else self._resolved(text, position)
        anchors = () if direct else align(text, style, lines=self._lines, content=content)
        return Scalar(value, text, position, content, direct, anchors)

    def _stands(self, text: str, content: Position) -> bool:
        """Does the text stand there as it is? An empty one may stand behind the last line."""
        return not text or ("\n" not in text and self._lines[content.line - 1].startswith(text, content.column - 1))

    def _content(self, position: Position, style: str, *, text: str) -> Position:
        """Where the text begins: past a quote, or in the first line that a block scalar has."""
        if style not in _BLOCK:
            return Position(position.line, position.column + len(style))
        if text:
            for number, line in enumerate(self._lines[position.line :], start=position.line + 1):
                stripped = line.lstrip(" ")
                if stripped:
                    return Position(number, len(line) - len(stripped) + 1)
        return position

    def _resolved(self, text: str, position: Position) -> str | int | float | bool | None:
        try:
            value = core_schema.resolve(text)
        except ValueError as error:
            self._report("number-too-long", position, str(error), length=len(text))
            return text
        if meaning := core_schema.differs(text):
            here = "a text" if isinstance(value, str) else f"the number {value}"
            message = f"{clipped(text)} is {here} here, and {meaning} in YAML 1.1"
            self._report("ambiguous-scalar", position, message, length=len(text))
        return value

    def _report(self, code: str, position: Position, message: str, *, length: int) -> None:
        self._diagnostics.append(diagnose(code, position, message, hint=_IN_QUOTES, length=length))

"""Where the characters of a scalar stand when it runs over several lines or holds escapes."""

from __future__ import annotations

from collections.abc import Iterator

from converter.regex import regex
from converter.syntax.diagnostic import Position
from converter.syntax.node import Anchor

_WORD = regex(r"[^ \t\n]+")
# In single quotes '' stands for one quote; in double quotes \" \\ \/ stand for their second character.
# Other escapes give up the alignment: nothing is said rather than something wrong.
_ESCAPES: dict[str, dict[str, str]] = {"'": {"''": "'"}, '"': {'\\"': '"', "\\\\": "\\", "\\/": "/"}}


def align(text: str, style: str, *, lines: list[str], content: Position) -> tuple[Anchor, ...]:
    """Anchors from which every character of the text can be placed; none where that is not possible.

    `style` is YAML's sign for the scalar: "" (plain), a quote, `|` or `>`. `lines` are the file's lines, and
    `content` is where the text begins.
    """
    if style == "|":
        return _literal(text, lines, content)
    return _folded(text, style, lines=lines, content=content)


def _literal(text: str, lines: list[str], content: Position) -> tuple[Anchor, ...]:
    """Each line of the text is the end of a line of the file."""
    anchors = []
    offset = 0
    first = content.line - _leading_breaks(text)
    for number, line in enumerate(text.rstrip("\n").split("\n"), start=first):
        source = lines[number - 1]
        if not source.endswith(line):
            return ()
        anchors.append(Anchor(offset, Position(number, len(source) - len(line) + 1)))
        offset += len(line) + 1
    return tuple(anchors)


def _leading_breaks(text: str) -> int:
    return len(text) - len(text.lstrip("\n"))


def _folded(text: str, style: str, *, lines: list[str], content: Position) -> tuple[Anchor, ...]:
    """Folding changes white space only: word for word, the text and the file agree."""
    escapes = _ESCAPES.get(style, {})
    end = len(text.rstrip(" \t\n"))
    anchors: list[Anchor] = []
    for word, place in zip(_WORD.finditer(text), _source_words(lines, content), strict=False):
        line = lines[place.line - 1]
        columns = _columns(word[0], line, start=place.column - 1, escapes=escapes)
        # White space must follow in the file too: an escaped line break makes words that the file has not.
        if not columns or (word.end() < end and line[columns[-1] : columns[-1] + 1] not in ("", " ", "\t")):
            return ()
        for offset, column in enumerate(columns, start=word.start()):
            _extend(anchors, Anchor(offset, Position(place.line, column + 1)))
    return tuple(anchors)


def _source_words(lines: list[str], content: Position) -> Iterator[Position]:
    start = content.column - 1
    for number in range(content.line, len(lines) + 1):
        for word in _WORD.finditer(lines[number - 1], start):
            yield Position(number, word.start() + 1)
        start = 0


def _columns(word: str, line: str, *, start: int, escapes: dict[str, str]) -> list[int]:
    """The index in the line of each character of the word and of its end; empty where another word stands there."""
    column = start
    columns = [column]
    for character in word:
        escaped = escapes.get(line[column : column + 2]) == character
        if not escaped and not line.startswith(character, column):
            return []
        column += 2 if escaped else 1
        columns.append(column)
    return columns


def _extend(anchors: list[Anchor], anchor: Anchor) -> None:
    """Add an anchor unless the one before leads to the same place."""
    if anchors:
        last = anchors[-1]
        reached = last.position.column + anchor.offset - last.offset
        if (last.position.line, reached) == (anchor.position.line, anchor.position.column):
            return
    anchors.append(anchor)

"""Turns the YAML parser's complaint into what the author did.

Most mistakes of syntax in a mapping are expressions that should stand in quotes: they begin with a sign that
YAML keeps for itself, hold a colon and a space, or go on behind a quoted literal. The parser only says where it
gave up; the line itself tells the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from converter.regex import regex
from converter.syntax.codes import diagnose
from converter.syntax.diagnostic import Diagnostic, Position

if TYPE_CHECKING:
    from yaml import MarkedYAMLError

# The indentation, the dashes of list items and the key with its colon: what stands before a value.
_BEFORE_VALUE = regex(r"""[ \t]*(?:-[ ]+)*(?:(?:'[^']*'|"[^"]*"|[^\s'"\#\[{][^:\#]*)[ ]*:[ ]+)?""")
_KEY = regex(r"\w+")
_QUOTED = regex(r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*\"""")
_NO_SPACE = regex(r"[ ]*(?:-[ ]+)*[\w.-]+:[^\s/]")
_SIGNS = {
    "@": "@ is kept for later use",
    "`": "a backtick is kept for later use",
    "%": "% begins a directive",
    "*": "* begins an alias",
    "&": "& begins an anchor",
    "!": "! begins a tag",
    "|": "| begins a block of text",
    ">": "> begins a folded block of text",
    "?": "? begins a key",
    "-": "- begins an item of a list",
    ",": "a comma separates entries",
    "]": "] ends a list",
    "}": "} ends a mapping",
}
_CLOSING = {"[": "]", "{": "}"}


class _Scene(Struct, frozen=True):
    """What the parser said, and where: `at` is where it gave up, `began` where the thing it was reading began."""

    problem: str
    at: Position
    began: Position
    lines: list[str]

    @property
    def line(self) -> str:
        return self.lines[self.at.line - 1] if self.at.line <= len(self.lines) else ""

    @property
    def value(self) -> Position:
        """Where the value in the line begins."""
        return Position(self.at.line, _value_start(self.line) + 1)

    def character(self, position: Position) -> str:
        """The character that stands there, or "" past the end of a line."""
        line = self.lines[position.line - 1] if position.line <= len(self.lines) else ""
        return line[position.column - 1 : position.column]


class _Mistake(Struct, frozen=True):
    position: Position
    message: str
    hint: str


def explain(error: MarkedYAMLError, lines: list[str]) -> Diagnostic:
    """One `yaml-syntax` diagnostic at the place of the mistake; `lines` are those of the file."""
    mark = error.problem_mark or error.context_mark
    at = Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)
    start = error.context_mark
    began = Position(start.line + 1, start.column + 1) if start else at
    scene = _Scene(f"{error.context or ''} {error.problem or ''}".lower(), at, began, lines)
    found = (recognise(scene) for recognise in _RECOGNISERS)
    mistake = next(filter(None, found), None) or _unrecognised(scene)
    return diagnose("yaml-syntax", mistake.position, mistake.message, hint=mistake.hint)


def _value_start(line: str) -> int:
    before = _BEFORE_VALUE.match(line)
    return before.end() if before else 0


def _tab(scene: _Scene) -> _Mistake | None:
    indentation = scene.line[: len(scene.line) - len(scene.line.lstrip())]
    if "\t" not in indentation:
        return None
    position = Position(scene.at.line, indentation.index("\t") + 1)
    return _Mistake(position, "a tab indents this line", "indent with spaces: YAML allows no tabs there")


def _open_quote(scene: _Scene) -> _Mistake | None:
    if "quoted scalar" not in scene.problem or "end of stream" not in scene.problem:
        return None
    hint = "add the closing quote; in single quotes a quote is written twice ('it''s')"
    return _Mistake(scene.began, "this quote is never closed", hint)


def _escape(scene: _Scene) -> _Mistake | None:
    if "escape character" not in scene.problem and "quoted scalar did not" not in scene.problem:
        return None
    hint = r'double the backslash ("\\d"), or use single quotes, in which it stands for itself'
    # One of PyYAML's two parsers points at the backslash, the other behind it.
    before = Position(scene.at.line, max(1, scene.at.column - 1))
    position = before if scene.character(scene.at) != "\\" and scene.character(before) == "\\" else scene.at
    return _Mistake(position, "a backslash in double quotes begins an escape, and this is none", hint)


def _after_quote(scene: _Scene) -> _Mistake | None:
    """`name: 'a' || b`: the author's quotes belong to the expression, YAML takes them for its own."""
    start = scene.value.column - 1
    quoted = _QUOTED.match(scene.line, start)
    rest = scene.line[quoted.end() :].lstrip() if quoted else ""
    if not quoted or not rest or rest[0] in "#,]}:" or scene.at.column <= start:
        return None
    other = '"' if scene.line[start] == "'" else "'"
    hint = f"put the whole expression in quotes of the other kind: {other}…{other}"
    position = Position(scene.at.line, len(scene.line) - len(rest) + 1)
    return _Mistake(position, "the quoted text has ended, and more follows", hint)


def _open_bracket(scene: _Scene) -> _Mistake | None:
    opening = scene.character(scene.began)
    if "parsing a flow" not in scene.problem or opening not in _CLOSING or scene.at.line == scene.began.line:
        return None
    hint = f"add {_CLOSING[opening]}, or put the expression in quotes"
    return _Mistake(scene.began, f"this {opening} is never closed", hint)


def _sign(scene: _Scene) -> _Mistake | None:
    """A value that begins with a sign YAML keeps for itself."""
    for position in (scene.value, scene.began, scene.at):
        sign = scene.character(position)
        if position.line == scene.at.line and position.column <= scene.at.column and _is_sign(sign, position, scene):
            message = f"{_SIGNS[sign]}: no value can begin with it"
            hint = f'put the expression in quotes: "{sign}…"'
            return _Mistake(position, message, "begin the list on a line of its own" if sign == "-" else hint)
    return None


def _is_sign(sign: str, position: Position, scene: _Scene) -> bool:
    if sign in ("|", ">"):
        return "block scalar" in scene.problem
    if sign in ("-", "?", ",", "]", "}"):
        return position == scene.at and "did not find expected ',' or" not in scene.problem
    return sign in _SIGNS


def _bracket(scene: _Scene) -> _Mistake | None:
    """`x: [0].y`, `x: {expr: mail[0]}`: brackets of an expression that YAML takes for its own."""
    opening = scene.character(scene.value)
    if opening not in _CLOSING or scene.value.column >= scene.at.column:
        return None
    if "parsing a flow" in scene.problem or "mapping values" in scene.problem:
        message = f"inside {opening} {_CLOSING[opening]} this ends the value or begins another"
        return _Mistake(scene.at, message, "put the expression in quotes: it holds brackets, commas or colons")
    message = f"an unquoted {opening} begins a YAML {'list' if opening == '[' else 'mapping'}, which has ended here"
    return _Mistake(scene.at, message, "put the whole expression in quotes")


def _colon(scene: _Scene) -> _Mistake | None:
    if "mapping values are not allowed" not in scene.problem:
        return None
    if scene.at.column >= scene.value.column:
        key = _KEY.match(scene.line, scene.value.column - 1)
        if key and key.end() == scene.at.column - 1:
            hint = f"write {key[0]}: on a line of its own below, indented"
            return _Mistake(scene.value, "one line holds two keys", hint)
        hint = "put the whole value in quotes"
        return _Mistake(scene.at, "a colon and a space stand inside an unquoted value", hint)
    above = next((n for n in range(scene.at.line - 1, 0, -1) if scene.lines[n - 1].strip()), 0)
    if above and _NO_SPACE.match(scene.lines[above - 1]):
        colon = scene.lines[above - 1].index(":")
        return _Mistake(Position(above, colon + 2), "a space is missing after the colon", "write key: value")
    start = Position(scene.at.line, len(scene.line) - len(scene.line.lstrip()) + 1)
    return _Mistake(start, "a key cannot stand here: the line above already has a value", _ALIGN)


def _indentation(scene: _Scene) -> _Mistake | None:
    if "expected ':'" in scene.problem:
        hint = "write key: value, or indent the line if it goes on with the value above"
        return _Mistake(scene.began, "this line has no colon", hint)
    if scene.line[: scene.at.column - 1].strip() or not scene.line.strip():
        return None
    if "did not find expected" not in scene.problem and "expected <block end>" not in scene.problem:
        return None
    levels = _levels(scene)
    hint = f"indent it by {' or '.join(map(str, levels))} blanks, like the keys above it" if levels else _ALIGN
    return _Mistake(scene.at, "this line does not go on with what stands above it", hint)


def _levels(scene: _Scene) -> list[int]:
    """By how much the keys above are indented with which the line might go on, the nearest first."""
    found: list[int] = []
    for line in reversed(scene.lines[: scene.at.line - 1]):
        indent = len(line) - len(line.lstrip())
        if line.strip() and not line.lstrip().startswith("#") and (not found or indent < found[-1]):
            found.append(indent)
    return found


def _quote_above(scene: _Scene) -> _Mistake | None:
    """A quote that is closed by the opening quote of a later line sends the parser astray far below."""
    for number in range(min(scene.at.line, len(scene.lines)), 0, -1):
        line = scene.lines[number - 1]
        start = _value_start(line)
        if line[start : start + 1] in ("'", '"') and not _QUOTED.match(line, start):
            message = "this quote is not closed in its line"
            return _Mistake(Position(number, start + 1), message, "add the closing quote")
    return None


def _second_document(scene: _Scene) -> _Mistake | None:
    if "<document start>" not in scene.problem:
        return None
    return _Mistake(scene.at, "the document has ended above", "keep one document: no lines that begin with ... or %")


def _unrecognised(scene: _Scene) -> _Mistake:
    hint = "check the quotes, colons and indentation of this line and the one above"
    return _Mistake(scene.at, f"this is not YAML ({scene.problem.strip()})", hint)


_ALIGN = "indent the keys of one mapping, and the dashes of one list, by the same number of spaces"
_RECOGNISERS = (
    _second_document,
    _tab, _open_quote, _escape, _after_quote, _open_bracket, _sign, _bracket, _colon, _quote_above, _indentation
)  # fmt: skip

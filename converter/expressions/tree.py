"""The syntax tree of an expression: jmespath's own parser, with the place of every name kept."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, ClassVar

from jmespath.ast import value_projection
from jmespath.exceptions import ArityError, EmptyExpressionError, JMESPathError, LexerError, ParseError
from jmespath.lexer import Lexer
from jmespath.parser import Parser

from converter.expressions.slips import meant, unclosed
from converter.expressions.types import ANY, Type

MAX_LENGTH = 4096
MAX_NODES = 500
MAX_DEPTH = 50


class ExpressionSyntaxError(ValueError):
    """The text is no JMESPath expression. `offset` counts characters of the expression."""

    def __init__(self, message: str, *, offset: int = 0, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.hint = hint


@dataclass(slots=True)
class Node:
    """A node of the tree. `kind` and `value` are jmespath's; `offset` is where its own text begins.

    `quoted` marks a name in double quotes. Filled in by the check are `type`; for a name that stands for a value of
    the record, `key`; for a member of a joined row, `member`, as the row holds it.
    """

    kind: str
    value: Any
    children: tuple[Node, ...]
    offset: int = 0
    length: int = 1
    quoted: bool = False
    type: Type = ANY
    key: str | None = None
    member: str | None = None
    extra: Any = field(default=None, repr=False)

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in the order of the text as far as the tree has one."""
        yield self
        for child in self.children:
            yield from child.walk()

    def as_ast(self) -> dict[str, Any]:
        """The tree as jmespath's interpreter takes it, with names resolved."""
        value = next((name for name in (self.key, self.member) if name is not None), self.value)
        children = list(self.extra) if self.kind == "slice" else [child.as_ast() for child in self.children]
        return {"type": self.kind, "value": value, "children": children}


def parse(text: str) -> Node:
    """The tree of an expression. Raises ExpressionSyntaxError."""
    if len(text) > MAX_LENGTH:
        raise ExpressionSyntaxError(f"an expression is at most {MAX_LENGTH} characters, this one has {len(text)}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        try:
            ast: Any = _Parser().parse(text).parsed
            tokens = _tokens(text + " ")  # the lexer's length of what ends the text is one short
        except ExpressionSyntaxError:
            raise
        except (JMESPathError, ValueError) as error:
            raise _explained(text, error) from None
        except RecursionError:
            raise ExpressionSyntaxError(f"the expression is nested deeper than {MAX_DEPTH} levels") from None
    tree = _node(ast, tokens, 0)
    if tree.kind == "expref":
        raise ExpressionSyntaxError("& stands only before an argument of a function")
    if sum(1 for _ in tree.walk()) > MAX_NODES:
        raise ExpressionSyntaxError(f"an expression has at most {MAX_NODES} parts; use let: to name steps of it")
    return tree


class _Parser(Parser):
    """As the specification has it, all that follows `.*` belongs to the projection: `a.*.b.c` is c of each b."""

    _CACHE: ClassVar[dict[str, Any]] = {}

    def _token_led_dot(self, left: Any) -> Any:
        # the type stubs leave out the parser's own methods
        if self._current_token() != "star":  # type: ignore[attr-defined]
            return super()._token_led_dot(left)  # type: ignore[misc]
        self._advance()  # type: ignore[attr-defined]
        right = self._parse_projection_rhs(self.BINDING_POWER["star"])  # type: ignore[attr-defined]
        return value_projection(left, right)


Token = dict[str, Any]
_NAMES = ("unquoted_identifier", "quoted_identifier")
_KEPT = (*_NAMES, "literal", "number", "current", "expref")
_WITH_TOKEN = ("field", "function_expression", "key_val_pair", "literal", "index", "current", "expref")
_ENDS = (*_NAMES, "literal", "number", "current", "rparen", "rbracket", "rbrace", "star", "flatten")
_STARTS = (*_NAMES, "literal", "current", "not", "expref", "lbrace")


def _tokens(text: str) -> list[Token]:
    """The tokens that the tree keeps, in the order of the text, last first."""
    every: Any = list(Lexer().tokenize(text))
    for token, following in pairwise(every):
        _check_comma(token, following)
    return [token for token in reversed(every) if token["type"] in _KEPT]


def _check_comma(token: Token, following: Token) -> None:
    """The parser takes commas lightly between arguments and members; the specification does not."""
    if token["type"] in _ENDS and following["type"] in _STARTS:
        raise ExpressionSyntaxError("a comma or an operator is missing before this", offset=following["start"])
    if token["type"] == "comma" and following["type"] in ("rparen", "rbrace"):
        raise ExpressionSyntaxError("nothing follows the comma", offset=token["start"])


def _node(ast: dict[str, Any], tokens: list[Token], depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise ExpressionSyntaxError(f"the expression is nested deeper than {MAX_DEPTH} levels")
    kind = ast["type"]
    node = Node(kind, ast.get("value"), (), length=0)
    if kind in _WITH_TOKEN:
        _place(node, tokens.pop())
    if kind == "slice":
        node.extra = tuple(ast["children"])
        for _ in filter(lambda bound: bound is not None, node.extra):
            _place(node, tokens.pop())
        return node
    # a filter's condition stands in the text before what is projected
    order = (0, 2, 1) if kind == "filter_projection" else range(len(ast["children"]))
    children = {place: _node(ast["children"][place], tokens, depth + 1) for place in order}
    node.children = tuple(children[place] for place in sorted(children))
    _check_node(node)
    if kind == "expref" or kind not in _WITH_TOKEN:
        _span(node)
    return node


def _place(node: Node, token: Token) -> None:
    """Note where a node stands. The lexer gives an end to plain tokens and a length to quoted ones."""
    node.offset, node.quoted = token["start"], token["type"] == "quoted_identifier"
    plain = token["type"] in ("unquoted_identifier", "number", "current")
    node.length = 1 if token["type"] == "expref" else token["end"] - token["start"] if plain else token["end"]


def _span(node: Node) -> None:
    """What is made of other nodes stands where the first begins, to where the last ends."""
    placed = [child for child in node.children if child.length]
    if placed:
        node.offset = min(part.offset for part in (*placed, *([node] if node.length else [])))
        node.length = max(child.offset + child.length for child in placed) - node.offset


def _check_node(node: Node) -> None:
    """What jmespath's parser lets through and the specification does not have."""
    if node.kind != "function_expression" and any(child.kind == "expref" for child in node.children):
        raise ExpressionSyntaxError("& stands only before an argument of a function", offset=node.children[0].offset)
    if node.kind == "literal" and not _is_json(node.value):
        raise ExpressionSyntaxError("JSON has no NaN and no infinite number", offset=node.offset)


def _is_json(value: Any) -> bool:
    if isinstance(value, list | dict):
        return all(map(_is_json, value.values() if isinstance(value, dict) else value))
    return not isinstance(value, float) or math.isfinite(value)


def _explained(text: str, error: Exception) -> ExpressionSyntaxError:
    if isinstance(error, EmptyExpressionError):
        return ExpressionSyntaxError("the expression is empty")
    if isinstance(error, ArityError) or not isinstance(error, ParseError):
        return ExpressionSyntaxError(str(error).split("\n", 1)[0])
    offset = min(error.lex_position or 0, len(text))
    if isinstance(error, LexerError):
        return ExpressionSyntaxError(_unlexed(text, offset), offset=offset, hint=meant(text, offset))
    if offset >= len(text):
        return ExpressionSyntaxError("the expression ends too early", offset=len(text), hint=unclosed(text))
    found = text[offset : offset + 20].split(maxsplit=1)[0] if text[offset:].strip() else ""
    return ExpressionSyntaxError(f"{found!r} cannot stand here", offset=offset, hint=meant(text, offset))


def _unlexed(text: str, offset: int) -> str:
    character = text[offset : offset + 1]
    if character in "'\"`":
        escaped = text.count("\\" + character, offset)
        never = f"the {character} is never closed"
        if escaped and text.count(character, offset) == escaped + 1:
            return f'{never}: \\{character} stands for {character}; a text that ends with a backslash is `"…\\\\"`'
        return never if text.count(character, offset) == 1 else f"bad text in {character}"
    return f"{character!r} means nothing here"

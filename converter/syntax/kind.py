"""What may stand under a key of the mapping language, and how a node is read as that."""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from converter.regex import regex
from converter.syntax.node import Mapping, Node, Scalar, Sequence
from converter.syntax.sanitise import clipped


class Kind(StrEnum):
    """The kinds of value. The comment gives what a reader of the field gets."""

    TEXT = "text"  # str
    TEXT_LIST = "text-list"  # list[str]; one text is a list of one
    BOOLEAN = "boolean"  # bool
    INTEGER = "integer"  # int
    NUMBER = "number"  # int or finite float
    PERCENT = "percent"  # float from 0 to 1, written "0.1%" or 0.001
    EXPRESSION = "expression"  # Scalar: a text is JMESPath, a number or boolean is a constant
    TEXT_MAP = "text-map"  # dict[str, str]
    VALUE_MAP = "value-map"  # dict[str, str | int | float | bool]
    URL = "url"  # str, in which user and password may stand
    SECRET = "secret"  # noqa: S105 - str, never shown
    NODE = "node"  # Node, as it stands


WANTED: dict[Kind, str] = {
    Kind.TEXT: "text",
    Kind.TEXT_LIST: "text or a list of texts",
    Kind.BOOLEAN: "true or false",
    Kind.INTEGER: "a whole number",
    Kind.NUMBER: "a number",
    Kind.PERCENT: 'a percentage such as "0.1%" or a fraction from 0 to 1',
    Kind.EXPRESSION: "an expression",
    Kind.TEXT_MAP: "a mapping of texts",
    Kind.VALUE_MAP: "a mapping of texts, numbers or booleans",
    Kind.URL: "a URL; its password comes from outside, as `${NAME}`",
    Kind.SECRET: "a text from outside: `${NAME}` or `${file:…}`",
    Kind.NODE: "anything",
}

_PERCENT = regex(r"([0-9]+(?:\.[0-9]+)?)\s*%")


class MismatchError(ValueError):
    """A node is not of the kind that is wanted there.

    `node` is what does not fit, `part` says which part of the value it is ("" for the whole of it),
    `wanted` what would fit, `found` what the node is.
    """

    def __init__(self, node: Node, wanted: str, *, part: str = "", found: str = "") -> None:
        super().__init__(wanted)
        self.node = node
        self.wanted = wanted
        self.part = part
        self.found = found or describe(node)


def read_value(kind: Kind, node: Node) -> Any:
    """The node as a value of that kind (see `Kind`); raises `MismatchError`."""
    return _READERS[kind](node)


def describe(node: Node) -> str:
    """What a node is, in words that follow "not": text, a number, true, empty, a list, a mapping."""
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    if node.value is None:
        return "empty"
    if isinstance(node.value, bool) or (isinstance(node.value, float) and not math.isfinite(node.value)):
        return node.text
    if isinstance(node.value, float):
        return "a number with a fraction"
    return "text" if isinstance(node.value, str) else "a number"


def _text(node: Node) -> str:
    if isinstance(node, Scalar) and isinstance(node.value, str):
        return node.value
    raise MismatchError(node, WANTED[Kind.TEXT])


def _text_list(node: Node) -> list[str]:
    if isinstance(node, Sequence):
        return [_part(item, "an item") for item in node.items]
    if isinstance(node, Scalar) and isinstance(node.value, str):
        return [node.value]
    raise MismatchError(node, WANTED[Kind.TEXT_LIST])


def _text_map(node: Node) -> dict[str, str]:
    if isinstance(node, Mapping):
        return {key.text: _part(value, f"the value of {clipped(key.text)}") for key, value in node.entries}
    raise MismatchError(node, WANTED[Kind.TEXT_MAP])


def _value_map(node: Node) -> dict[str, Any]:
    if isinstance(node, Mapping):
        return {key.text: _single(value, f"the value of {clipped(key.text)}") for key, value in node.entries}
    raise MismatchError(node, WANTED[Kind.VALUE_MAP])


def _single(node: Node, part: str) -> Any:
    if isinstance(node, Scalar) and node.value is not None:
        return node.value
    raise MismatchError(node, "a text, a number, or true or false", part=part)


def _part(node: Node, part: str) -> str:
    try:
        return _text(node)
    except MismatchError as mismatch:
        raise MismatchError(node, mismatch.wanted, part=part) from None


def _boolean(node: Node) -> bool:
    if isinstance(node, Scalar) and isinstance(node.value, bool):
        return node.value
    raise MismatchError(node, WANTED[Kind.BOOLEAN])


def _integer(node: Node) -> int:
    value = _number_or_none(node)
    if isinstance(value, int):
        return value
    raise MismatchError(node, WANTED[Kind.INTEGER])


def _number(node: Node) -> int | float:
    value = _number_or_none(node)
    if value is not None and math.isfinite(value):
        return value
    raise MismatchError(node, WANTED[Kind.NUMBER])


def _number_or_none(node: Node) -> int | float | None:
    if isinstance(node, Scalar) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return node.value
    return None


def _percent(node: Node) -> float:
    value = _number_or_none(node)
    if isinstance(node, Scalar) and isinstance(node.value, str) and (match := _PERCENT.fullmatch(node.value.strip())):
        value = float(match[1]) / 100
    if value is not None and 0 <= value <= 1:
        return float(value)
    shown = node.text if value is not None and isinstance(node, Scalar) else ""
    raise MismatchError(node, WANTED[Kind.PERCENT], found=clipped(shown))


def _expression(node: Node) -> Scalar:
    if isinstance(node, Scalar) and node.value is not None:
        return node
    raise MismatchError(node, WANTED[Kind.EXPRESSION])


_READERS: dict[Kind, Callable[[Node], Any]] = {
    Kind.TEXT: _text,
    Kind.TEXT_LIST: _text_list,
    Kind.BOOLEAN: _boolean,
    Kind.INTEGER: _integer,
    Kind.NUMBER: _number,
    Kind.PERCENT: _percent,
    Kind.EXPRESSION: _expression,
    Kind.TEXT_MAP: _text_map,
    Kind.VALUE_MAP: _value_map,
    Kind.URL: _text,
    Kind.SECRET: _text,
    Kind.NODE: lambda node: node,
}

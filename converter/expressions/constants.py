"""Constant arguments that a function cannot work with, found before the first record: patterns, formats, zones, DNs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from converter.directory import date_format, dn, instant, phone
from converter.directory.flags import has
from converter.expressions.function import Function
from converter.expressions.functions import patterns
from converter.expressions.tree import Node


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a constant cannot be used: the diagnostic's code and its message."""

    code: str
    message: str


def refusal(function: Function, number: int, argument: Node) -> Refusal | None:
    """Why a function cannot work with argument `number`, counted from 0; None where it can, or nobody knows yet."""
    check = _CHECKS.get((function.name, number))
    if check is None or argument.kind != "literal" or not isinstance(argument.value, str):
        return None
    code, read = check
    try:
        read(argument.value)
    except ValueError as error:
        return Refusal(code, f"{function.name}(): {error}")
    return None


def _flag(name: str) -> None:
    has(0, name)


_PATTERN = ("invalid-pattern", patterns.compiled)
_ZONE = ("invalid-constant", instant.zone_named)
_CHECKS: dict[tuple[str, int], tuple[str, Callable[[str], Any]]] = {
    ("matches", 1): _PATTERN,
    ("regex_extract", 1): _PATTERN,
    ("regex_replace", 1): _PATTERN,
    ("date", 1): ("invalid-constant", date_format.directives),
    ("date", 2): _ZONE,
    ("iso", 1): _ZONE,
    ("dn_under", 1): ("invalid-constant", dn.parse),
    ("e164", 1): ("invalid-constant", phone.check_region),
    ("has_flag", 1): ("invalid-constant", _flag),
}

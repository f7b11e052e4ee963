"""Constant arguments that a function cannot work with, found before the first record: patterns, formats, zones, DNs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from converter.directory import date_format, dn, instant, phone
from converter.directory.flags import has
from converter.expressions.function import Function
from converter.expressions.functions import patterns
from converter.expressions.tree import Node
from converter.regex import regex


class Refusal(Struct, frozen=True):
    """Why a constant cannot be used: the diagnostic's code, its message, and what would be right."""

    code: str
    message: str
    hint: str = ""


def refusal(function: Function, number: int, argument: Node) -> Refusal | None:
    """Why a function cannot work with argument `number`, counted from 0; None where it can, or nobody knows yet."""
    check = _CHECKS.get((function.name, number))
    if check is None or argument.kind != "literal" or not isinstance(argument.value, str):
        return None
    code, read, hint = check
    try:
        read(argument.value)
    except ValueError as error:
        return Refusal(code, f"{function.name}(): {error}", hint(argument.value))
    return None


def doubt(function: Function, number: int, argument: Node) -> str:
    """What to write for a constant that works and was probably not meant so; "" where nothing is odd."""
    if (function.name, number) == ("regex_replace", 2) and isinstance(argument.value, str):
        reference = _DOLLAR.search(argument.value) if argument.kind == "literal" else None
        return f"a group of the match is written \\{reference[1]}" if reference else ""
    return ""


def _around(pattern: str) -> str:
    return "RE2 looks neither ahead nor behind, and has no \\1 in a pattern" if _PERL.search(pattern) else ""


def _signs(text: str) -> str:
    """The signs of strptime for a format of Java or Excel: `dd.MM.yyyy`."""
    return "" if "%" in text else f"write '{_JAVA.sub(lambda found: _STRPTIME[found[0]], text)}'"


def _nothing(text: str) -> str:
    return ""


def _flag(name: str) -> None:
    has(0, name)


_DOLLAR = regex(r"\$\{?([0-9])")
_PERL = regex(r"\(\?<?[=!]|\\[1-9]")
_JAVA = regex("yyyy|YYYY|yy|YY|MM|dd|DD|HH|hh|mm|ss")
_STRPTIME = {
    "yyyy": "%Y", "YYYY": "%Y", "yy": "%y", "YY": "%y", "MM": "%m", "dd": "%d", "DD": "%d", "HH": "%H", "hh": "%I",
    "mm": "%M", "ss": "%S",
}  # fmt: skip
_PATTERN = ("invalid-pattern", patterns.compiled, _around)
_ZONE = ("invalid-constant", instant.zone_named, _nothing)
_CHECKS: dict[tuple[str, int], tuple[str, Callable[[str], Any], Callable[[str], str]]] = {
    ("matches", 1): _PATTERN,
    ("regex_extract", 1): _PATTERN,
    ("regex_replace", 1): _PATTERN,
    ("date", 1): ("invalid-constant", date_format.directives, _signs),
    ("date", 2): _ZONE,
    ("iso", 1): _ZONE,
    ("dn_under", 1): ("invalid-constant", dn.parse, lambda _: "for example 'ou=groups,dc=example,dc=com'"),
    ("e164", 1): ("invalid-constant", phone.check_region, _nothing),
    ("has_flag", 1): ("invalid-constant", _flag, _nothing),
}

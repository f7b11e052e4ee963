"""What an unquoted YAML scalar means: the core schema of YAML 1.2.2, section 10.3.2.

Under YAML 1.1, which many tools still read, `NO` is false, `012345` is 5349 and `12:30` is 750. Here they are
the text NO, the number 12345 and the text 12:30; `differs` says where the two versions part.
"""

from __future__ import annotations

import re

from converter.regex import regex

MAX_DIGITS = 300
"""The longest number that is read; Python itself refuses more than 4300 digits."""

_WORDS: dict[str, bool | float | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **{sign + word: float("inf") for sign in ("", "+") for word in (".inf", ".Inf", ".INF")},
    **{"-" + word: float("-inf") for word in (".inf", ".Inf", ".INF")},
}
_INTEGER = regex(r"[-+]?[0-9]+")
_OCTAL_OR_HEXADECIMAL = regex(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = regex(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")

# What YAML 1.1 makes of a scalar that means something else in 1.2.
_DIFFERENCES: tuple[tuple[re.Pattern[str], str], ...] = (
    (regex(r"yes|Yes|YES|on|On|ON"), "true"),
    (regex(r"no|No|NO|off|Off|OFF"), "false"),
    (regex(r"[-+]?0[0-7_]*[1-7][0-7_]*"), "an octal number"),
    (regex(r"[-+]?00+|[-+]?0[0-9]*[89][0-9]*"), "another number or a text"),
    (regex(r"0o[0-7]+"), "a text"),
    (regex(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?"), "a number to the base of sixty"),
    (regex(r"[-+]?[0-9]+_[0-9_]*|[-+]?0[bx][0-9a-fA-F_]*_[0-9a-fA-F_]*|[-+]?0b[01]+"), "a number"),
)
_DOUBTFUL = frozenset("yYoOnN0123456789+-")
"""What a scalar begins with of which the versions may differ."""


def resolve(text: str) -> str | int | float | bool | None:
    """The value of an unquoted scalar; ValueError for a number of more than `MAX_DIGITS` digits."""
    if text in _WORDS:
        return _WORDS[text]
    if not (text[0].isdigit() or text[0] in "-+."):
        return text
    if _INTEGER.fullmatch(text):
        return int(_bounded(text))
    if _OCTAL_OR_HEXADECIMAL.fullmatch(text):
        return int(_bounded(text), base=0)
    return float(_bounded(text)) if _FLOAT.fullmatch(text) else text


def differs(text: str) -> str | None:
    """What YAML 1.1 takes this unquoted scalar for, where that is something else than `resolve` gives."""
    if text[:1] not in _DOUBTFUL:
        return None
    return next((meaning for pattern, meaning in _DIFFERENCES if pattern.fullmatch(text)), None)


def _bounded(digits: str) -> str:
    if len(digits) > MAX_DIGITS:
        raise ValueError(f"a number of more than {MAX_DIGITS} digits")
    return digits

"""A violation: which rule a user breaks, where, and how to fix it, without giving the value away."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from typing import Any, TypeAlias

from msgspec import Struct

from converter.regex import regex

Document: TypeAlias = dict[str, Any]
"""One user as it would stand in an Auth0 import file."""


class Severity(StrEnum):
    """REJECT: Auth0 would refuse the user. WARN: Auth0 takes it, perhaps not as meant."""

    REJECT = "reject"
    WARN = "warn"


class Violation(Struct, frozen=True, order=True):
    """One broken rule.

    `path` reads like `app_metadata.roles[2]` and is empty for the user as a whole. `rule` is a stable code.
    `value` shows what stood there, masked; it is empty where nothing stood.
    """

    path: str
    rule: str
    message: str
    value: str = ""
    severity: Severity = Severity.REJECT


ABSENT = object()
"""Stands for "there is no value" where null would be one."""

_PLAIN_NAME = regex(r"[A-Za-z_][A-Za-z0-9_-]*")
_LONGEST_NAME = 60
_SECRET = regex(
    r"passw|passphrase|pwd|secret|hash|salt|token|credential|totp|\bpin\b|(api|private)_?key", re.IGNORECASE
)
_STORED = regex(
    r"\{[A-Za-z0-9][A-Za-z0-9 ./@_-]{1,39}\}|\$[A-Za-z0-9-]{1,20}[$,]|[0-9A-Fa-f]{32,}\Z|[A-Za-z0-9+/]{22,}={1,2}\Z"
)
"""What a stored password looks like, wherever it was put by mistake."""
_SHOWN_PARAMETER = regex(r"custom_password_hash\.(keylen|cost|blockSize|parallelization)")


def join(path: str, part: str | int) -> str:
    """The path one step further down: `roles` and 2 give `roles[2]`; odd names are quoted as in JSON."""
    if isinstance(part, int):
        return f"{path}[{part}]"
    if not _PLAIN_NAME.fullmatch(part):
        return f"{path}[{json.dumps(part[:_LONGEST_NAME])}]"
    name = part[:_LONGEST_NAME]
    return f"{path}.{name}" if path else name


def mask(path: str, value: object) -> str:
    """What people may see of a value: enough to find it in the source, too little to use it.

    Secrets show their length only, texts their first and last character, numbers nothing, unless
    they are a parameter of the hash.
    """
    if value is ABSENT:
        return ""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return _mask_text(path, value)
        case int() | float():
            return str(value) if _SHOWN_PARAMETER.fullmatch(path) and abs(value) < 10**12 else "(a number)"
        case bytes() | bytearray():
            return f"({len(value)} bytes)"
        case list() | tuple():
            return f"(list of {len(value)})"
        case dict():
            return f"(object of {len(value)})"
        case _:
            return f"(a {type(value).__name__})"


def _mask_text(path: str, text: str) -> str:
    if not text:
        return "(empty text)"
    size = f"({len(text)} characters)" if len(text) > 1 else "(1 character)"
    if _SECRET.search(path) or _STORED.match(text):
        return size
    local, at, domain = text.rpartition("@")
    if at and local and domain:
        return f"{_visible(local[0])}…@{_visible(domain[0])}… {size}"
    if len(text) < 5:
        return size
    return f"{_visible(text[0])}…{_visible(text[-1])} {size}"


def _visible(character: str) -> str:
    return character if character.isprintable() else f"U+{ord(character):04X}"

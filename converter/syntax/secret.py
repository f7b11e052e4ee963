"""Secrets in the values of declared keys: what may be shown of them, and whether one stands there literally.

A URL keeps its secrets before the last `@` (RFC 3986, section 3.2.1) and in parameters such as `?password=…`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from converter.regex import regex
from converter.syntax.field import Field
from converter.syntax.kind import Kind

_URL = regex(r"([A-Za-z][A-Za-z0-9+.-]*://)(.*)", re.DOTALL)
_SECRET_PARAMETER = regex(r"(?i)[^=]*(?:pass|pwd|secret|token|key)[^=]*=")
_REFERENCE = regex(r"\$\{[A-Za-z_][A-Za-z0-9_]*(?::-(?P<default>[^${}]*))?\}|\$\{file:[^${}]*\}")


def address(url: str) -> str:
    """The URL without user, password and parameters that may be secret, to name a store by; "" for what is none."""
    parts = _URL.fullmatch(url)
    if not parts:
        return ""
    _, place = _parted(parts[2])
    path, mark, query = place.partition("#")[0].partition("?")
    kept = "&".join(each for each in query.split("&") if not _SECRET_PARAMETER.match(each))
    return parts[1] + path + (mark + kept if kept else "")


def shown_values(fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of keys without what is secret in them."""
    kinds = {field.name: field.kind for field in fields}
    return {
        name: address(value) if kinds[name] is Kind.URL and isinstance(value, str) else value
        for name, value in values.items()
        if kinds[name] is not Kind.SECRET
    }


def has_literal_secret(kind: Kind, written: str) -> bool:
    """Does a secret stand in a text of the mapping itself, rather than come in by `${NAME}` or `${file:…}`?"""
    literal = _REFERENCE.sub(lambda match: match["default"] or "", written)
    if kind is Kind.SECRET:
        return bool(literal)
    parts = _URL.fullmatch(literal) if kind is Kind.URL else None
    if not parts:
        return False
    account, place = _parted(parts[2])
    parameters = place.partition("?")[2].partition("#")[0].split("&")
    return bool(account.partition(":")[2]) or any(_SECRET_PARAMETER.match(p) and p[-1] != "=" for p in parameters)


def _parted(rest: str) -> tuple[str, str]:
    """User and password, and what follows them. A password may hold any sign, so that the last `@` ends it."""
    if rest.startswith("/"):
        return "", rest
    account, _, place = rest.rpartition("@")
    return account, place

"""The commonest stored passwords at a glance: values of RFC 2307 that Auth0 takes as they stand.

A glance may overlook a value, never misread one: what it finds is what `detect` and `to_auth0` find at ten times
the cost. Directories hold such values by the million.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from converter.passwords.description import Description, describe
from converter.passwords.schemes.rfc2307 import DIGEST_BYTES, SCHEMES

LONGEST = 512
"""Characters of a value that is looked at here."""

_SIZES = {"SHA" if digest == "sha1" else digest.upper(): size for digest, size in DIGEST_BYTES.items()}
_LABELS = {f"S{label}": size for label, size in _SIZES.items()} | _SIZES
"""The labels of values with a salt and without, and the bytes of their digest."""

# base64 whose last character has no bits beyond the last byte, so that writing it again gives the same text
_ENDS = ("[A-Za-z0-9+/]{4}", "[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=", "[A-Za-z0-9+/][AQgw]==")


class _Form(NamedTuple):
    """How the values of one length read: which label's they are is the last group, with what a report says of them."""

    fullmatch: Callable[[str], re.Match[str] | None]
    descriptions: dict[int | None, Description]


class _Forms(dict[int, _Form]):
    """By the length of a value. A store has few, so that patterns and padding are worked out once for each."""

    def __missing__(self, length: int) -> _Form:
        if length > LONGEST:
            return _form(0)
        self[length] = form = _form(length)
        return form


def _form(length: int) -> _Form:
    patterns = {label: _pattern(label, length - len(label) - 2) for label in _LABELS}
    labels = [label for label, pattern in patterns.items() if pattern]
    anyone = "|".join(f"({patterns[label]})" for label in labels) or "(?!)"
    return _Form(re.compile(anyone).fullmatch, dict(enumerate(map(_described, labels), 1)))


def _pattern(label: str, size: int) -> str:
    """The values of a label with so many characters behind it; empty where there are none."""
    most, digest, salted = size // 4 * 3, _LABELS[label], label not in _SIZES
    ends = [end for unused, end in enumerate(_ENDS) if digest + salted <= most - unused <= (most if salted else digest)]
    if size % 4 or not ends:
        return ""
    return rf"\{{{label}\}}[A-Za-z0-9+/]{{{size - 4}}}(?:{'|'.join(ends)})"


@cache
def _described(label: str) -> Description:
    """What a report says of every value with that label."""
    sample = bytes(_LABELS[label] + (label not in _SIZES))
    marker = f"{{{label}}}"
    scheme = next(each for each in SCHEMES if marker in each.markers)
    return describe(scheme.read(marker + b64encode(sample).decode()))


_FORMS = _Forms()


def ldap_value(text: str) -> tuple[dict[str, Any], Description] | None:
    """The user's `custom_password_hash` and what a report says of it, or None where `detect` has to look."""
    fullmatch, descriptions = _FORMS[len(text)]
    match = fullmatch(text)
    if match is None:
        return None
    return {"algorithm": "ldap", "hash": {"value": text, "encoding": "utf8"}}, descriptions[match.lastindex]

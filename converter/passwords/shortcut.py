"""The commonest stored passwords at a glance: values of RFC 2307 that Auth0 takes as they stand.

A glance may overlook a value, never misread one: what it finds is what `detect` and `to_auth0` find at ten times
the cost. Directories hold such values by the million.
"""

from __future__ import annotations

import re
import sys
from base64 import b64encode
from functools import lru_cache
from typing import Any

from converter.passwords.description import Description, describe
from converter.passwords.detect import detect
from converter.passwords.schemes.rfc2307 import DIGEST_BYTES

# base64 whose last character has no bits beyond the last byte, so that writing it again gives the same text
_CANONICAL = re.compile(
    r"\{(S?MD5|S?SHA(?:224|256|384|512)?)\}[A-Za-z0-9+/]++(?:(?<=[AEIMQUYcgkosw048])=|(?<=[AQgw])==)?", re.ASCII
).fullmatch
_SIZES = {"SHA" if digest == "sha1" else digest.upper(): size for digest, size in DIGEST_BYTES.items()}


def _described(label: str) -> Description:
    """What a report says of every value with that label."""
    salted = label not in _SIZES
    sample = bytes(_SIZES[label[1:] if salted else label] + salted)
    return describe(detect(f"{{{label}}}{b64encode(sample).decode()}"))


_DESCRIPTIONS = {label: _described(label) for plain in _SIZES for label in (plain, f"S{plain}")}
_LEAST = _SIZES | {f"S{label}": size + 1 for label, size in _SIZES.items()}
_MOST = _SIZES | {f"S{label}": sys.maxsize for label in _SIZES}


def ldap_value(text: str) -> tuple[dict[str, Any], Description] | None:
    """The user's `custom_password_hash` and what a report says of it, or None where `detect` has to look."""
    match = _CANONICAL(text)
    if match is None:
        return None
    label = match[1]
    known = _known(label, len(text) - len(label) - 2, text.count("=", -2))
    return ({"algorithm": "ldap", "hash": {"value": text, "encoding": "utf8"}}, known) if known else None


@lru_cache(maxsize=1 << 10)
def _known(label: str, size: int, unused: int) -> Description | None:
    """What is said of a value with so many characters behind its label, padding included; None where that is wrong."""
    fits = not size % 4 and _LEAST[label] <= size // 4 * 3 - unused <= _MOST[label]
    return _DESCRIPTIONS[label] if fits else None

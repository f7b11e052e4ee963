"""The commonest stored passwords at a glance: values of RFC 2307 that Auth0 takes as they stand.

A glance may overlook a value, never misread one: what it finds is what `detect` and `to_auth0` find at ten times
the cost. Directories hold such values by the million.
"""

from __future__ import annotations

import sys
from base64 import b64encode
from binascii import a2b_base64
from collections.abc import Callable
from typing import Any

from converter import native
from converter.passwords.description import Description, describe
from converter.passwords.schemes.rfc2307 import DIGEST_BYTES, SCHEMES

_SIZES = {"SHA" if digest == "sha1" else digest.upper(): size for digest, size in DIGEST_BYTES.items()}


_SPANS = {
    f"{{{label}": span
    for digest, size in _SIZES.items()
    for label, span in ((digest, (size, size)), (f"S{digest}", (size + 1, sys.maxsize)))
}
"""How many bytes may stand behind a label, by what stands before its closing brace."""


class _Known(dict[str, tuple[int, int, Description]]):
    """As `_SPANS`, and what a report says of every value with that label, found when the first one is met."""

    def __missing__(self, start: str) -> tuple[int, int, Description] | None:
        if start not in _SPANS:
            return None
        fewest, most = _SPANS[start]
        scheme = next(each for each in SCHEMES if f"{start}}}" in each.markers)
        sample = scheme.read(f"{start}}}{b64encode(bytes(fewest)).decode()}")
        self[start] = known = fewest, most, describe(sample)
        return known


_KNOWN = _Known()
# The last characters, by the padding behind them, that have no bits beyond the last byte: writing them again gives the
# same text.
_LAST = ("", "AEIMQUYcgkosw048", "AQgw")


def plain_ldap(text: str) -> Description | None:
    """What a report says of a value that Auth0 takes as `ldap_hash` of it, or None where `detect` has to look."""
    brace = text.find("}")
    known: tuple[int, int, Description] | None = _KNOWN[text[:brace]]
    if known is None:
        return None
    fewest, most, description = known
    try:
        size = len(a2b_base64(text[brace + 1 :], strict_mode=True))
    except ValueError:
        return None
    padding = -size % 3
    if len(text) - brace - 1 != (size + 2) // 3 * 4:  # strict_mode lets further padding pass
        return None
    if not fewest <= size <= most or (padding and text[-padding - 1] not in _LAST[padding]):
        return None
    return description


def glance() -> Callable[[str], Description | None]:
    """`plain_ldap`, compiled where that is possible."""
    module = native.compiled("glances")
    described: Callable[[str], Description | None] = module.LdapValues(_KNOWN).described if module else plain_ldap
    return described


def ldap_hash(text: str) -> dict[str, Any]:
    """The user's `custom_password_hash` of such a value."""
    return {"algorithm": "ldap", "hash": {"value": text, "encoding": "utf8"}}

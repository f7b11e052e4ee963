"""bcrypt in its modular form, bare or behind a directory's label.

`$2b$10$` + 22 characters of salt + 31 of digest, in bcrypt's own base64 (OpenBSD's crypt_blowfish, Provos and
Mazières 1999). `$2a$`, `$2b$` and `$2y$` name the same computation; `$2x$` marks a broken one, `$2$` the first.
"""

from __future__ import annotations

import re
from functools import partial

from converter.passwords.alphabets import match
from converter.passwords.hash import Cost, Function, Malformed, PasswordHash
from converter.passwords.schemes.scheme import Scheme, unlabelled
from converter.regex import regex

# The last character of the salt holds 2 bits and that of the digest 4: all others in them are zero.
_SHAPE = regex(r"\$(2[abxy]?)\$([0-9]{2})\$([./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{30}[.CGKOSWaeimquy26])", re.ASCII)
_OBSTACLES = {
    "2": "$2$ is bcrypt's first form, which hashes differently and which Auth0 does not take",
    "2x": "$2x$ marks hashes of a faulty bcrypt of 2011, which Auth0 does not compute",
}
_SUMMARY = "bcrypt, modular crypt format"
_ORIGIN = "OpenBSD, PHP, Rails, Spring, OpenLDAP's pw-bcrypt, OpenDJ and many more; Provos and Mazières 1999"


def read(text: str, *, scheme: str = "bcrypt") -> PasswordHash:
    """A bcrypt hash, with or without a label in braces before it; `scheme` is the name it is known under."""
    found = match(_SHAPE, unlabelled(text), shape="a bcrypt hash ($2b$, two digits of cost, 53 characters)")
    variant, rounds, rest = found.groups()
    if not 4 <= int(rounds) <= 31:
        raise Malformed("has a bcrypt cost outside 4 to 31")
    if variant in _OBSTACLES:
        return PasswordHash(scheme, Function.OTHER, variant, obstacle=_OBSTACLES[variant])
    return PasswordHash(scheme, Function.BCRYPT, variant, Cost(int(rounds)), digest=rest.encode("ascii"))


SCHEMES = (
    Scheme(
        "bcrypt",
        _SUMMARY,
        _ORIGIN,
        "bcrypt",
        partial(read, scheme="bcrypt"),
        ("$2$", "$2a$", "$2b$", "$2x$", "$2y$", "{BCRYPT}", "{BLF-CRYPT}"),
    ),
)

"""scrypt (RFC 7914) in PHC form: `$scrypt$ln=14,r=8,p=1$<salt>$<digest>`, unpadded base64, N = 2^ln."""

from __future__ import annotations

import re

from converter.passwords.alphabets import at_least, base64_unpadded, count, match
from converter.passwords.hash import Cost, Function, Malformed, PasswordHash
from converter.passwords.schemes.scheme import Scheme
from converter.regex import regex

_SHAPE = regex(r"\$scrypt\$ln=([0-9]+),r=([0-9]+),p=([0-9]+)\$([^$]+)\$([^$]+)", re.ASCII)
_LARGEST_EXPONENT = 31


def scrypt(scheme: str, cost: Cost, *, salt: bytes, digest: bytes) -> PasswordHash:
    """An scrypt hash, having checked N and that salt and digest are there."""
    if cost.rounds < 2 or cost.rounds & (cost.rounds - 1) or cost.rounds > 1 << _LARGEST_EXPONENT:
        raise Malformed("has an N that is no power of two from 2 to 2^31")
    at_least(salt, 1, what="salt")
    at_least(digest, 10, what="digest")
    return PasswordHash(scheme, Function.SCRYPT, "scrypt", cost, salt=salt, digest=digest)


def _read(text: str) -> PasswordHash:
    found = match(_SHAPE, text, shape="an scrypt hash in PHC form ($scrypt$ln=…,r=…,p=…$salt$digest)")
    exponent = count(found[1], "log2 N")
    if exponent > _LARGEST_EXPONENT:
        raise Malformed("has an N that is no power of two from 2 to 2^31")
    cost = Cost(1 << exponent, 0, count(found[2], "r"), count(found[3], "p"))
    return scrypt("scrypt", cost, salt=base64_unpadded(found[4]), digest=base64_unpadded(found[5]))


SCHEMES = (
    Scheme(
        "scrypt",
        "scrypt in PHC form",
        "passlib, libpass and others; RFC 7914, PHC string format",
        "scrypt",
        _read,
        ("$scrypt$",),
    ),
)

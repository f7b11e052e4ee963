"""Argon2 in the PHC string format, bare or behind a directory's or framework's label.

`$argon2id$v=19$m=65536,t=2,p=1$<salt>$<digest>`, unpadded base64, parameters in that order (the reference
implementation's encoding; RFC 9106). Auth0 verifies with libsodium, which takes Argon2i and Argon2id of
version 1.3 (19) without further parameters.
"""

from __future__ import annotations

import re

from converter.passwords.alphabets import at_least, base64_unpadded, count, match
from converter.passwords.hash import Cost, Function, Malformed, PasswordHash
from converter.passwords.schemes.scheme import Scheme, unlabelled
from converter.regex import regex

_B64 = "[A-Za-z0-9+/]+"
_SHAPE = regex(
    rf"\$(argon2(?:id|i|d))(?:\$v=([0-9]+))?\$m=([0-9]+),t=([0-9]+),p=([0-9]+)((?:,[a-z]+=[^,$]*)*)\$({_B64})\$({_B64})",
    re.ASCII,
)
VERSION = 19


def read(text: str, *, scheme: str = "argon2") -> PasswordHash:
    """An Argon2 hash, with or without a label in braces before it; `scheme` is the name it is known under."""
    found = match(
        _SHAPE, unlabelled(text), shape="an Argon2 hash in PHC form (kind, version, m, t and p, salt, digest)"
    )
    kind, version, memory, passes, lanes, further, salt, digest = found.groups()
    cost = Cost(count(passes, "passes"), count(memory, "KiB of memory"), 0, count(lanes, "lanes"))
    if cost.memory < 8 * cost.parallelism:
        raise Malformed("has less memory than Argon2 needs for its lanes")
    raw = at_least(base64_unpadded(digest), 4, what="digest")
    if len(raw) % 4:
        # The form does not say how long the digest is, and nobody asks Argon2 for an odd number of bytes.
        raise Malformed("has a digest of a length that nobody uses (a cut end)")
    return PasswordHash(
        scheme,
        Function.ARGON2,
        kind,
        cost,
        obstacle=obstacle(kind, int(version or 16), further=further),
        salt=at_least(base64_unpadded(salt), 8, what="salt"),
        digest=raw,
    )


def obstacle(kind: str, version: int, *, further: str = "") -> str:
    """Why Auth0's verifier does not take such an Argon2 hash; empty where it does."""
    if kind == "argon2d":
        return "Auth0 takes Argon2i and Argon2id, not Argon2d"
    if version != VERSION:
        return "the hash is of Argon2 before version 1.3, which Auth0 does not take"
    return "the hash needs a secret key or associated data, which Auth0 does not take" if further else ""


SCHEMES = (
    Scheme(
        "argon2",
        "Argon2 in PHC form",
        "OpenLDAP's argon2, Spring Security, Django, PHP, Dovecot and many more; RFC 9106, PHC string format",
        "argon2",
        read,
        (
            "$argon2id$",
            "$argon2i$",
            "$argon2d$",
            "{ARGON2}",
            "{ARGON2ID}",
            "{ARGON2I}",
            "{ARGON2@SPRINGSECURITY_V5_8}",
        ),
    ),
)

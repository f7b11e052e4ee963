"""A password in clear, hashed here because Auth0's import takes none: only where the mapping says `plain`.

Hashed with scrypt at the setting of OWASP's sheet that needs least memory (N = 2^14, r = 8, p = 5, 16 MiB), about a
fifth of a second each. The program promises the same output for the same input, so the salt is no random number: it
is a digest of the account's name, which is different for every user, and of nothing else; in particular not of the
password, since a quick digest of that would undo the slow one.
"""

from __future__ import annotations

import hashlib

from msgspec.structs import replace

from converter.passwords.hash import Cost, Function, Malformed, PasswordHash
from converter.passwords.schemes.scheme import Scheme, unlabelled

PLAIN = "plain"
"""The scheme's name."""

_COST = Cost(1 << 14, 0, 8, 5)
_SALT_BYTES = 16
_DIGEST_BYTES = 32
_MEMORY = 64 << 20
_PURPOSE = b"auth0-convert: salt of a plain password\x00"
_LABELS = ("{CLEARTEXT}", "{CLEAR}", "{PLAIN}", "{PLAINTEXT}", "{NOOP}")


def _read(text: str) -> PasswordHash:
    """Holds the password itself until `_hashed` is given the account, at once."""
    password = unlabelled(text)
    if not password:
        raise Malformed("is empty")
    return PasswordHash(PLAIN, Function.SCRYPT, "scrypt", _COST, digest=password.encode())


def _hashed(plain: PasswordHash, account: str) -> PasswordHash:
    if not account:
        raise Malformed("cannot be hashed without the account's name, which its salt is made from")
    salt = hashlib.sha256(_PURPOSE + account.encode("utf-8", "surrogatepass")).digest()[:_SALT_BYTES]
    n, r, p = _COST.rounds, _COST.block_size, _COST.parallelism
    digest = hashlib.scrypt(plain.digest, salt=salt, n=n, r=r, p=p, maxmem=_MEMORY, dklen=_DIGEST_BYTES)
    return replace(plain, salt=salt, digest=digest)


SCHEMES = (
    Scheme(
        PLAIN,
        "the password in clear, hashed with scrypt on the way",
        "stores that keep passwords in clear, and exports of them",
        "scrypt",
        _read,
        _LABELS,
        _hashed,
        named_only=True,
    ),
)

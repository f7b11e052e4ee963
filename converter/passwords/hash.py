"""A password hash taken apart: what was computed, with what parameters, and what came out.

Every scheme reads into this one shape, and what Auth0 takes is written from it. Neither `repr` nor `str`
of anything here shows a salt, a digest or a stored text.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from msgspec import Struct


class Function(StrEnum):
    """What was computed from the password, as a family."""

    LDAP = "ldap"
    """One pass of a message digest over the password and then the salt, as RFC 2307 has it."""
    DIGEST = "digest"
    """One unkeyed pass of a message digest over the password and a salt on either side of it."""
    HMAC = "hmac"
    """One HMAC over the password; the key is in `salt`."""
    PBKDF2 = "pbkdf2"
    BCRYPT = "bcrypt"
    SCRYPT = "scrypt"
    ARGON2 = "argon2"
    OTHER = "other"
    """Something no import can express; `obstacle` says what."""


class SaltPosition(StrEnum):
    """On which side of the password the salt stands before a digest is taken."""

    PREFIX = "prefix"
    SUFFIX = "suffix"


class PasswordEncoding(StrEnum):
    """How the characters of a password become bytes before hashing."""

    UTF8 = "utf8"
    UTF16LE = "utf16le"


class Cost(Struct, frozen=True):
    """The work a slow function was told to do; 0 where a function has no such parameter.

    `rounds` is PBKDF2's iterations, Argon2's passes, scrypt's N, and the exponent of bcrypt. `memory` is
    Argon2's, in KiB. `block_size` is scrypt's r. `parallelism` is scrypt's p and Argon2's lanes.
    """

    rounds: int = 1
    memory: int = 0
    block_size: int = 0
    parallelism: int = 0


_NO_COST = Cost()


class PasswordHash(Struct, frozen=True):
    """A stored password, understood.

    `scheme` is a name of the table in `schemes`. `algorithm` is the digest's name as `hashlib` writes it
    (LDAP, DIGEST, HMAC, PBKDF2), `2a`, `2b` or `2y` (BCRYPT), or `argon2i`, `argon2d`, `argon2id` (ARGON2).
    `digest` is the digest itself; for BCRYPT it is the 53 characters of bcrypt's own salt and digest, and
    `salt` is what an application put beside the password. `obstacle` is the reason why no import can carry
    the hash, one sentence in plain English; empty where one may.
    """

    scheme: str
    function: Function
    algorithm: str = ""
    cost: Cost = _NO_COST
    salt_position: SaltPosition = SaltPosition.PREFIX
    password_encoding: PasswordEncoding = PasswordEncoding.UTF8
    obstacle: str = ""
    digest: bytes = b""
    salt: bytes = b""

    def __repr__(self) -> str:
        """Nothing of the password."""
        return f"PasswordHash({self.scheme!r}, {self.algorithm!r})"


class PasswordFormatError(ValueError):
    """A stored password that was not understood; the text never holds any of it. `code` is stable."""

    code: ClassVar[str] = "malformed-hash"


class NotRecognised(PasswordFormatError):
    """No scheme, or more than one, claims the text."""

    code = "unknown-scheme"


class Malformed(PasswordFormatError):
    """The text claims a scheme and is not what that scheme writes."""

    code = "malformed-hash"

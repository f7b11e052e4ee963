"""Products with a PBKDF2 format of their own: Atlassian, Liferay, MediaWiki."""

from __future__ import annotations

import struct

from converter.passwords.alphabets import base64, count, exactly, fields
from converter.passwords.hash import Malformed, PasswordHash
from converter.passwords.schemes.pbkdf2 import pbkdf2
from converter.passwords.schemes.scheme import Scheme, unlabelled

_ATLASSIAN_ROUNDS = 10_000
_LIFERAY_SALT_BYTES = 8


def _read_atlassian(text: str) -> PasswordHash:
    raw = exactly(base64(unlabelled(text)), 48, what="salt and key")
    return pbkdf2("atlassian", "sha1", rounds=_ATLASSIAN_ROUNDS, salt=raw[:16], key=raw[16:])


def _read_liferay(text: str) -> PasswordHash:
    """Two 32-bit big-endian numbers, bits of key and rounds, then 8 bytes of salt and the key."""
    raw = base64(unlabelled(text))
    if len(raw) <= 8 + _LIFERAY_SALT_BYTES:
        raise Malformed("is too short for its numbers, salt and key")
    bits, rounds = struct.unpack_from(">II", raw)
    salt, key = raw[8 : 8 + _LIFERAY_SALT_BYTES], raw[8 + _LIFERAY_SALT_BYTES :]
    if bits != 8 * len(key) or not rounds:
        raise Malformed("has a key of another length than it says, or no rounds")
    return pbkdf2("liferay", "sha1", rounds=rounds, salt=salt, key=key)


def _read_mediawiki(text: str) -> PasswordHash:
    _, _, digest, rounds, length, salt, key = fields(text, ":", number=7)
    if digest not in {"sha256", "sha512"}:
        raise Malformed("has a digest that MediaWiki does not write")
    raw = exactly(base64(key), count(length, "bytes of key"), what="key")
    return pbkdf2("mediawiki", digest, rounds=count(rounds, "rounds"), salt=base64(salt), key=raw)


SCHEMES = (
    Scheme(
        "atlassian",
        "PBKDF2-SHA-1 with 10,000 rounds, salt and key as one block",
        "Jira, Confluence, Crowd; com.atlassian.security.password, {PKCS5S2}",
        "pbkdf2",
        _read_atlassian,
        ("{PKCS5S2}",),
    ),
    Scheme(
        "liferay",
        "PBKDF2-SHA-1 as one block with its numbers",
        "Liferay Portal from 6.2; PBKDF2PasswordEncryptor",
        "pbkdf2",
        _read_liferay,
        ("{PBKDF2WITHHMACSHA1}",),
    ),
    Scheme(
        "mediawiki",
        "PBKDF2 between colons",
        "MediaWiki from 1.24; Pbkdf2Password",
        "pbkdf2",
        _read_mediawiki,
        (":pbkdf2:",),
    ),
)

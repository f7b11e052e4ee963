"""PBKDF2 (RFC 8018) as directories and libraries write it.

Three products write nearly the same label with different contents: OpenLDAP `{PBKDF2-SHA256}10000$salt$key`
with `.` for `+` and no padding, 389 the same with ordinary base64, OpenDJ and its kin `10000:` and base64 of key
and salt together. `{PBKDF2_SHA256}` of older 389 is one binary block.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from types import MappingProxyType

from converter.passwords.alphabets import (
    at_least,
    base64,
    base64_adapted,
    base64_unpadded,
    count,
    exactly,
    fields,
    match,
)
from converter.passwords.hash import Cost, Function, Malformed, PasswordHash
from converter.passwords.schemes.rfc2307 import DIGEST_BYTES
from converter.passwords.schemes.scheme import Scheme, marker, unlabelled
from converter.regex import regex

_LABELS = MappingProxyType(
    {"{PBKDF2}": "sha1", "{PBKDF2-SHA1}": "sha1", "{PBKDF2-SHA256}": "sha256", "{PBKDF2-SHA512}": "sha512"}
)
_OPENDJ_LABELS = MappingProxyType(
    {"{PBKDF2}": "sha1", "{PBKDF2-HMAC-SHA256}": "sha256", "{PBKDF2-HMAC-SHA512}": "sha512"}
)
_MODULAR = regex(r"\$pbkdf2(?:-(md5|sha1|sha224|sha256|sha384|sha512))?\$([^$]*)\$([^$]*)\$([^$]*)", re.ASCII)
_PHC_PARAMETERS = regex(r"i=([0-9]+)(?:,l=([0-9]+))?", re.ASCII)
_PHC_KEY_BYTES = 64
_389_SALT_BYTES = 64
_389_KEY_BYTES = 256


def pbkdf2(scheme: str, digest: str, *, rounds: int, salt: bytes, key: bytes) -> PasswordHash:
    """A PBKDF2 hash, having checked that salt and key are there."""
    at_least(salt, 1, what="salt")
    at_least(key, 10, what="key")
    return PasswordHash(scheme, Function.PBKDF2, digest, Cost(rounds), salt=salt, digest=key)


def _labelled_digest(text: str, labels: MappingProxyType[str, str]) -> str:
    digest = labels.get(marker(text))
    if digest is None:
        raise Malformed(f"does not begin with {' or '.join(labels)}")
    return digest


def _read_ldap(text: str) -> PasswordHash:
    digest = _labelled_digest(text, _LABELS)
    rounds, salt, key = fields(unlabelled(text), "$", number=3)
    decode = base64 if set("=+") & set(salt + key) else base64_adapted
    raw = exactly(decode(key), DIGEST_BYTES[digest], what="key")
    return pbkdf2("ldap-pbkdf2", digest, rounds=count(rounds, "rounds"), salt=decode(salt), key=raw)


def _read_389(text: str) -> PasswordHash:
    raw = exactly(base64(unlabelled(text)), 4 + _389_SALT_BYTES + _389_KEY_BYTES, what="rounds, salt and key")
    rounds = int.from_bytes(raw[:4], "big")
    if not rounds:
        raise Malformed("has no proper number of rounds")
    return pbkdf2(
        "389-pbkdf2", "sha256", rounds=rounds, salt=raw[4 : 4 + _389_SALT_BYTES], key=raw[4 + _389_SALT_BYTES :]
    )


def _read_opendj(text: str) -> PasswordHash:
    digest = _labelled_digest(text, _OPENDJ_LABELS)
    rounds, encoded = fields(unlabelled(text), ":", number=2)
    length = DIGEST_BYTES[digest]
    raw = at_least(base64(encoded), length + 1, what="key and salt")
    return pbkdf2("opendj-pbkdf2", digest, rounds=count(rounds, "rounds"), salt=raw[length:], key=raw[:length])


def _read_modular(text: str) -> PasswordHash:
    found = match(_MODULAR, text, shape="a PBKDF2 hash ($pbkdf2-sha256$, rounds, salt and key between `$`)")
    digest, parameters, salt, key = found.groups()
    digest = digest or "sha1"
    if parameters.startswith("i="):
        rounds, length = match(_PHC_PARAMETERS, parameters, shape="of the form i=rounds,l=bytes").groups()
        raw = base64_unpadded(key)
        # Without a length a cut key looks whole, unless its length is a usual one.
        usual = DIGEST_BYTES[digest] if len(raw) != _PHC_KEY_BYTES else _PHC_KEY_BYTES
        exactly(raw, count(length, "bytes of key") if length else usual, what="key")
        return pbkdf2("pbkdf2", digest, rounds=count(rounds, "rounds"), salt=base64_unpadded(salt), key=raw)
    raw = exactly(base64_adapted(key), DIGEST_BYTES[digest], what="key")
    return pbkdf2("pbkdf2", digest, rounds=count(parameters, "rounds"), salt=base64_adapted(salt), key=raw)


def _scheme(name: str, summary: str, *markers: str, origin: str, read: Callable[[str], PasswordHash]) -> Scheme:
    return Scheme(name, summary, origin, "pbkdf2", read, markers)


SCHEMES = (
    _scheme(
        "ldap-pbkdf2",
        "PBKDF2 as rounds, salt and key between `$` behind a label",
        *_LABELS,
        origin="OpenLDAP's pw-pbkdf2 (slapd-pw-pbkdf2(5)), 389 Directory Server from 1.4",
        read=_read_ldap,
    ),
    _scheme(
        "389-pbkdf2",
        "PBKDF2-SHA-256 as one binary block",
        "{PBKDF2_SHA256}",
        origin="389 Directory Server, RHDS and FreeIPA with PBKDF2_SHA256",
        read=_read_389,
    ),
    _scheme(
        "opendj-pbkdf2",
        "PBKDF2 as rounds, a colon, and key and salt together",
        *_OPENDJ_LABELS,
        origin="OpenDJ, PingDS; AbstractPBKDF2PasswordStorageScheme of OpenDJ",
        read=_read_opendj,
    ),
    _scheme(
        "pbkdf2",
        "PBKDF2 in PHC form or as passlib writes it",
        "$pbkdf2$",
        *(f"$pbkdf2-{digest}$" for digest in DIGEST_BYTES),
        origin="PHC string format; passlib's and libpass's pbkdf2_sha1, pbkdf2_sha256, pbkdf2_sha512",
        read=_read_modular,
    ),
)

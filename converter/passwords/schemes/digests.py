"""One pass of a digest without any mark: read only when the mapping names the scheme.

`md5-hex` and its kin hold nothing but the digest. `md5-pass-salt` and its kin hold the digest, a colon and
the salt, in the notation of hashcat (modes 10, 20, 110, 120, 1410 …): the name says the order in which they
were hashed. The digest is in base 16 or base64; the salt is its UTF-8 text, or bytes as `$HEX[6162]`.
"""

from __future__ import annotations

from functools import partial
from types import MappingProxyType

from converter.passwords.alphabets import at_least, base64, exactly, hexadecimal
from converter.passwords.hash import Function, Malformed, PasswordEncoding, PasswordHash, SaltPosition
from converter.passwords.schemes.scheme import Scheme, unlabelled

_BYTES = MappingProxyType({"md4": 16, "md5": 16, "sha1": 20, "sha256": 32, "sha384": 48, "sha512": 64})
_AUTH0 = ("md4", "md5", "sha1", "sha256", "sha512")
_MARKERS = MappingProxyType({"md4": ("{PLAIN-MD4}",), "md5": ("{PLAIN-MD5}",)})
_UTF16 = PasswordEncoding.UTF16LE
_ORIGIN = "applications of one's own; say it only of data whose origin is known"
_HASHCAT = "Joomla to 3.1 (md5-pass-salt), WSO2 (sha256-pass-salt), applications of one's own; hashcat's notation"


def digest_of(text: str, algorithm: str) -> bytes:
    """A digest in base 16 or in base64, told apart by its length."""
    length = _BYTES[algorithm]
    raw = hexadecimal(text) if len(text) == 2 * length else base64(text)
    return exactly(raw, length, what="digest")


def salt_of(text: str) -> bytes:
    """A salt's bytes: its UTF-8 text, or what stands between `$HEX[` and `]`."""
    if text.startswith("$HEX[") and text.endswith("]"):
        return at_least(hexadecimal(text[5:-1]), 1, what="salt")
    return at_least(text.encode("utf-8", "surrogateescape"), 1, what="salt")


def _read_bare(text: str, *, scheme: str, algorithm: str) -> PasswordHash:
    raw = digest_of(unlabelled(text), algorithm)
    if algorithm == "sha384":
        # Auth0 has this digest in the form of RFC 2307 alone.
        return PasswordHash(scheme, Function.LDAP, algorithm, salt_position=SaltPosition.SUFFIX, digest=raw)
    return PasswordHash(scheme, Function.DIGEST, algorithm, digest=raw)


def _read_nt(text: str) -> PasswordHash:
    text = unlabelled(text)
    raw = exactly(hexadecimal(text.removeprefix("$3$$")), 16, what="digest")
    return PasswordHash("nt", Function.DIGEST, "md4", password_encoding=_UTF16, digest=raw)


def _read_salted(text: str, *, shape: PasswordHash) -> PasswordHash:
    """`shape` is the hash but for its scheme's data: name, function, algorithm, position and encoding."""
    digest, colon, salt = text.partition(":")
    if not colon:
        raise Malformed("has no colon between digest and salt")
    return PasswordHash(
        shape.scheme,
        shape.function,
        shape.algorithm,
        salt_position=shape.salt_position,
        password_encoding=shape.password_encoding,
        digest=digest_of(digest, shape.algorithm),
        salt=salt_of(salt),
    )


def _bare(algorithm: str) -> Scheme:
    name = f"{algorithm}-hex"
    summary = f"{algorithm.upper()} of the password, unsalted, in base 16 or base64"
    target = "ldap" if algorithm == "sha384" else algorithm
    markers = _MARKERS.get(algorithm, ())
    return Scheme(name, summary, _ORIGIN, target, partial(_read_bare, scheme=name, algorithm=algorithm), markers)


def _salted(algorithm: str, position: SaltPosition, *, encoding: PasswordEncoding) -> Scheme:
    order = "salt-pass" if position is SaltPosition.PREFIX else "pass-salt"
    wide = "-utf16le" if encoding is _UTF16 else ""
    name = f"{algorithm}{wide}-{order}"
    shape = PasswordHash(name, Function.DIGEST, algorithm, salt_position=position, password_encoding=encoding)
    summary = f"{algorithm.upper()} of {order.replace('-', ' and then ')}{' in UTF-16' if wide else ''}, as digest:salt"
    return Scheme(name, summary, _HASHCAT, algorithm, partial(_read_salted, shape=shape))


def _keyed(algorithm: str) -> Scheme:
    name = f"hmac-{algorithm}-key-salt"
    shape = PasswordHash(name, Function.HMAC, algorithm)
    summary = f"HMAC-{algorithm.upper()} of the password under the salt as key, as digest:salt"
    return Scheme(name, summary, _HASHCAT, "hmac", partial(_read_salted, shape=shape))


SCHEMES = (
    *map(_bare, _BYTES),
    Scheme(
        "nt",
        "the NT hash of Windows: MD4 of the password in UTF-16",
        "Active Directory, Samba (sambaNTPassword), smbpasswd, FreeIPA, {X- ORCLNTV} of Oracle; MS-NLMP 3.3.1",
        "md4",
        _read_nt,
        ("$3$", "{NT}", "{NTHASH}", "{X-NTHASH}", "{X- ORCLNTV}"),
    ),
    *(_salted(a, position, encoding=PasswordEncoding.UTF8) for a in _AUTH0 for position in SaltPosition),
    *(_salted(a, position, encoding=_UTF16) for a in _AUTH0[1:] for position in SaltPosition),
    *map(_keyed, ("md5", "sha1", "sha256", "sha384", "sha512")),
)

"""crypt(3) of Unix, bare or behind `{CRYPT}`: only bcrypt among its methods can be imported.

The methods and their shapes are those of libxcrypt's manual page crypt(5). Auth0's page says of its `ldap`
algorithm that `{CRYPT}` is not supported.
"""

from __future__ import annotations

import re

from converter.passwords.hash import Malformed, PasswordHash
from converter.passwords.schemes import bcrypt
from converter.passwords.schemes.foreign import Foreign, read, scheme
from converter.passwords.schemes.scheme import Scheme, unlabelled
from converter.regex import regex

_ORIGIN = "Unix password files, OpenLDAP and 389 with {CRYPT}; crypt(5)"
_A = "[./0-9A-Za-z]"
_ITERATED = "hashes the password many times over in a way of its own, which Auth0 has no algorithm for"


def _method(name: str, summary: str, *markers: str, shape: str) -> Foreign:
    return Foreign(name, summary, _ORIGIN, f"{summary} {_ITERATED}", regex(shape, re.ASCII), markers)


METHODS = (
    _method("md5-crypt", "MD5-crypt", "$1$", "{MD5-CRYPT}", "{MD5}", shape=rf"\$1\$[^$\s]{{0,8}}\${_A}{{22}}"),
    _method("apr1", "Apache's MD5-crypt", "$apr1$", shape=rf"\$apr1\$[^$\s]{{0,8}}\${_A}{{22}}"),
    _method(
        "sha256-crypt",
        "SHA-256-crypt",
        "$5$",
        "{SHA256-CRYPT}",
        shape=rf"\$5\$(?:rounds=[1-9][0-9]{{3,8}}\$)?[^$\s]{{0,16}}\${_A}{{43}}",
    ),
    _method(
        "sha512-crypt",
        "SHA-512-crypt",
        "$6$",
        "{SHA512-CRYPT}",
        shape=rf"\$6\$(?:rounds=[1-9][0-9]{{3,8}}\$)?[^$\s]{{0,16}}\${_A}{{86}}",
    ),
    _method(
        "sha1-crypt", "NetBSD's SHA1-crypt", "$sha1$", shape=rf"\$sha1\$[1-9][0-9]{{0,9}}\${_A}{{1,64}}\${_A}{{28}}"
    ),
    _method(
        "sun-md5-crypt",
        "Sun's MD5-crypt",
        "$md5$",
        shape=rf"\$md5(?:,rounds=[1-9][0-9]*)?\$[^$\s]{{0,16}}\$?\${_A}{{22}}",
    ),
    _method("yescrypt", "yescrypt", "$y$", shape=rf"\$y\${_A}+\${_A}{{0,86}}\${_A}{{43}}"),
    _method(
        "gost-yescrypt", "GOST yescrypt", "$gy$", "{GOST_YESCRYPT}", shape=rf"\$gy\${_A}+\${_A}{{0,86}}\${_A}{{43}}"
    ),
    _method("scrypt-crypt", "scrypt as crypt(3) writes it", "$7$", shape=rf"\$7\${_A}{{11,97}}\${_A}{{43}}"),
    _method("des-crypt", "traditional DES crypt", "{DES-CRYPT}", shape=rf"{_A}{{13}}"),
    _method("bigcrypt", "DES crypt of long passwords in pieces", shape=rf"{_A}{{2}}(?:{_A}{{11}}){{2,16}}"),
    _method("bsdi-crypt", "BSDi's extended DES crypt", shape=rf"_{_A}{{19}}"),
)


def _read(text: str) -> PasswordHash:
    inner = unlabelled(text)
    if inner.startswith("$2"):
        return bcrypt.read(inner)
    for method in METHODS:
        if method.shape.fullmatch(inner):
            return read(inner, foreign=method)
    raise Malformed("is of no method of crypt(3)")


SCHEMES = (
    Scheme("crypt", "any method of crypt(3), told by its own mark", _ORIGIN, "bcrypt", _read, ("{CRYPT}",)),
    *map(scheme, METHODS),
)

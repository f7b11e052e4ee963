"""Flags: bits of a number as Active Directory keeps them, and the many spellings of true and false."""

from __future__ import annotations

import re

from converter.regex import regex

ACCOUNT_FLAGS = {
    "SCRIPT": 0x1,
    "ACCOUNTDISABLE": 0x2,
    "HOMEDIR_REQUIRED": 0x8,
    "LOCKOUT": 0x10,
    "PASSWD_NOTREQD": 0x20,
    "PASSWD_CANT_CHANGE": 0x40,
    "ENCRYPTED_TEXT_PWD_ALLOWED": 0x80,
    "TEMP_DUPLICATE_ACCOUNT": 0x100,
    "NORMAL_ACCOUNT": 0x200,
    "INTERDOMAIN_TRUST_ACCOUNT": 0x800,
    "WORKSTATION_TRUST_ACCOUNT": 0x1000,
    "SERVER_TRUST_ACCOUNT": 0x2000,
    "DONT_EXPIRE_PASSWORD": 0x10000,
    "MNS_LOGON_ACCOUNT": 0x20000,
    "SMARTCARD_REQUIRED": 0x40000,
    "TRUSTED_FOR_DELEGATION": 0x80000,
    "NOT_DELEGATED": 0x100000,
    "USE_DES_KEY_ONLY": 0x200000,
    "DONT_REQ_PREAUTH": 0x400000,
    "PASSWORD_EXPIRED": 0x800000,
    "TRUSTED_TO_AUTH_FOR_DELEGATION": 0x1000000,
    "PARTIAL_SECRETS_ACCOUNT": 0x4000000,
}
"""The bits of userAccountControl by their names in Microsoft's documentation of its property flags.

A domain controller keeps LOCKOUT and PASSWORD_EXPIRED in msDS-User-Account-Control-Computed only.
"""

_TRUE = frozenset(["true", "t", "yes", "y", "1", "on"])
_FALSE = frozenset(["false", "f", "no", "n", "0", "off"])
_INTEGER = regex(r"[+-]?[0-9]{1,19}|0x[0-9a-f]{1,16}", re.IGNORECASE)


def has(value: str | float, flag: str | float) -> bool:
    """Are all bits of a flag set in a number? The flag is a name of `ACCOUNT_FLAGS`, in any case, or a number.

    Numbers may be text, decimal or 0x hexadecimal; negative ones are read as two's complement, as a
    directory writes bit 31.
    """
    bits = _bits(flag)
    if bits <= 0:
        raise ValueError("a flag has at least one bit: 0 and negative numbers ask for nothing")
    return _integer(value) & bits == bits


def boolean(value: str | float | bool) -> bool:
    """The truth value of the LDAP texts TRUE and FALSE (RFC 4517 §3.3.3) and of their relatives elsewhere.

    In any case: true/false, t/f, yes/no, y/n, on/off, 1/0. A boolean is itself.
    """
    word = str(value).strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ValueError("a truth value is TRUE or FALSE, yes or no, on or off, 1 or 0")


def _bits(flag: str | float) -> int:
    if isinstance(flag, str) and not flag[:1].isdigit():
        bits = ACCOUNT_FLAGS.get(flag.strip().upper())
        if bits is None:
            raise ValueError(f"there is no such flag; the names are {', '.join(ACCOUNT_FLAGS)}")
        return bits
    return _integer(flag)


def _integer(value: str | float) -> int:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    text = str(value).strip()
    if not _INTEGER.fullmatch(text):
        raise ValueError("flags are bits of a whole number, and this is none")
    return int(text, 16) if text[:2].lower() == "0x" else int(text)

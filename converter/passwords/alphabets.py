"""Bytes out of text, strictly: nothing is skipped, completed or rounded.

A decoder that forgives turns a truncated hash into a shorter one, and a user into one who cannot log in.
Every failure is `Malformed` with a reason that holds nothing of the text.
"""

from __future__ import annotations

import binascii
import re
from binascii import a2b_base64, b2a_base64

from converter.passwords.hash import Malformed
from converter.regex import regex

_HEX = regex(r"(?:[0-9a-f]{2})*|(?:[0-9A-F]{2})*", re.ASCII)
_COUNT = regex(r"[1-9][0-9]{0,9}", re.ASCII)
_TO_STANDARD = str.maketrans(".", "+")


def base64(text: str) -> bytes:
    """RFC 4648 section 4 with its padding: the one text that encodes those bytes, or `Malformed`."""
    try:
        raw = a2b_base64(text)
    except ValueError:
        raw = None
    if raw is None or b2a_base64(raw, newline=False) != text.encode("utf-8", "replace"):
        raise Malformed("is not exact base64 (a foreign character, missing padding or a cut end)")
    return raw


def base64_unpadded(text: str) -> bytes:
    """The same alphabet without `=`, as PHC strings have it (called B64 there)."""
    if "=" in text:
        raise Malformed("has base64 padding where this format has none")
    return base64(text + "=" * (-len(text) % 4))


def base64_adapted(text: str) -> bytes:
    """The variant with `.` for `+` and no padding, of passlib and of OpenLDAP's pw-pbkdf2."""
    if "+" in text:
        raise Malformed("mixes two kinds of base64")
    return base64_unpadded(text.translate(_TO_STANDARD))


def hexadecimal(text: str) -> bytes:
    """Base 16, in one letter case."""
    if not _HEX.fullmatch(text):
        raise Malformed("is not hexadecimal (a foreign character, mixed letter case or a cut end)")
    return binascii.unhexlify(text)


def count(text: str, what: str) -> int:
    """A positive decimal number below 2^32, without leading zeros; `what` names it in the reason."""
    if not _COUNT.fullmatch(text) or int(text) >= 1 << 32:
        raise Malformed(f"has no proper number of {what}")
    return int(text)


def exactly(raw: bytes, length: int, *, what: str) -> bytes:
    """The bytes, having checked how many they are; `what` names them in the reason."""
    if len(raw) != length:
        raise Malformed(f"has {len(raw)} bytes of {what} where {length} belong")
    return raw


def at_least(raw: bytes, length: int, *, what: str) -> bytes:
    """The bytes, having checked that there are enough; `what` names them in the reason."""
    if len(raw) < length:
        raise Malformed(f"has {len(raw)} bytes of {what} where at least {length} belong")
    return raw


def fields(text: str, separator: str, *, number: int) -> list[str]:
    """The parts between separators, having checked how many they are."""
    parts = text.split(separator)
    if len(parts) != number:
        raise Malformed(f"has {len(parts)} parts between {separator!r} where {number} belong")
    return parts


def match(pattern: re.Pattern[str], text: str, *, shape: str) -> re.Match[str]:
    """The whole text matched against a pattern; `shape` describes the pattern in the reason."""
    found = pattern.fullmatch(text)
    if found is None:
        raise Malformed(f"is not {shape}")
    return found

"""How many bytes a text in hex, base64 or utf8 stands for, without decoding it."""

from __future__ import annotations

from converter.regex import regex

_HEX = regex(r"(?:[0-9A-Fa-f]{2})*")
_BASE64 = regex(r"([A-Za-z0-9+/_-]*)(={0,2})")
_UNPADDED = regex(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048])?")


def decoded_length(text: str, encoding: str) -> int | None:
    """The number of bytes, or None where the text is not in that encoding.

    Hex comes in either case; base64 in either alphabet, with its padding complete or left out (RFC 4648).
    """
    if encoding == "hex":
        return len(text) // 2 if _HEX.fullmatch(text) else None
    if encoding == "base64":
        return base64_length(text)
    return len(text.encode())


def base64_length(text: str) -> int | None:
    """The number of bytes that base64 of either alphabet stands for, or None where it is none."""
    parts = _BASE64.fullmatch(text)
    return base64_bytes(parts.end(1), len(parts[2])) if parts else None


def base64_bytes(digits: int, padding: int) -> int | None:
    """The number of bytes that so many digits of base64 stand for, or None where the padding is wrong."""
    if digits % 4 == 1 or (padding and (digits + padding) % 4):
        return None
    return digits * 3 // 4


def unpadded_length(text: str) -> int | None:
    """The number of bytes of canonical base64 of the standard alphabet without padding, or None."""
    return len(text) * 3 // 4 if _UNPADDED.fullmatch(text) else None

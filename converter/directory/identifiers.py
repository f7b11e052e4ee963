"""Identifiers that a store made: GUIDs in all their spellings, and Windows security identifiers."""

from __future__ import annotations

import re

from converter.regex import regex

_GUID_SPELLINGS = regex(
    r"[0-9a-f]{32}"  # Oracle's orclGUID
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # entryUUID (RFC 4530), ibm-entryUuid
    r"|\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}"  # Windows tools
    r"|[0-9a-f]{8}(?:-[0-9a-f]{8}){3}",  # nsUniqueId of 389 Directory Server and its relatives
    re.IGNORECASE | re.ASCII,
)
_CANONICAL = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch
_DIGITS = re.compile("([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})").fullmatch
_SID = regex(r"S-1-([0-9]{1,15}|0x[0-9a-f]{1,12})((?:-[0-9]{1,10}){1,15})", re.IGNORECASE | re.ASCII)


def guid_text(data: bytes) -> str:
    """The canonical text of a binary objectGUID: 16 bytes, the first three parts little-endian ([MS-DTYP] §2.3.4)."""
    if len(data) != 16:
        raise ValueError(f"a binary GUID has 16 bytes, not {len(data)}")
    parts = data[3::-1], data[5:3:-1], data[7:5:-1], data[8:10], data[10:]
    return "-".join(part.hex() for part in parts)


def plain_guid(text: str) -> str | None:
    """The canonical text of 32 hex digits, the commonest spelling, at little cost; None for others."""
    try:
        if not len(text) == 32 == 2 * len(bytes.fromhex(text)):
            return None
    except ValueError:
        return None
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}".lower()


def canonical_guid(text: str) -> str:
    """A GUID in any usual spelling as lower-case 8-4-4-4-12; the digits keep their order.

    Read are 32 hex digits, the dashed form with or without braces, and the 8-8-8-8 of nsUniqueId.
    """
    lower = text.lower()
    if _CANONICAL(lower):
        return lower
    match = _DIGITS(lower)
    if not match:
        bare = text.strip()
        if not _GUID_SPELLINGS.fullmatch(bare):
            raise ValueError("a GUID is 32 hex digits, with dashes and braces only where they belong")
        match = _DIGITS(bare.strip("{}").replace("-", "").lower())
        assert match
    return "-".join(match.groups())


def sid_text(data: bytes) -> str:
    """The text of a binary objectSid, such as `S-1-5-21-1-2-3-1104` ([MS-DTYP] §2.4.2).

    Revision 1, a count of 1 to 15, six bytes of authority (big-endian), then so many four-byte
    sub-authorities (little-endian), and nothing behind them.
    """
    if len(data) < 12 or data[0] != 1:
        raise ValueError("a binary SID has at least 12 bytes and starts with revision 1")
    if not 1 <= data[1] <= 15 or len(data) != 8 + 4 * data[1]:
        raise ValueError(f"a binary SID's length follows from its count of sub-authorities, and {len(data)} does not")
    parts = [int.from_bytes(data[i : i + 4], "little") for i in range(8, len(data), 4)]
    return _sid(int.from_bytes(data[2:8], "big"), parts)


def canonical_sid(text: str) -> str:
    """A SID that is text already, checked: every part in its range, without leading zeros."""
    match = _SID.fullmatch(text.strip())
    if not match:
        raise ValueError("a SID reads S-1-authority-number-…, with 1 to 15 numbers")
    authority = int(match[1], 16) if match[1][:2].lower() == "0x" else int(match[1])
    parts = [int(part) for part in match[2][1:].split("-")]
    if authority >= 1 << 48 or max(parts) >= 1 << 32:
        raise ValueError("a SID's authority has 48 bits and its other numbers have 32")
    return _sid(authority, parts)


def _sid(authority: int, parts: list[int]) -> str:
    shown = str(authority) if authority < 1 << 32 else f"0x{authority:012x}"
    return "-".join(["S", "1", shown, *map(str, parts)])

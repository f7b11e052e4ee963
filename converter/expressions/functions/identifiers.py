"""Identifiers, and bytes as text and back."""

from __future__ import annotations

import base64 as base64_codec
import binascii
import re

from converter.directory.identifiers import canonical_guid, canonical_sid, guid_text, sid_text
from converter.expressions.function import Example, Mode, declare
from converter.expressions.limits import check_text
from converter.regex import regex

_GUID = "3f2504e0-4f89-11d3-9a0c-0305e82c3301"
_CSVDE = regex(r"X'(.*)'", re.DOTALL)


@declare(
    "guid",
    ("value: binary|string",),
    "string|null",
    mode=Mode.EACH,
    summary="A GUID as lower-case 8-4-4-4-12, from the bytes of an objectGUID (little-endian, as Active Directory "
    "keeps them) or from any usual spelling; `guid(hex(value))` reads bytes that are in order.",
    examples=(
        Example("guid('3F2504E04F8911D39A0C0305E82C3301')", _GUID),
        Example("guid(objectguid)", [_GUID], {"objectguid": [bytes.fromhex("e004253f894fd3119a0c0305e82c3301")]}),
        Example("guid('{3F2504E0-4F89-11D3-9A0C-0305E82C3301}')", _GUID),
        Example("guid(nsuniqueid)", [_GUID], {"nsuniqueid": ["3f2504e0-4f8911d3-9a0c0305-e82c3301"]}),
        Example("guid(orclguid)", None, {}),
        Example("guid('3F2504E04F89')", fails="invalid-value"),
    ),
)
def guid(value: bytes | str) -> str | None:
    """RFC 4530, [MS-DTYP] §2.3.4; the empty text gives null."""
    if isinstance(value, bytes):
        return guid_text(value)
    return canonical_guid(value) if value and not value.isspace() else None


@declare(
    "sid",
    ("value: binary|string",),
    "string|null",
    mode=Mode.EACH,
    summary="A Windows security identifier as text, from the bytes of an objectSid or from text, which is checked.",
    examples=(
        Example("sid(objectsid)", ["S-1-5-32-544"], {"objectsid": [bytes.fromhex("01020000000000052000000020020000")]}),
        Example("sid('S-1-5-21-1-2-3-1104')", "S-1-5-21-1-2-3-1104"),
        Example("sid(objectsid)", None, {}),
        Example("sid(objectsid)", given={"objectsid": [b"\x01\x02"]}, fails="invalid-value"),
        Example("sid('S-1-5')", fails="invalid-value"),
    ),
)
def sid(value: bytes | str) -> str | None:
    """[MS-DTYP] §2.4.2; the empty text gives null."""
    if isinstance(value, bytes):
        return sid_text(value)
    return canonical_sid(value) if value.strip() else None


@declare(
    "hex",
    ("value: binary|string",),
    "string",
    mode=Mode.EACH,
    summary="The bytes, or those of the text in UTF-8, as lower-case hex digits.",
    examples=(
        Example("hex(photo)", ["ffd8"], {"photo": [b"\xff\xd8"]}),
        Example("hex('é')", "c3a9"),
        Example("hex(photo)", None, {}),
        Example("hex(count)", given={"count": 7}, fails="invalid-type"),
    ),
)
def to_hex(value: bytes | str) -> str:
    """RFC 4648 §8, in lower case."""
    octets = _octets(value)
    check_text(2 * len(octets))
    return octets.hex()


@declare(
    "base64",
    ("value: binary|string",),
    "string",
    mode=Mode.EACH,
    summary="The bytes, or those of the text in UTF-8, in base64 with padding.",
    examples=(
        Example("base64(photo)", ["/9g="], {"photo": [b"\xff\xd8"]}),
        Example("base64('Jane')", "SmFuZQ=="),
        Example("base64(photo)", None, {}),
        Example("base64(count)", given={"count": 7}, fails="invalid-type"),
    ),
)
def to_base64(value: bytes | str) -> str:
    """RFC 4648 §4."""
    octets = _octets(value)
    check_text(len(octets) * 4 // 3)
    return base64_codec.b64encode(octets).decode()


@declare(
    "unhex",
    ("text: string",),
    "binary|null",
    mode=Mode.EACH,
    summary="The bytes that hex digits stand for; X'…' around them, as csvde writes it, is allowed.",
    examples=(
        Example("guid(unhex('e004253f894fd3119a0c0305e82c3301'))", _GUID),
        Example("hex(unhex('X\\'FFD8\\''))", "ffd8"),
        Example("utf8(unhex(name))", ["é"], {"name": ["C3A9"]}),
        Example("unhex(objectguid)", None, {}),
        Example("sid(unhex(objectSid))", None, {"objectSid": ""}),
        Example("unhex('abc')", fails="invalid-value"),
    ),
)
def unhex(text: str) -> bytes | None:
    """Digits alone: no blanks, no 0x; the empty text, as tables have it, gives null."""
    if not text.strip():
        return None
    digits = _CSVDE.sub(r"\1", text.strip())
    try:
        return binascii.unhexlify(digits)
    except ValueError:
        raise ValueError("the text is no row of hex digits, two for every byte") from None


@declare(
    "unbase64",
    ("text: string",),
    "binary|null",
    mode=Mode.EACH,
    summary="The bytes that a text in base64 stands for.",
    examples=(
        Example("guid(unbase64('4AQlP4lP0xGaDAMF6CwzAQ=='))", _GUID),
        Example("utf8(unbase64(name))", ["Jane"], {"name": ["SmFuZQ=="]}),
        Example("unbase64(objectguid)", None, {}),
        Example("guid(unbase64(guid))", None, {"guid": ""}),
        Example("unbase64('SmFuZQ')", fails="invalid-value"),
        Example("unbase64('*')", fails="invalid-value"),
    ),
)
def unbase64(text: str) -> bytes | None:
    """RFC 4648 §4: its alphabet alone, with padding; the empty text gives null."""
    try:
        return base64_codec.b64decode(text.strip(), validate=True) or None
    except ValueError:
        raise ValueError("the text is not base64 with its padding") from None


@declare(
    "utf8",
    ("value: binary|string",),
    "string",
    mode=Mode.EACH,
    summary="The text that bytes are in UTF-8; text is itself.",
    examples=(
        Example("utf8(info)", ["é"], {"info": [b"\xc3\xa9"]}),
        Example("utf8('Jane')", "Jane"),
        Example("utf8(info)", None, {}),
        Example("utf8(info)", given={"info": [b"\xff"]}, fails="invalid-value"),
    ),
)
def utf8(value: bytes | str) -> str:
    """For attributes that are binary by name and hold text."""
    if isinstance(value, str):
        return value
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise ValueError("the bytes are not UTF-8") from None


def _octets(value: bytes | str) -> bytes:
    if isinstance(value, bytes):
        return value
    try:
        return value.encode()
    except UnicodeEncodeError:
        raise ValueError("the text has half of a surrogate pair, which is no character") from None


FUNCTIONS = (guid, sid, to_hex, to_base64, unhex, unbase64, utf8)

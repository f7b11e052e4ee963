"""What a single value looks like, told from its text alone."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from converter.passwords.schemes import markers
from converter.passwords.schemes.scheme import marker
from converter.validation.email import is_email


class Kind(StrEnum):
    """The kinds a report tells apart; the text is what it calls them."""

    PASSWORD = "password hash"  # noqa: S105 - the name of a kind
    EMAIL = "e-mail address"
    BAD_EMAIL = "address that Auth0 refuses"
    PHONE = "phone number (E.164)"
    NATIONAL_PHONE = "phone number (national)"
    GUID = "GUID"
    SID = "Windows SID"
    DN = "DN"
    GENERALIZED_TIME = "generalizedTime"
    ISO_TIME = "ISO 8601 time"
    DATE = "date of another form"
    FILETIME = "FILETIME"
    EPOCH = "seconds since 1970"
    EPOCH_MS = "milliseconds since 1970"
    URL = "web address"
    BOOLEAN = "boolean"
    INTEGER = "whole number"
    NUMBER = "number"
    HEX = "hex digits"
    BINARY = "bytes"
    OBJECT = "nested object"
    TEXT = "text"
    EMPTY = "empty"


TIMES = frozenset(
    {Kind.GENERALIZED_TIME, Kind.ISO_TIME, Kind.DATE, Kind.FILETIME, Kind.EPOCH, Kind.EPOCH_MS},
)

_SHORTEST_HASH = 13
_LONGEST_LOOKED_AT = 4096
_MAY_BE_HASH = re.compile(r"[{$*!:]|md5[0-9a-f]{32}|0x0[12]00|AQAAAA|[A-Za-z][A-Za-z0-9_-]{0,30}[$:]", re.ASCII)
_WORDS = frozenset({"true", "false", "yes", "no", "t", "f", "y", "n", "on", "off"})
_SHAPES = (
    (Kind.INTEGER, re.compile(r"-?[0-9]{1,13}|-?[0-9]{15,19}", re.ASCII)),
    (
        Kind.GENERALIZED_TIME,
        re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9][0-2][0-9](?:[0-5][0-9]){0,2}(?:[.,][0-9]+)?[Zz]|"
                   r"(?:16|19|20)[0-9]{12}(?:[.,][0-9]+)?(?:[Zz]|[+-][0-9]{4})?", re.ASCII),
    ),
    (Kind.INTEGER, re.compile(r"-?[0-9]{14}", re.ASCII)),
    (
        Kind.ISO_TIME,
        re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?"
                   r"(?:[Zz]|[+-][0-9]{2}:?(?:[0-9]{2})?)?)?", re.ASCII),
    ),
    (
        Kind.DATE,
        re.compile(r"(?:[0-9]{4}[/.][0-9]{1,2}[/.][0-9]{1,2}|[0-9]{1,2}([/.-])[0-9]{1,2}\1(?:[0-9]{4}|[0-9]{2})|[0-9]{1,2}-[A-Za-z]{3}-[0-9]{2,4})"
                   r"(?:[ T].{4,20})?", re.ASCII),
    ),
    (
        Kind.GUID,
        re.compile(r"\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?|[0-9a-f]{8}(?:-[0-9a-f]{8}){3}",
                   re.ASCII | re.IGNORECASE),
    ),
    (Kind.SID, re.compile(r"S-1-[0-9]+(?:-[0-9]+)+", re.ASCII)),
    (Kind.NUMBER, re.compile(r"-?[0-9]+[.,][0-9]+", re.ASCII)),
    (Kind.PHONE, re.compile(r"(?:tel:)?\+[0-9][0-9\s().\-/]{6,22}", re.ASCII)),
    (Kind.NATIONAL_PHONE, re.compile(r"(?=(?:[^0-9]*[0-9]){7,14}[^0-9]*$)\(?[0-9]{1,6}\)?[\s.\-/][0-9\s().\-/]{4,20}",
                                     re.ASCII)),
    (Kind.HEX, re.compile(r"(?:[0-9a-f]{2}){8,64}|X'(?:[0-9a-f]{2}){8,64}'", re.ASCII | re.IGNORECASE)),
    (Kind.URL, re.compile(r"https?://\S+", re.IGNORECASE)),
    (
        Kind.DN,
        re.compile(r"[A-Za-z][A-Za-z0-9.-]*=(?:\\.|[^,\\])+(?:,\s*[A-Za-z][A-Za-z0-9.-]*=(?:\\.|[^,\\])+)+", re.ASCII),
    ),
)  # fmt: skip


def kind_of(value: object) -> Kind:
    """The kind of a text, of bytes, or of a scalar of JSON."""
    if isinstance(value, str):
        return _kind_of_text(value) if len(value) <= _LONGEST_LOOKED_AT else Kind.TEXT
    if isinstance(value, bool):
        return Kind.BOOLEAN
    if isinstance(value, bytes):
        return Kind.BINARY if value else Kind.EMPTY
    if isinstance(value, int | float):
        return Kind.INTEGER if isinstance(value, int) else Kind.NUMBER
    return Kind.OBJECT


@lru_cache(maxsize=1 << 14)
def _kind_of_text(text: str) -> Kind:
    text = text.strip()
    if not text:
        return Kind.EMPTY
    if looks_hashed(text):
        return Kind.PASSWORD
    if "@" in text:
        if is_email(text):
            return Kind.EMAIL
        return Kind.TEXT if " " in text else Kind.BAD_EMAIL
    if text.lower() in _WORDS:
        return Kind.BOOLEAN
    if text.isascii() and not text.isalpha():
        return next((kind for kind, shape in _SHAPES if shape.fullmatch(text)), Kind.TEXT)
    return Kind.DN if "=" in text and _SHAPES[-1][1].fullmatch(text) else Kind.TEXT


def looks_hashed(text: str) -> bool:
    """Does a text bear the mark of a password scheme, and is it long enough to be one?"""
    if len(text) < _SHORTEST_HASH or not _MAY_BE_HASH.match(text):
        return False
    claimed = marker(text)
    return claimed in markers() and (claimed != "{json}" or "secretData" in text)

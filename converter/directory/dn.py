"""Distinguished names: RFC 4514, read strictly, compared as a directory compares them.

Older forms are read too, as RFC 2253 §4 asks: blanks around separators, `;` for `,`, values in double
quotes, OIDs with the prefix `OID.`. Messages name places, never the values that stand there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple, TypeAlias

from converter.directory.matching import case_ignore
from converter.regex import regex


class Ava(NamedTuple):
    """An attribute type in lower case with its value, all escapes undone (`cn`, `Doe, Jane`)."""

    type: str
    value: str


Rdn: TypeAlias = tuple[Ava, ...]
"""A relative distinguished name: one attribute, or several joined by `+`."""

_TYPE = re.compile(r" *(?:OID\.(?=[0-9]))?([A-Z][A-Z0-9_-]*|[0-9]+(?:\.[0-9]+)+) *= *", re.IGNORECASE | re.ASCII)
_VALUE = re.compile(
    r'"(?P<quoted>[^"\\]*(?:\\.[^"\\]*)*)"|#(?P<hex>(?:[0-9A-Fa-f]{2})+)'
    r'|(?P<plain>(?![#"])[^\\",;+<>\x00]*(?:\\.[^\\",;+<>\x00]*)*)',
    re.DOTALL,
)
_SEPARATOR = re.compile(r" *([,;+] *|\Z)")
_ESCAPE = re.compile(r'((?:\\[0-9A-Fa-f]{2})+)|\\([ "#+,;<=>\\]?)')
_UNUSUAL = re.compile(r'[\\"#+;<>\x00]')
_SPECIAL = regex(r'[\\"+,;<>\x00-\x1f\x7f]|\A[ #]| \Z')

_STRING_TAGS = frozenset([0x04, 0x0C, 0x13, 0x16, 0x1A])
"""BER tags whose contents are text in UTF-8 or ASCII: octet, UTF-8, printable, IA5 and visible strings."""

_SHORT_NAMES = {
    "commonname": "cn", "2.5.4.3": "cn",
    "surname": "sn", "2.5.4.4": "sn",
    "countryname": "c", "2.5.4.6": "c",
    "localityname": "l", "2.5.4.7": "l",
    "stateorprovincename": "st", "2.5.4.8": "st",
    "streetaddress": "street", "2.5.4.9": "street",
    "organizationname": "o", "2.5.4.10": "o",
    "organizationalunitname": "ou", "2.5.4.11": "ou",
    "domaincomponent": "dc", "0.9.2342.19200300.100.1.25": "dc",
    "userid": "uid", "0.9.2342.19200300.100.1.1": "uid",
}  # fmt: skip
"""The attribute types of RFC 4514 §3 (and sn) under their other names (RFC 4519)."""


def parse(text: str) -> tuple[Rdn, ...]:
    """The RDNs of a DN, the entry's own first; the empty text is the root and has none.

    Raises ValueError, naming the character where the DN goes wrong.
    """
    if not text.strip(" "):
        return ()
    return _parse_plain(text) or _parse_any(text)


def build(rdns: Sequence[Rdn]) -> str:
    """The DN as text, with the escapes of RFC 4514 §2.4 and nothing between separators."""
    return ",".join("+".join(f"{ava.type}={_escaped(ava.value)}" for ava in rdn) for rdn in rdns)


def normalise(text: str) -> str:
    """The form in which DNs are equal when a directory takes them for the same entry.

    Types and values ignore case, blanks that mean nothing go, `+` parts are in order, and the types of
    RFC 4514 have their short names. Every value is compared by caseIgnoreMatch.
    """
    return build(_comparable(text))


def under(text: str, base: str) -> bool:
    """Does an entry lie below another one, by whole RDNs? An entry does not lie below itself."""
    rdns, roots = _comparable(text), _comparable(base)
    return len(rdns) > len(roots) and rdns[len(rdns) - len(roots) :] == roots


def parent(text: str) -> str | None:
    """The DN one level up, as it is written; None for a DN of one RDN and for the root."""
    if len(parse(text)) < 2:
        return None
    return next(text[end:].rstrip(" ") for _, separator, end in _scan(text) if separator in ",;")


@lru_cache(maxsize=4096)
def first_value(text: str) -> str | None:
    """The value of the first attribute of the first RDN (`Jane` of `cn=Jane,dc=acme`); None for the root."""
    rdns = parse(text)
    return rdns[0][0].value if rdns else None


def value_of(text: str, attribute: str) -> str | None:
    """The first value of an attribute type anywhere in the DN, by any of its names; None without one."""
    wanted = _short(attribute.strip().lower())
    return next((ava.value for rdn in parse(text) for ava in rdn if _short(ava.type) == wanted), None)


@lru_cache(maxsize=4096)
def _comparable(text: str) -> tuple[Rdn, ...]:
    rdns = parse(text)
    return tuple(tuple(sorted(Ava(_short(a.type), case_ignore(a.value)) for a in rdn)) for rdn in rdns)


def _short(attribute: str) -> str:
    return _SHORT_NAMES.get(attribute, attribute)


def _parse_plain(text: str) -> tuple[Rdn, ...] | None:
    """A DN without escapes, `+` or OIDs, which nearly all are; None where it is not one."""
    if _UNUSUAL.search(text):
        return None
    rdns = []
    for part in text.split(","):
        name, equals, value = part.partition("=")
        name = name.strip(" ").lower()
        if not (equals and name.isalnum() and name.isascii() and name[0].isalpha()):
            return None
        rdns.append((Ava(name, value.strip(" ")),))
    return tuple(rdns)


def _parse_any(text: str) -> tuple[Rdn, ...]:
    numbered, rdn = [], 0
    for ava, separator, _ in _scan(text):
        numbered.append((rdn, ava))
        rdn += separator != "+"
    return tuple(tuple(ava for _, ava in group) for _, group in groupby(numbered, key=lambda pair: pair[0]))


def _scan(text: str) -> Iterator[tuple[Ava, str, int]]:
    """Each attribute, the separator behind it (empty at the end), and where the next one starts."""
    position, separator = 0, ","
    while separator:
        head = _TYPE.match(text, position)
        if head is None:
            raise ValueError(f"this is no DN: character {position + 1} does not start an attribute such as cn=")
        value = _VALUE.match(text, head.end())
        if value is None:
            raise ValueError(f"this is no DN: the value at character {head.end() + 1} has a stray '#' or quote")
        tail = _SEPARATOR.match(text, value.end())
        if tail is None:
            raise ValueError(f"this is no DN: character {value.end() + 1} must be escaped by a backslash")
        separator = tail[1].strip(" ")
        yield Ava(head[1].lower(), _value(value)), separator, tail.end()
        position = tail.end()


def _value(match: re.Match[str]) -> str:
    if match["hex"] is not None:
        return _ber_text(bytes.fromhex(match["hex"]))
    if match["quoted"] is not None:
        return _ESCAPE.sub(_unescaped, match["quoted"])
    raw = match["plain"].rstrip(" ")
    backslashes = len(raw) - len(raw.rstrip("\\"))
    # An odd backslash escapes the blank that has just been cut off.
    return _ESCAPE.sub(_unescaped, raw + " " if backslashes % 2 else raw)


def _unescaped(match: re.Match[str]) -> str:
    pairs, special = match.groups()
    if pairs:
        return _utf8(bytes.fromhex(pairs.replace("\\", "")))
    if not special:
        raise ValueError('this is no DN: a backslash must stand before two hex digits or one of  "#+,;<=>\\')
    return str(special)


def _ber_text(data: bytes) -> str:
    """The text inside a BER value (X.690 §8), for values written as `#` and hex digits."""
    length, start = (data[1], 2) if len(data) > 1 else (0, 0)
    if length > 0x80:
        start = 2 + (length & 0x7F)
        length = int.from_bytes(data[2:start], "big")
    if data[0] not in _STRING_TAGS or start == 0 or len(data) != start + length:
        raise ValueError("the DN has a value in # notation that is not the BER encoding of a text")
    return _utf8(data[start:])


def _utf8(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise ValueError("the DN has escaped bytes that are not UTF-8") from None


def _escaped(value: str) -> str:
    return _SPECIAL.sub(_escape, value)


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return f"\\{ord(character):02X}" if character < " " or character == "\x7f" else f"\\{character}"

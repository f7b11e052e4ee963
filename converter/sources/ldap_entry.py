"""An entry as a directory sends it → the same record that an LDIF export of it gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from converter.record import Origin, Record, Unreadable, Values
from converter.sources.ldif_entry import EntryError, EntryRules
from converter.sources.ldif_names import DESCRIPTION
from converter.sources.source import NameResolver, Wanted

Attributes = Mapping[str, list[bytes]]
"""What python-ldap gives: an attribute as the server spells it → its values."""

# calculated ones of Active Directory and others, which come when they are asked for by name only
_BY_NAME = (
    "msDS-User-Account-Control-Computed",
    "msDS-UserPasswordExpiryTimeComputed",
    "isMemberOf",
    "ibm-allGroups",
    "ibm-pwdAccountLocked",
    "nsAccountLock",
)
ALL = ("*", "+", *_BY_NAME)
"""Every attribute, operational ones included (RFC 3673)."""

_NONE = ("1.1",)
_MOST_CHOICES = 4
_RANGE = re.compile(r"(?i);range=([0-9]+)-([0-9]+|\*)(?=;|$)")


def asked_for(resolver: NameResolver) -> tuple[str, ...]:
    """The attributes to ask the server for, so that it sends no more than the plan reads.

    A plan's `_` may stand for `-` or `;`. Every such spelling is asked for: a server leaves out what it does not know
    (RFC 4511, section 4.5.1.8), and with an attribute it sends those with options (RFC 4512, section 2.5).
    """
    if not isinstance(resolver, Wanted) or resolver.names is None:
        return ALL
    keys = {key for name in resolver.names - {"dn"} for key in _beginnings(name)}
    names = sorted({spelling for key in keys for spelling in spellings(key)})
    return tuple(names) or _NONE


def spellings(key: str) -> set[str]:
    """The names that may have this key: each `_` may stand for `-`."""
    parts = key.split("_")
    gaps = len(parts) - 1
    choices = product("-_", repeat=gaps) if gaps <= _MOST_CHOICES else [("-",) * gaps, ("_",) * gaps]
    names = ("".join(part + sign for part, sign in zip(parts, (*signs, ""), strict=True)) for signs in choices)
    return {name for name in names if DESCRIPTION.fullmatch(name)}


def _beginnings(key: str) -> Iterator[str]:
    """The key up to each `_`, which may stand for the `;` of an option, and all of it."""
    yield from (key[: match.start()] for match in re.finditer("_", key))
    yield key


def record(dn: str, attributes: Attributes, rules: EntryRules, origin: Origin) -> Record | Unreadable:
    """The entry's wanted values."""
    values: Values = {"dn": dn}
    count = 0
    try:
        for name, given in attributes.items():
            attribute = rules.attributes.find(name)
            if attribute is None or not given:
                continue
            count += len(given)
            if len(given) > 1 or count > rules.max_values or len(given[0]) > rules.max_value:
                _check_size(name, given, count, rules)
                _check_once(name, given)
            kept = list(given) if attribute.binary else [_text(name, value, rules.encoding) for value in given]
            if attribute.key in values:
                kept = [*values[attribute.key], *kept]
            values[attribute.key] = kept
    except EntryError as error:
        return Unreadable(origin, error.code, str(error))
    return Record(values, origin)


class Part(NamedTuple):
    """Some values of an attribute, its name as sent and without the range; the last one's number, None at the end."""

    sent: str
    name: str
    last: int | None
    values: list[bytes]


def ranges(attributes: Attributes) -> Iterator[Part]:
    """The attributes of which there is only a part.

    Active Directory sends 1,500 values at most of `member` and its like, as `member;range=0-1499`; `*` ends the last.
    """
    for sent, values in attributes.items():
        if ";" in sent and (found := _RANGE.search(sent)):
            last = None if found[2] == "*" else int(found[2])
            yield Part(sent, sent[: found.start()] + sent[found.end() :], last, values)


def _check_size(name: str, given: list[bytes], count: int, rules: EntryRules) -> None:
    if count > rules.max_values:
        raise EntryError("too-large", f"the entry has more than {rules.max_values:,} wanted values")
    longest = max(map(len, given))
    if longest > rules.max_value:
        limit = f"{rules.max_value:,} (max_value:)"
        raise EntryError("too-large", f"a value of {name} has {longest:,} bytes; the limit is {limit}")


def in_pieces(values: Sequence[bytes]) -> bool:
    """Do values repeat? An attribute is a set (RFC 4512, section 2.2), so that this is not what the server has.

    A server that sends one attribute in two pieces makes python-ldap give the first piece twice, and never the second.
    """
    return len(values) > 1 and len(set(values)) < len(values)


def _check_once(name: str, given: Sequence[bytes]) -> None:
    """What `ldap_pieces` could not put together is not taken for whole."""
    if in_pieces(given):
        message = f"the server sends {name} in several pieces, of which only the first can be read"
        raise EntryError("ldap-pieces", f"{message}; have its values written anew, or read an export in LDIF")


def _text(name: str, value: bytes, encoding: str) -> str:
    for candidate in ("utf-8", encoding) if encoding else ("utf-8",):
        try:
            return value.decode(candidate)
        except UnicodeDecodeError:
            continue
    also = f" and not {encoding} either" if encoding else "; name its encoding under encoding:"
    raise EntryError("ldap-encoding", f"a value of {name} is not UTF-8{also}")

"""The attributes of LDIF: which names are legal, which hold octets rather than text, which are wanted."""

from __future__ import annotations

import re
from enum import Enum
from typing import TypeAlias

from msgspec import Struct

from converter.sources.ldif_binary import BINARY
from converter.sources.source import NameResolver

DESCRIPTION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:;[A-Za-z0-9_=*-]+)*", re.ASCII)
"""An attribute description (RFC 4512 section 2.5): a name or OID, then options; `_` as servers in the field allow."""

_MOST_PREFIXES = 10_000


class Attribute(Struct, frozen=True):
    """A wanted attribute: the key of its values, and whether they are bytes."""

    key: str
    binary: bool


class Attributes:
    """Decides about attributes by their name.

    `binary` and `text` are names that the mapping declares as such, over the table `BINARY`; a name goes for
    all its options (`usercertificate` for `usercertificate;lang-en`), the option `;binary` is always binary.
    """

    def __init__(self, resolver: NameResolver, *, binary: frozenset[str], text: frozenset[str]) -> None:
        self._resolver = resolver
        self._binary = (BINARY | binary) - text
        self._known: dict[str, Attribute | None] = {}

    def find(self, name: str) -> Attribute | None:
        """The wanted attribute of a description in any case, or None where it is not wanted."""
        if name in self._known:
            return self._known[name]
        found = self._find(name.lower())
        if len(self._known) < _MOST_PREFIXES:
            self._known[name] = found
        return found

    def _find(self, name: str) -> Attribute | None:
        key = self._resolver(name)
        if key is None:
            return None
        bare, _, options = name.partition(";")
        return Attribute(key, "binary" in options.split(";") or bare in self._binary)


class Decoded(Struct, frozen=True):
    """How the values behind a prefix become values of a record: out of base64, into bytes, or both."""

    key: str
    base64: bool
    binary: bool


class Special(Enum):
    """Prefixes that are no attribute's: left to the strict reader, or the kind of change."""

    STRICT = 1
    CHANGETYPE = 2


Target: TypeAlias = str | Decoded | Special | None


class Prefixes(dict[str, Target]):
    """What stands before the first ": " of a line → what becomes of the value.

    A text is the key of plain text, None says that the value is not wanted. Prefixes are those of well-formed
    lines (`cn`, `cn:` before base64) and of comments; every other one is `Special`.
    """

    def __init__(self, attributes: Attributes) -> None:
        super().__init__()
        self._attributes = attributes

    def __missing__(self, prefix: str) -> Target:
        if prefix[:1] == "#":
            return None
        target = self._target(prefix)
        if len(self) < _MOST_PREFIXES:
            self[prefix] = target
        return target

    def _target(self, prefix: str) -> Target:
        name = prefix.removesuffix(":")
        if prefix == "changetype":
            return Special.CHANGETYPE
        if not DESCRIPTION.fullmatch(name) or name.lower() in ("dn", "changetype", "control"):
            return Special.STRICT
        attribute = self._attributes.find(name)
        if attribute is None:
            return None
        if attribute.binary or name != prefix:
            return Decoded(attribute.key, base64=name != prefix, binary=attribute.binary)
        return attribute.key

"""The order in which the entries of an export name their attributes, learned from some of them.

A directory writes its entries alike: the same names, spelled the same, in one order. A regular expression for that
order takes an entry apart several times as fast as looking at its lines does.
"""

from __future__ import annotations

import re
from collections import Counter

from msgspec import Struct

from converter.sources.ldif_names import Decoded, Prefixes, Special

_NOTHING = ("", " ")
_MOST_SLOTS = 100
_MOST_OF_ONE_NAME = 3
_COMMENTS = r"(?:#.*\n(?: .*\n)*+)*+"
_ADDED = r"(?:changetype: add\n)?+"


class Slot(Struct):
    """A place in the order: an attribute as it is spelled, and the forms in which it has been seen there.

    `key` is that of its values, None for an attribute that is passed over; `binary` says that these are bytes.
    """

    name: str
    key: str | None = None
    binary: bool = False
    optional: bool = False
    several: bool = False
    plain: bool = False
    base64: bool = False
    folded: bool = False

    def allow(self, forms: Slot) -> None:
        """Take the forms that another entry has here as well."""
        self.several |= forms.several
        self.plain |= forms.plain
        self.base64 |= forms.base64
        self.folded |= forms.folded

    @property
    def groups(self) -> int:
        """How many groups of the pattern it has: none, all its lines, or the value for each of its forms."""
        return 0 if self.key is None else 1 if self.several else self.plain + self.base64

    @property
    def pattern(self) -> str:
        """Its lines, each with its line end. A value that is taken is not empty and does not begin with a space."""
        name = "(?:dn|DN)" if self.name == "dn" else re.escape(self.name)
        folds = r"(?:\n .*)*+" if self.folded else ""
        if self.key is None:
            return rf"(?:{name}:.*{folds}\n)" + ("*+" if self.several else "?+" if self.optional else "")
        value = rf"[^ \n].*{folds}"
        if self.several:
            colons = (":" if self.plain else "::") if self.plain != self.base64 else "::?"
            return rf"((?:{name}{colons} {value}\n)*+)"
        forms = [form for form, seen in ((f" ({value})", self.plain), (f": ({value})", self.base64)) if seen]
        line = rf"(?:{name}:(?:{'|'.join(forms)})\n)"
        return line + "?+" if self.optional else line


class Layout:
    """The order as it is known so far; the first slot is the DN's. What is learned only ever widens it."""

    def __init__(self, prefixes: Prefixes) -> None:
        self._prefixes = prefixes
        self.slots: list[Slot] = []

    @property
    def pattern(self) -> str:
        """A whole entry and the blank line behind it."""
        first, *others = (slot.pattern for slot in self.slots)
        return "".join([_COMMENTS, first, _ADDED, *others, r"\n"])

    def learn(self, text: str) -> None:
        """Make room for an entry, given as it is written; one that cannot have any is passed over."""
        seen = self._seen(text.rstrip("\n").split("\n"))
        if not seen or seen[0].name != "dn":
            return
        merged = _merged(self.slots, seen)
        if len(merged) > _MOST_SLOTS or max(Counter(slot.name for slot, _ in merged).values()) > _MOST_OF_ONE_NAME:
            return
        for slot, new in merged:
            if new is None:
                slot.optional = True
            elif slot is new:
                slot.optional = bool(self.slots)
            else:
                slot.allow(new)
        self.slots = [slot for slot, _ in merged]

    def _seen(self, lines: list[str]) -> list[Slot] | None:
        """The slots of one entry; None where it holds what no slot can take."""
        seen: list[Slot] = []
        for line in lines:
            if line[:1] == " " and seen:
                seen[-1].folded = True
            elif not seen and line[:1] in ("#", " "):
                continue
            elif len(seen) != 1 or line != "changetype: add":
                slot = self._slot(line, first=not seen)
                if slot is None:
                    return None
                if seen and seen[-1].name == slot.name:
                    seen[-1].allow(slot)
                    seen[-1].several = True
                else:
                    seen.append(slot)
        return seen

    def _slot(self, line: str, *, first: bool) -> Slot | None:
        name, colon, value = line.partition(":")
        if not colon:
            return None
        slot = _first(name) if first else self._named(name)
        if slot is None:
            return None
        slot.plain = value[:1] == " " and value[1:2] not in _NOTHING
        slot.base64 = value[:2] == ": " and value[2:3] not in _NOTHING
        return slot if slot.key is None or slot.plain or slot.base64 else None

    def _named(self, name: str) -> Slot | None:
        target = self._prefixes[name]
        if isinstance(target, Special):
            return None
        return Slot(name, target.key, target.binary) if isinstance(target, Decoded) else Slot(name, target)


def _first(name: str) -> Slot | None:
    return Slot("dn", "dn") if name in ("dn", "DN") else None


def _merged(slots: list[Slot], seen: list[Slot]) -> list[tuple[Slot, Slot | None]]:
    """The known slots, and among them those of an entry, each beside what the entry has there."""
    merged: list[tuple[Slot, Slot | None]] = []
    place = 0
    for new in seen:
        found = next((i for i in range(place, len(slots)) if slots[i].name == new.name), None)
        if found is None:
            merged.append((new, new))
            continue
        merged += [(slot, None) for slot in slots[place:found]]
        merged.append((slots[found], new))
        place = found + 1
    return merged + [(slot, None) for slot in slots[place:]]

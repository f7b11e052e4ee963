"""The names of a source, found by what stores usually call a thing, and as expressions write them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from converter.pipeline.inspection.contents import Contents
from converter.pipeline.inspection.flatten import quoted
from converter.pipeline.inspection.kind import Kind
from converter.pipeline.inspection.profile import Profile
from converter.pipeline.inspection.spelling import plain_name, words_of
from converter.pipeline.proposal.vocabulary import HOLDERS, QUALIFIERS
from converter.record import Naming

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_HELD = re.compile(r"\.|\s+[-–:/]\s+")
"""Between a holder and what it holds: `profile.firstName`, `Legal Name - First Name`."""

_HOLDERS = frozenset(HOLDERS.split())
_QUALIFIERS = frozenset(QUALIFIERS.split())
_SEVERAL = 0.01
"""Share of records with several values from which they are usual; below, they are an error worth seeing."""

_RARE = 0.02
"""Share of records up to which a repeated identifier is a fault of the data, and not of the choice."""


class Candidates:
    """The profiles of a source by their plain names; `typed`: are numbers and booleans no texts?"""

    def __init__(self, contents: Contents, *, typed: bool) -> None:
        self.contents = contents
        self.typed = typed
        self.naming = contents.naming
        profiles = [profile for profile in contents.profiles.values() if profile.records]
        # names that are a thing's own go before those that only end with it
        self._named = {_own_name(profile.name): profile for profile in reversed(profiles)}
        self._named |= {plain_name(profile.name): profile for profile in reversed(profiles)}

    def all(self, names: str, kinds: Iterable[Kind] | None = None) -> list[Profile]:
        """The profiles of these names (parted by blanks, the best first) that are of one of the kinds."""
        wanted = frozenset(kinds) if kinds is not None else frozenset(Kind)
        found = dict.fromkeys(self._named.get(plain_name(name)) for name in names.split())
        return [profile for profile in found if profile and profile.kind in wanted and not profile.password]

    def first(self, names: str, kinds: Iterable[Kind] | None = None) -> Profile | None:
        """The first of `all`."""
        return next(iter(self.all(names, kinds)), None)

    def unique(self, profile: Profile) -> bool:
        """Does it tell one record from another, as far as can be seen?"""
        filled = profile.records >= 0.9 * self.contents.records
        compared = self.contents.repeats.get(profile.name)
        if compared is not None:
            return filled and compared.count <= _RARE * compared.compared
        # an estimate is some percents wrong
        share = 1 - _RARE if profile.distinct.exact else 1 - 5 * _RARE
        return filled and profile.distinct.count >= share * profile.values

    def filled(self, profile: Profile) -> float:
        """The share of the records that have a value."""
        return profile.records / self.contents.records if self.contents.records else 0.0

    def name(self, profile: Profile) -> str:
        """The name as an expression writes it: all its values."""
        if self.naming is Naming.MEMBERS:
            return profile.name
        if self.naming is Naming.COLUMNS:
            return quoted(profile.name)
        bare = profile.name.replace("-", "_").replace(";", "_")
        return bare if _PLAIN.fullmatch(bare) else json.dumps(profile.name)

    def first_value(self, profile: Profile) -> str:
        """The first value, written so that it is one."""
        name = self.name(profile)
        if self.naming is Naming.COLUMNS or profile.name == "dn":
            return name
        if "[]" in name:
            return f"{name} | [0]"
        return f"{name}[0]" if self.naming is Naming.DIRECTORY or profile.most > 1 else name

    def value(self, profile: Profile) -> str:
        """The value where a field wants one: the first where several are usual, so that a rare second is an error."""
        usual = profile.several > _SEVERAL * profile.records
        return self.first_value(profile) if usual else self.name(profile)

    def kept(self, profile: Profile) -> str:
        """What metadata keep: all values where there are several, else the one."""
        name = self.name(profile)
        one = self.naming is Naming.DIRECTORY and profile.several <= _SEVERAL * profile.records and profile.name != "dn"
        return f"only({name})" if one else name


def _own_name(name: str) -> str:
    """The plain name without what says whose it is: `firstname` for `profile.firstName`, `email` for `Work Email`."""
    *holders, own = _HELD.split(name)
    if not _HOLDERS.issuperset(plain_name(holder) for holder in holders):
        own = name
    words = words_of(own)
    return "".join(word for word in words if word not in _QUALIFIERS) or plain_name(name)

"""A source read once from beginning to end, and what there was in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from converter.passwords.inventory import Inventory
from converter.pipeline.inspection.flatten import flatten, label_of
from converter.pipeline.inspection.product import Likely, likely_product
from converter.pipeline.inspection.profile import Profile
from converter.pipeline.inspection.repeats import Repeats, is_identifier
from converter.pipeline.inspection.stored import described
from converter.record import Naming, Record, Unreadable

MOST_NAMES = 2_000
"""Names that are told apart; what else there is, is only counted."""

_MOST_CLASSES = 200
_EVERY = 1_000


class Contents:
    """What a source holds, in memory that does not grow with it but for the identifiers (see `repeats`)."""

    def __init__(self, naming: Naming) -> None:
        self.naming = naming
        self._label = label_of(naming)
        self.records = 0
        self.unreadable: Counter[str] = Counter()
        self.places: dict[str, str] = {}
        self.profiles: dict[str, Profile] = {}
        self.further: int = 0
        self.classes: Counter[str] = Counter()
        self.passwords: dict[str, Inventory] = {}
        self.repeats: dict[str, Repeats] = {}

    @property
    def read(self) -> int:
        """Records in all, those included that cannot be read."""
        return self.records + self.unreadable.total()

    @property
    def product(self) -> Likely | None:
        """The product that the source probably comes from."""
        return likely_product([*self.profiles, *self.classes])

    def add(self, item: Record | Unreadable) -> None:
        """Take one record into account."""
        if isinstance(item, Unreadable):
            self.unreadable[item.code] += 1
            self.places.setdefault(item.code, str(item.origin._replace(dn="")))
            return
        self.records += 1
        for name, values in flatten(item.values, self._label):
            self._add_values(name, values, item)

    def _add_values(self, name: str, values: list[Any], record: Record) -> None:
        profile = self.profiles.get(name)
        if profile is None:
            if len(self.profiles) >= MOST_NAMES:
                self.further += 1
                return
            profile = self.profiles[name] = Profile(name)
            if is_identifier(name):
                self.repeats[name] = Repeats()
        for password in profile.add(values):
            self.passwords.setdefault(name, Inventory()).add(described(password))
        if name.lower() == "objectclass":
            self._add_classes(values)
        first = values[0] if values else None
        if name in self.repeats and isinstance(first, str | bytes | int) and first not in ("", b""):
            self.repeats[name].add(first if isinstance(first, str | bytes) else str(first), record.origin)

    def _add_classes(self, values: list[Any]) -> None:
        for value in values:
            name = str(value)
            if name in self.classes or len(self.classes) < _MOST_CLASSES:
                self.classes[name] += 1


Told = Callable[[int], None]
"""Is told now and then how many records were read."""


def inspect(items: Iterable[Record | Unreadable], naming: Naming, tell: Told) -> Contents:
    """Read the records to their end. Raises SourceUnreadable."""
    found = Contents(naming)
    for number, item in enumerate(items, start=1):
        found.add(item)
        if number % _EVERY == 0:
            tell(number)
    return found

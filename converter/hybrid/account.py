"""The account of a hybrid migration: how many stand where, who they are, and how fast they come by themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from msgspec import Struct, field

from converter.hybrid.standing import AHEAD, ARRIVED, Evidence, Standing, stands
from converter.pipeline.fates import Ending
from converter.record import Origin

WEEK = timedelta(days=7)
_WORTH_IT = 0.05
"""Where fewer of those who are missing came within a week, an import is worth it."""


class Person(NamedTuple):
    """Somebody to be moved: where the record stands, who it is, and where the person stands."""

    origin: Origin
    user_id: str
    email: str
    standing: Standing


def people(endings: Iterable[Ending], evidence: Evidence) -> Iterator[Person]:
    """Everybody to be moved, in the order of the source."""
    for ending in endings:
        standing = stands(ending, evidence)
        if standing is not None:
            user = ending.user
            yield Person(ending.origin, str(user.get("user_id", "")), str(user.get("email", "")), standing)


class Forecast(Struct, frozen=True):
    """What is to be expected of logins alone: `week` came in the last seven days, `more` may still come in all.

    `more` is None where the last two weeks do not show a decline to go by.
    """

    week: int
    more: int | None
    missing: int

    @property
    def import_is_worth_it(self) -> bool:
        """Do so few of those who are missing come by themselves that the rest should be imported?"""
        return self.missing > 0 and self.week < _WORTH_IT * self.missing


class Account(Struct):
    """How many stand where, and who came by login on which day, to the last day of which the export can know."""

    counts: Counter[Standing] = field(default_factory=Counter)
    moved: Counter[date] = field(default_factory=Counter)
    today: date = date.min

    @property
    def total(self) -> int:
        """Everybody to be moved."""
        return sum(self.counts.values())

    @property
    def missing(self) -> int:
        """Everybody who is not in Auth0."""
        return self.total - sum(self.counts[standing] for standing in ARRIVED)

    @property
    def ahead(self) -> int:
        """Those whom an import can take."""
        return sum(self.counts[standing] for standing in AHEAD)

    def forecast(self) -> Forecast:
        """By the last two weeks: each later one will bring the same share of the one before, a geometric series."""
        week, before = self._since(self.today - WEEK), self._since(self.today - 2 * WEEK)
        before -= week
        more = round(week * week / (before - week)) if before > week else None
        return Forecast(week, None if more is None else min(more, self.missing), self.missing)

    def _since(self, day: date) -> int:
        return sum(count for moved, count in self.moved.items() if day < moved <= self.today)

"""A few records of a source beside the users they become."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from converter.mapping.fate import Exported, Fate
from converter.mapping.model import Duplicates
from converter.mapping.plan import Plan
from converter.pipeline.disclosure import Disclosure
from converter.pipeline.fates import Examined, examined
from converter.pipeline.load import Loaded
from converter.pipeline.selection import Condition, Wanted
from converter.record import Origin, Values
from converter.sources.files import InputFile

_TOLD = 500


@dataclass(frozen=True, slots=True)
class Previewed:
    """A record and its user, both without secrets: `Masked` stands for those. `user` is empty where there is none."""

    origin: Origin
    record: Values
    fate: Fate
    user: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which records to show; all where nothing is said. `where` sees every value of the record."""

    where: Condition | None = None
    wanted: Wanted | None = None

    def meets(self, record: Examined, plan: Plan) -> bool:
        """Is the record among them?"""
        if self.where is not None and not self.where.holds(record.values):
            return False
        return self.wanted is None or self.wanted.meets(record, plan)


def preview(
    loaded: Loaded, files: Sequence[InputFile], choice: Choice, *, progress: Callable[[int], None]
) -> Iterator[Previewed]:
    """The chosen records in their order, each as soon as it is found. Raises SourceUnreadable."""
    for number, record in enumerate(examined(loaded, files)):
        if number % _TOLD == 0:
            progress(number)
        if choice.meets(record, loaded.plan):
            yield previewed(record, loaded.plan)


def previewed(record: Examined, plan: Plan) -> Previewed:
    """One record as a person may see it."""
    shown = Disclosure(plan.model, record.values)
    user = record.fate.document if isinstance(record.fate, Exported) else {}
    return Previewed(record.item.origin, shown.record(record.values), record.fate, shown.user(user))


def undecided_duplicates(plan: Plan) -> str:
    """The policy on duplicates that a preview does not apply, since it does not read the whole input; or nothing."""
    policy = plan.model.duplicates
    return "" if policy is Duplicates.REJECT or not plan.model.unique else policy.value

"""A few records of a source beside the users they become."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from converter.mapping.fate import Exported, Fate, Filtered
from converter.mapping.model import Duplicates
from converter.mapping.plan import Plan
from converter.pipeline.condition import Condition
from converter.pipeline.disclosure import Disclosure
from converter.pipeline.fates import Examined, Store, examined
from converter.pipeline.named import Named
from converter.record import Origin, Values

_TOLD = 500


class Previewed(Struct, frozen=True):
    """A record and its user, both without secrets: `Masked` stands for those. `user` is empty where there is none."""

    origin: Origin
    record: Values
    fate: Fate
    user: dict[str, Any]


class Choice(Struct, frozen=True):
    """Which records to show; all but the filtered where nothing is said. `where` sees every value of the record."""

    where: Condition | None = None
    named: Named | None = None

    def meets(self, record: Examined) -> bool:
        """Is the record among them?"""
        if self.where is None and self.named is None:
            return not isinstance(record.fate, Filtered)
        if self.where is not None and not self.where.holds(record.values):
            return False
        return self.named is None or self.named.meets(record)


def preview(
    stores: Sequence[Store], choice: Choice, *, limit: int, progress: Callable[[int], None]
) -> Iterator[Previewed]:
    """The first chosen records of each mapping in their order, each as soon as it is found. Raises SourceUnreadable.

    A mapping that follows has fates only when all of those before it were looked at, since duplicates are found
    across them.
    """
    left = {each.loaded.plan.model.path: limit for each in stores}
    for number, record in enumerate(examined(stores)):
        if number % _TOLD == 0:
            progress(number)
        path = record.plan.model.path
        if left[path] and choice.meets(record):
            left[path] -= 1
            yield previewed(record)
            if not any(left.values()):
                return


def previewed(record: Examined) -> Previewed:
    """One record as a person may see it."""
    shown = Disclosure(record.plan.model, record.values)
    user = record.fate.document if isinstance(record.fate, Exported) else {}
    return Previewed(record.item.origin, shown.record(record.values), record.fate, shown.user(user))


def undecided_duplicates(plan: Plan) -> str:
    """The policy on duplicates that a preview does not apply, since it does not read the whole input; or nothing."""
    policy = plan.model.duplicates
    return "" if policy is Duplicates.REJECT or not plan.model.unique else policy.value

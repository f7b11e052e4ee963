"""What becomes of some records: users of whom nothing has to be told by columns, and between them decisions.

Users come by the million, so they are never taken one by one where many can be taken at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

from converter.mapping.fate import Decision
from converter.record import PLACE

Columns: TypeAlias = list[list[Any]]
"""Users by columns: the fields of PLACE, their JSON text, how their password is stored (or None), and the identifiers
that nobody else may have, in the order of `unique:` (None where a user has none)."""

TEXT = len(PLACE)
PASSWORD = TEXT + 1
IDENTIFIERS = PASSWORD + 1


class Batch(NamedTuple):
    """Some records in their order: the plain users, and the decisions, each with the number of users before it."""

    users: Columns
    decisions: list[tuple[int, Decision]]

    def join(self, more: Batch) -> None:
        """Append what becomes of the records behind these."""
        before = len(self.users[TEXT])
        for column, values in zip(self.users, more.users, strict=True):
            column.extend(values)
        self.decisions.extend((before + number, decision) for number, decision in more.decisions)


def blank(unique: Sequence[str]) -> Batch:
    """No records yet; `unique` are the fields whose values nobody else may have."""
    return Batch([[] for _ in range(IDENTIFIERS + len(unique))], [])


def joined(batches: Iterable[Batch], unique: Sequence[str]) -> Batch:
    """One batch of all of them."""
    whole = blank(unique)
    for batch in batches:
        whole.join(batch)
    return whole


def decided(decisions: Iterable[Decision], unique: Sequence[str]) -> Batch:
    """Records that are all told one by one."""
    batch = blank(unique)
    batch.decisions.extend((0, decision) for decision in decisions)
    return batch

"""What the cells of a column mean."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple


class Column(NamedTuple):
    """A column that is wanted: its place in a row, and what stands between several values, "" where it has one."""

    place: int
    separator: str


def values_of(cells: Sequence[str], separator: str, nulls: Collection[str]) -> Sequence[Any]:
    """The values of cells: text, or where there is a separator lists of it; None for a cell that is one of `nulls`."""
    if not separator:
        return [None if cell in nulls else cell for cell in cells] if nulls else cells
    return [None if cell in nulls else cell.split(separator) if cell else [] for cell in cells]

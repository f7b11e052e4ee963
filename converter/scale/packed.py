"""Lots on their way from one process to another: what is the same for all users of one is given once."""

from __future__ import annotations

from typing import Any, NamedTuple

from converter.pipeline.lots import Lot


class Same(NamedTuple):
    """A column that has one value, so many times."""

    value: Any
    times: int


def packed(lot: Lot) -> Lot:
    """The lot with its columns as they travel; `unpacked` gives it back."""
    return lot._replace(users=lot.users._replace(places=list(map(_packed, lot.users.places))))


def unpacked(lot: Lot) -> Lot:
    """The lot as it was."""
    return lot._replace(users=lot.users._replace(places=list(map(_unpacked, lot.users.places))))


def _packed(column: list[Any]) -> Any:
    if column and column[0] == column[-1] and column.count(column[0]) == len(column):
        return Same(column[0], len(column))
    return column


def _unpacked(column: Any) -> list[Any]:
    return [column.value] * column.times if isinstance(column, Same) else column

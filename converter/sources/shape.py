"""Records that lie alike, for code that is generated for the way they lie.

A source whose records stand in one order, as most exports do, need not make a `Record` of each: it gives rows, tuples
that the interpreter's own C code makes, and says how a value is got out of one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from converter.record import Record, Unreadable


class Taken(NamedTuple):
    """How a value is got out of a row, as Python over the names of its shape; evaluated once, it may raise ValueError.

    `value` gives what a record would have under the key, None where it has nothing. `only`, where it is not empty,
    gives the one element of a list that never has more, None where there is none; it is never an empty text.
    """

    value: str
    only: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """How some rows lie. Its code holds nothing of the data but names, as literals.

    `parameters` are what a block gives beside its rows; `row` takes one apart; `steps` are lines that come before
    anything else is done with it and may `continue`; `values` are by key, and a key that is not there has no value;
    `place` gives the fields of its Origin, from what is there and from the values of the keys `named`; `again` gives
    its records in another way, where something is wrong with it. `names` are what the code refers to.
    """

    parameters: tuple[str, ...]
    row: str
    steps: tuple[str, ...]
    values: Mapping[str, Taken]
    place: str
    named: tuple[str, ...]
    again: str
    names: Mapping[str, Any]


class Block(NamedTuple):
    """Some rows of one shape. `again` is the function that the shape calls by that name; it gives items in order."""

    shape: Shape
    rows: Sequence[Sequence[Any]]
    arguments: tuple[Any, ...]
    again: Callable[..., list[Record | Unreadable]]

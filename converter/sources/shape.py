"""Records that lie alike, for code that is generated for the way they lie.

A source whose records stand in one order, as most exports do, need not make a `Record` of each: it gives rows, tuples
that the interpreter's own C code makes, and says how a value is got out of one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import Struct

from converter.record import Record, Unreadable


class Taken(NamedTuple):
    """How a value is got out of a row, as Python over the names of its shape; evaluated once, it may raise ValueError.

    `value` gives what a record would have under the key, None where it has nothing. `only`, where it is not empty,
    gives the one element of a list that never has more, None where there is none; it is never an empty text.
    """

    value: str
    only: str = ""


class Shape(Struct, frozen=True, eq=False):
    """How some rows lie. Its code holds nothing of the data but names, as literals.

    `row` takes one apart; `unfit` is the condition, if there is one, under which it has to be read in another way;
    `values` are by key, and a key that is not there has no value. `dn` says that the value of that key names the
    record, `numbered` that rows have numbers. `names` are what the code refers to.
    """

    row: str
    values: Mapping[str, Taken]
    names: Mapping[str, Any]
    unfit: str = ""
    dn: bool = False
    numbered: bool = False


class Lines(NamedTuple):
    """Where some rows stand: the first line of each, which is that row's alone, the last one, and its number."""

    first: Sequence[int]
    last: Iterable[int]
    numbers: Iterable[int]


class Block(NamedTuple):
    """Some rows of one shape, in the file of that name.

    `again` gives, read in another way, the records of the row that begins in a line: where something is wrong with it.
    """

    shape: Shape
    file: str
    rows: Sequence[Any]
    lines: Lines
    again: Callable[[int], list[Record | Unreadable]]

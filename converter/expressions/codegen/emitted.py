"""A piece of generated Python: the code of a value and what is known about it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import NamedTuple

from msgspec import Struct

from converter.expressions.types import Type


class Only(Struct, frozen=True):
    """Of a list that is made of another one: the variable of that, null or a list, and the code for a list of one."""

    source: str
    code: Callable[[], str]


class Form(Enum):
    """How a piece of code may be used.

    NAME: a variable or a short constant; may be repeated, or left out.
    TIGHT: a call, a subscript, a display; any operator may stand beside it.
    LOOSE: an operation; needs parentheses beside an operator.
    """

    NAME = auto()
    TIGHT = auto()
    LOOSE = auto()


class Emitted(Struct, frozen=True):
    """The code of a value, to be evaluated exactly once unless its form is NAME.

    `only` says, of a list made element by element, how to make what a list of one becomes. `one` is the variable of
    the element of a list that has at most one, null where there is none. `sure` says that it cannot fail, so that it
    need not be evaluated where nobody asks for it.
    """

    code: str
    type: Type
    form: Form = Form.LOOSE
    only: Only | None = None
    one: str = ""
    sure: bool = False

    @property
    def operand(self) -> str:
        """The code, fit to stand beside any operator."""
        return f"({self.code})" if self.form is Form.LOOSE else self.code

    @property
    def nullable(self) -> bool:
        """Can the value be null?"""
        return self.type.may_be("null")

    def test(self, kind: str) -> str:
        """The condition that the value is of a kind that it can be; empty where it is of no other. Needs a NAME."""
        others = self.type.kinds - {kind}
        if not others:
            return ""
        return f"{self.code} is not None" if others == {"null"} else f"isinstance({self.code}, {_CLASSES[kind]})"


_CLASSES = {"array": "list", "object": "dict", "string": "str"}


class Root(NamedTuple):
    """A value of the record: its code, which may be repeated or left out, and `one` as an `Emitted` has it.

    A value with `one` is one of a few hundred kilobytes at most.
    """

    code: str
    one: str = ""


def listed(one: str) -> Root:
    """A list of at most one, by the variable of its element or null."""
    return Root(f"([{one}] if {one} is not None else None)", one)


def name(code: str, its: Type) -> Emitted:
    """A variable or a short constant."""
    return Emitted(code, its, Form.NAME)


def tight(code: str, its: Type) -> Emitted:
    """A call, a subscript or a display."""
    return Emitted(code, its, Form.TIGHT)

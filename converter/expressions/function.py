"""A function of the mapping language, declared once: signature, meaning, text, examples.

The interpreter, the generated code, the type check, the reference page and the tests all read this
one declaration. A function is pure: no clock, no randomness, no input or output.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from converter.expressions.types import Type, parse


class Mode(StrEnum):
    """How a function treats null and lists in its first argument.

    EACH turns a value into something: null gives null, a list is treated element by element (nulls that
    come out are left out).
    ASK asks about a value: true when any value of a list fits, false for null.
    WHOLE gets the argument as it is, lists included; null gives null.
    OPEN gets every argument as it is, null included.
    STANDARD is for JMESPath's own functions: every argument as it is, and an error where its type does not fit.
    """

    EACH = "each"
    ASK = "ask"
    WHOLE = "whole"
    OPEN = "open"
    STANDARD = "standard"


class Parameter(Struct, frozen=True):
    """One parameter. `variadic` takes any number of further arguments, at least one."""

    name: str
    type: Type
    optional: bool = False
    variadic: bool = False


class Example(Struct, frozen=True):
    """An expression, the record it is given, and its result or, where `fails` is set, the code of its error."""

    expression: str
    result: Any = None
    given: Any = None
    fails: str = ""


class Function(Struct, frozen=True):
    """A declared function. `implementation` gets plain Python values of the declared types.

    In modes EACH and ASK the first parameter's type is that of one element. The implementation raises
    ValueError, with a text that never holds the value, for a value it cannot take.
    """

    name: str
    family: str
    summary: str
    mode: Mode
    parameters: tuple[Parameter, ...]
    returns: Type
    examples: tuple[Example, ...]
    implementation: Callable[..., Any]

    @property
    def signature(self) -> str:
        """As the reference prints it: `split(text: string, separator: string) -> array[string]`."""
        shown = [_shown(p) for p in self.parameters]
        return f"{self.name}({', '.join(shown)}) -> {self.returns}"

    @property
    def arity(self) -> tuple[int, int | None]:
        """The fewest and the most arguments; None where there is no most."""
        fewest = sum(not p.optional for p in self.parameters)
        variadic = any(p.variadic for p in self.parameters)
        return fewest, None if variadic else len(self.parameters)


def _shown(parameter: Parameter) -> str:
    text = f"{parameter.name}: {parameter.type}"
    if parameter.variadic:
        text += ", …"
    return f"[{text}]" if parameter.optional else text


def _parameter(text: str) -> Parameter:
    """`name: type`, with `?` behind the name for optional and `...` behind it for variadic."""
    name, _, type_text = text.partition(":")
    return Parameter(name.strip().rstrip("?.").strip(), parse(type_text.strip()), "?" in name, "..." in name)


def declare(
    name: str, signature: tuple[str, ...], returns: str, *, mode: Mode, summary: str, examples: tuple[Example, ...]
) -> Callable[[Callable[..., Any]], Function]:
    """Declare a function of the language: a decorator on its implementation.

    `signature` lists the parameters as `"text: string"`, `"region?: string"` or `"values...: any"`.
    The family is the module it stands in.
    """

    def decorate(implementation: Callable[..., Any]) -> Function:
        family = implementation.__module__.rpartition(".")[2]
        parameters = tuple(map(_parameter, signature))
        return Function(name, family, summary, mode, parameters, parse(returns), examples, implementation)

    return decorate


def declare_standard(
    name: str, signature: tuple[str, ...], returns: str, *, summary: str, example: tuple[str, Any]
) -> Callable[[Callable[..., Any]], Function]:
    """Declare one of JMESPath's own functions, with an example: an expression and its value."""
    examples = (Example(example[0], example[1]),)
    decorate = declare(name, signature, returns, mode=Mode.STANDARD, summary=summary, examples=examples)
    return lambda implementation: replace(decorate(implementation), family="standard")

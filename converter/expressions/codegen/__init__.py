"""Typed trees as Python source: one expression as a function, or the parts of a larger generated function."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Mapping
from typing import Any

from msgspec import Struct

from converter.expressions.check import ROOT
from converter.expressions.codegen import calls, logic, projections, values
from converter.expressions.codegen.emitted import Root, listed, name
from converter.expressions.codegen.emitter import Emitter, Rule
from converter.expressions.function import Function
from converter.expressions.reference import Interpreter
from converter.expressions.tree import Node
from converter.expressions.types import Type

_RULES: Mapping[str, Rule] = {
    "field": values.field,
    "subexpression": values.chain,
    "index_expression": values.chain,
    "pipe": values.chain,
    "index": values.index,
    "slice": values.slice_,
    "flatten": values.flatten,
    "multi_select_list": values.multi_select_list,
    "multi_select_dict": values.multi_select_dict,
    "current": values.itself,
    "identity": values.itself,
    "literal": values.literal,
    "projection": projections.projection,
    "filter_projection": projections.projection,
    "value_projection": projections.value_projection,
    "or_expression": logic.or_expression,
    "and_expression": logic.and_expression,
    "not_expression": logic.not_expression,
    "comparator": logic.comparator,
    "function_expression": calls.call,
}


def emitter(
    functions: Mapping[str, Function], root: Callable[[str], Root], *, record: str = "record", its: Type = ROOT
) -> Emitter:
    """An emitter for a function in which `record` is the whole record and `root(key)` is its value under a key.

    A value must belong to the type that the check gave its name. Values are never changed in place.
    """
    return Emitter(_RULES, functions, root=root, whole=name(record, its))


class Compiled(Struct, frozen=True):
    """An expression as a function of the record. `source` is its Python; `interpreted` what was left out of it."""

    source: str
    fast: Callable[[Any], Any]
    interpreter: Interpreter
    ast: dict[str, Any]
    interpreted: tuple[tuple[Node, str], ...]

    def __call__(self, record: Any) -> Any:
        """The expression's value. Raises EvaluationError."""
        try:
            return self.fast(record)
        except Exception:  # noqa: BLE001 - whatever it was: the reference decides, and says why
            return self.interpreter.evaluate(self.ast, record)


def compile_expression(
    node: Node, functions: Mapping[str, Function], *, current: Type = ROOT, single: Collection[str] = ()
) -> Compiled:
    """One checked expression as a function of the value that the check took for `@`: a record, or any JSON.

    Under the keys `single`, a record has lists of one, or nothing.
    """
    its_type = {n.key: n.type for n in node.walk() if n.key is not None}
    variables = {key: f"a{number}" for number, key in enumerate(its_type)}
    roots = {key: listed(code) if key in single else Root(code) for key, code in variables.items()}
    writer = emitter(functions, roots.__getitem__, its=current)
    for key, variable in variables.items():
        if key in single:
            writer.put(f"{variable} = record[{key!r}][0] if {key!r} in record else None")
        else:
            get = f".get({key!r})" if its_type[key].may_be("null") else f"[{key!r}]"
            writer.put(f"{variable} = record{get}")
    writer.expect(node)
    writer.put(f"return {writer.value(node).code}")
    source = "\n".join(["def expression(record):", *writer.lines, ""])
    fast = load(source, writer.names, "expression")
    return Compiled(source, fast, Interpreter(functions), node.as_ast(), tuple(writer.interpreted))


def load(source: str, names: Mapping[str, Any], function: str) -> Callable[..., Any]:
    """The function that generated source defines; `names` are its globals, as an emitter gathers them."""
    scope = dict(names)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # what a person would not write, such as 0 is None
        exec(compile(source, f"<{function}>", "exec"), scope)  # noqa: S102 - built from the typed tree alone
    loaded: Callable[..., Any] = scope[function]
    return loaded

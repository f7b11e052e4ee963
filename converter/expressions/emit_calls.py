"""Code for calls of functions: what their mode does at run time is decided here where the types are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from converter.expressions.apply import parameter
from converter.expressions.emitted import Emitted, Form, name, tight
from converter.expressions.emitter import Emitter
from converter.expressions.function import Function, Mode
from converter.expressions.inline import inlined
from converter.expressions.tree import Node
from converter.expressions.types import ANY, BOOLEAN, EXPRESSION, NULL, Type


def call(emitter: Emitter, node: Node, current: Emitted) -> Emitted:
    """A call: plain Python where the arguments' types are known to fit, else through `apply`."""
    function = emitter.functions.get(str(node.value))
    if function is None or not _takes(function, len(node.children)):
        return tight("refuse()", node.type)
    arguments = [_argument(emitter, child, current) for child in node.children]
    special = inlined(emitter, function, arguments)
    found = special or _BY_MODE[function.mode](emitter, function, arguments)
    if found is None:
        codes = ", ".join(argument.code for argument in arguments)
        return tight(f"apply({emitter.constant(function, 'd')}, ({codes},))", node.type)
    return Emitted(found.code, node.type, found.form)


def _takes(function: Function, count: int) -> bool:
    fewest, most = function.arity
    return fewest <= count and (most is None or count <= most)


def _argument(emitter: Emitter, node: Node, current: Emitted) -> Emitted:
    return _expression(emitter, node) if node.kind == "expref" else emitter.value(node, current)


def _expression(emitter: Emitter, node: Node) -> Emitted:
    """An expression argument as a function of the element."""
    body = node.children[0]
    element = name(emitter.variable("v"), ANY)
    with emitter.aside() as lines:
        value = emitter.value(body, element)
    if not lines:
        return Emitted(f"lambda {element.code}: {value.code}", EXPRESSION)
    variable = emitter.variable("e")
    emitter.put(f"def {variable}({element.code}):")
    emitter.lines += lines
    emitter.put(f"    return {value.code}")
    return name(variable, EXPRESSION)


def fits_always(its: Type, wanted: Type) -> bool:
    """Does every value of the type fit the parameter? As `apply.fits` has it."""
    if not its.kinds <= wanted.kinds:
        return False
    if "array" not in its.kinds or wanted.item is None:
        return True
    item = its.item or ANY
    return item.kinds <= wanted.item.kinds and (len(item.kinds) <= 1 or "null" in wanted.item.kinds)

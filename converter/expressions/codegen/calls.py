"""Code for calls of functions: what their mode does at run time is decided here where the types are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from converter import native
from converter.expressions.apply import parameter
from converter.expressions.codegen.choices import chosen
from converter.expressions.codegen.emitted import Emitted, Form, Only, name, tight
from converter.expressions.codegen.emitter import Emitter
from converter.expressions.codegen.inline import invoked, remembered
from converter.expressions.codegen.remembered import results
from converter.expressions.function import Function, Mode
from converter.expressions.tree import Node
from converter.expressions.types import ANY, BOOLEAN, EXPRESSION, NULL, Type


class Call(Struct, frozen=True):
    """A call whose arguments are emitted. `constants` are the further ones, where all are literals and none is null."""

    emitter: Emitter
    function: Function
    arguments: Sequence[Emitted]
    constants: tuple[Any, ...] | None

    def invoked(self, arguments: Sequence[Emitted]) -> Emitted:
        """The implementation's value for arguments that fit it."""
        return invoked(self.emitter, self.function, arguments, constants=self.constants)


def call(emitter: Emitter, node: Node, current: Emitted) -> Emitted:
    """A call: plain Python where the arguments' types are known to fit, else through `apply`."""
    function = emitter.functions.get(str(node.value))
    if function is None or not _takes(function, len(node.children)):
        return tight("refuse()", node.type)
    further = node.children[1:]
    constants = tuple(n.value for n in further) if all(map(_is_constant, further)) else None
    arguments = [_argument(emitter, child, current) for child in node.children]
    its = Call(emitter, function, arguments, constants)
    choice = chosen(emitter, function, arguments)
    return choice or replace(_BY_MODE[function.mode](its) or _applied(its), type=node.type)


def _is_constant(node: Node) -> bool:
    return node.kind == "literal" and node.value is not None


def _applied(its: Call) -> Emitted:
    codes = "".join(f"{argument.code}, " for argument in its.arguments)
    return tight(f"apply({its.emitter.constant(its.function, 'd_' + its.function.name)}, ({codes.rstrip()}))", ANY)


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


def _fitted(its: Call, first: int) -> tuple[list[Emitted], str] | None:
    """The arguments from number `first` on, and the condition that none is null that must not be; None: unknown."""
    fitted, conditions = [], []
    for number, argument in enumerate(its.arguments[first:], first):
        wanted = _wanted(its.function, number)
        fits = fits_always(argument.type, wanted)
        value, condition = (argument, "") if fits else _non_null(its.emitter, argument)
        if not fits_always(value.type, wanted):
            return None
        fitted.append(value)
        conditions.append(condition)
    condition = " and ".join(filter(None, conditions))
    return [its.emitter.hold(value) for value in fitted] if condition else fitted, condition


def _wanted(function: Function, number: int) -> Type:
    """What fits a parameter; for the first one of a function that gives null for null, that is never null."""
    wanted = parameter(function, number).type
    null_for_null = number == 0 and function.mode not in (Mode.STANDARD, Mode.OPEN)
    return wanted.without("null") if null_for_null else wanted


def _non_null(emitter: Emitter, value: Emitted) -> tuple[Emitted, str]:
    """The value as one that is not null, and the condition for it."""
    if not value.nullable:
        return value, ""
    held = emitter.hold(value)
    return replace(held, type=value.type.without("null")), f"{held.code} is not None"


def _strict(its: Call) -> Emitted | None:
    return _as_it_is(its, "refuse()")


def _whole(its: Call) -> Emitted | None:
    return _as_it_is(its, "None")


def _as_it_is(its: Call, otherwise: str) -> Emitted | None:
    """The arguments as they are; something else where one is null that must not be."""
    found = _fitted(its, 0)
    if found is None:
        return None
    fitted, condition = found
    value = its.invoked(fitted)
    return Emitted(f"{value.operand} if {condition} else {otherwise}", ANY) if condition else value


class Opened(Struct, frozen=True):
    """A call by value: the code for one value, the `for` over the values of a list, the condition that none is null.

    `texts` is the code of the list where it is one of texts.
    """

    body: Emitted
    loop: str
    condition: str
    only: Only | None = None
    texts: str = ""


def _each(its: Call) -> Emitted | None:
    one = _of_one(its)
    if one:
        held = its.emitter.hold(one)
        listed = f"[{held.code}] if {held.code} is not None else"
        code = f"({listed} None if {its.arguments[0].one} is None else [])"
        return Emitted(code, ANY, Form.NAME, one=held.code)
    opened = _opened(its)
    if opened is None:
        return None
    value = _collected(its, opened) if opened.loop else opened.body
    if not opened.condition:
        return replace(value, only=opened.only)
    return Emitted(f"{value.operand} if {opened.condition} else None", ANY, only=opened.only)


def _of_one(its: Call) -> Emitted | None:
    """The call for the element of a list that has at most one; null where there is none."""
    first = its.arguments[0]
    if not first.one or first.type.item is None or (its.constants is None and its.arguments[1:]):
        return None
    element = name(first.one, first.type.item.without("null"))
    if not fits_always(element.type, _wanted(its.function, 0)) or _fitted(its, 1) is None:
        return None
    value = its.invoked([element, *its.arguments[1:]])
    return Emitted(f"{value.operand} if {element.code} is not None else None", value.type | NULL)


def _ask(its: Call) -> Emitted | None:
    one = _of_one(its)
    if one:
        code = f"{one.operand} is True" if one.type.kinds <= {"boolean", "null"} else f"bool({one.code})"
        return Emitted(code, BOOLEAN)
    opened = _opened(its)
    if opened is None:
        return None
    value = tight(f"any([{opened.body.code} {opened.loop}])", BOOLEAN) if opened.loop else opened.body
    if opened.only:
        # most lists hold one value, and a comprehension is dear
        value = Emitted(f"{opened.only.code()} if len({opened.only.source}) == 1 else {value.code}", BOOLEAN)
    return Emitted(f"{opened.condition} and {value.operand}", BOOLEAN) if opened.condition else value


def _opened(its: Call) -> Opened | None:
    emitter, first = its.emitter, its.arguments[0]
    found = _fitted(its, 1)
    if found is None:
        return None
    further, condition = found
    value, present = _non_null(emitter, first)
    condition = " and ".join(filter(None, (present, condition)))
    value = emitter.hold(value) if condition else value
    loop, values = "", value
    if value.type.kinds == {"array"}:
        value, loop = _element(emitter, value)
    if not fits_always(value.type, _wanted(its.function, 0)):
        return None
    if loop or condition:
        value, *further = (emitter.hold(argument) for argument in (value, *further))
    body = its.invoked([value, *further])
    only = None
    if loop and values.form is Form.NAME and value.type == values.type.item and condition in (present, ""):
        first = name(f"{values.code}[0]", value.type)
        only = Only(values.code, lambda: its.invoked([first, *further]).code)
    texts = values.code if loop and values.type.item and values.type.item.kinds == {"string"} else ""
    return Opened(body, loop, condition, only, texts)


def _element(emitter: Emitter, values: Emitted) -> tuple[Emitted, str]:
    """A list's element that is not null, and the `for` that goes through them."""
    item = values.type.item or ANY
    element = name(emitter.variable("v"), item.without("null"))
    suffix = f" if {element.code} is not None" if item.may_be("null") else ""
    return element, f"for {element.code} in {values.operand}{suffix}"


def _collected(its: Call, opened: Opened) -> Emitted:
    """The results in a list, nulls left out."""
    emitter = its.emitter
    known = remembered(emitter, its.function, its.constants) if opened.texts else None
    if known:
        all_of = emitter.constant(native.form("glances", results), "results")
        return tight(f"{all_of}({known}, {opened.texts})", ANY)
    if not opened.body.nullable:
        return tight(f"[{opened.body.code} {opened.loop}]", ANY)
    result = emitter.variable("w")
    return tight(f"[{result} {opened.loop} for {result} in ({opened.body.code},) if {result} is not None]", ANY)


_BY_MODE: Mapping[Mode, Callable[[Call], Emitted | None]] = {
    Mode.EACH: _each,
    Mode.ASK: _ask,
    Mode.WHOLE: _whole,
    Mode.OPEN: _strict,
    Mode.STANDARD: _strict,
}

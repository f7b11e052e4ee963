"""The type of a call: arguments held against the declared parameters, by the function's mode."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from converter.expressions.apply import parameter
from converter.expressions.constants import doubt, refusal
from converter.expressions.function import Function, Mode
from converter.expressions.tree import Node
from converter.expressions.types import ANY, NULL, Type, array, of, union


class Report(Protocol):
    """Adds a finding at a node."""

    def __call__(self, code: str, message: str, node: Node, *, hint: str = "", warning: str = "") -> None:
        """A non-empty `warning` makes it a warning."""


def checked_call(report: Report, function: Function, node: Node, arguments: list[Type]) -> Type:
    """The type of the call; what can be known to be wrong is reported."""
    fewest, most = function.arity
    if len(arguments) < fewest or (most is not None and len(arguments) > most):
        report("wrong-arity", f"{function.name}() takes {_counted(fewest, most)}, not {len(arguments)}", node,
               hint=function.signature)  # fmt: skip
        return function.returns
    if len(arguments) == 2 and _swapped(function, arguments):
        message = f"the arguments of {function.name}() stand the other way round"
        report("wrong-argument", message, node, hint=function.signature)
        return function.returns
    for number, its in enumerate(arguments):
        _check_argument(report, function, node.children[number], (number, its))
    _check_conversion(report, function, node.children, arguments)
    return _result(function, arguments)


def method_call(report: Report, functions: Mapping[str, Function], node: Node) -> Type | None:
    """The type of `lower()` in `mail.lower()`, which is reported: other languages call functions so. None otherwise."""
    function = functions.get(str(node.value)) if node.kind == "function_expression" else None
    if function is None or node.children or function.arity[0] == 0:
        return None
    message = f"{function.name}() gets no argument here: what stands before the dot is none"
    report("wrong-arity", message, node, hint=f"write {function.name}(…) around the value, without the dot")
    return ANY


_PASSING = frozenset(["compact", "first_of", "if", "map", "not_null", "only", "present", "reverse", "sort_by", "type"])


def passes(function: Function, argument: Type) -> bool:
    """Does the function leave rows in an argument as they are, so that its result's type still says what they are?

    Others look into them, or give them in a form of which nothing is known. The length of a list is none of its rows.
    """
    return function.name in _PASSING or (function.name == "length" and not argument.stores)


def _swapped(function: Function, arguments: list[Type]) -> bool:
    """Does neither of two arguments fit its place, and each the other's?"""
    wanted = [parameter(function, number).type for number in (0, 1)]
    given = [its.without("null") for its in arguments]
    fits = [its.overlaps(there) for its, there in zip(given, wanted, strict=True)]
    crossed = [its.overlaps(there) for its, there in zip(given, reversed(wanted), strict=True)]
    return all(crossed) and not any(fits)


def _counted(fewest: int, most: int | None) -> str:
    count = f"at least {fewest}" if most is None else str(fewest) if most == fewest else f"{fewest} to {most}"
    return f"{count} argument{'' if fewest == 1 and most in (1, None) else 's'}"


def _check_argument(report: Report, function: Function, node: Node, argument: tuple[int, Type]) -> None:
    number, its = argument
    wanted = parameter(function, number).type
    elementwise = number == 0 and function.mode in (Mode.EACH, Mode.ASK)
    given = _element(its) if elementwise else its
    if function.mode is not Mode.STANDARD:
        given = given.without("null")
    if not given.kinds:
        return
    if not given.overlaps(wanted):
        hint = _remedy(node, its, wanted) or function.signature
        report("wrong-argument", f"{function.name}() takes {wanted} here, this is {its}", node, hint=hint)
    elif refused := refusal(function, number, node):
        report(refused.code, refused.message, node, hint=refused.hint)
    elif odd := doubt(function, number, node):
        message = f"{function.name}() takes the $ of this text as it is"
        report("invalid-constant", message, node, warning=odd)
    elif function.mode is Mode.STANDARD and its.may_be("null") and not wanted.may_be("null"):
        _warn_null(report, function, node, (its, "its argument"))
    elif function.mode is Mode.STANDARD and its.item and wanted.item and not wanted.item.may_be("null"):
        _warn_null(report, function, node, (its.item, "an element"))


def _check_conversion(report: Report, function: Function, nodes: Sequence[Node], arguments: list[Type]) -> None:
    """JMESPath's conversions fail on nothing: `to_number` gives null instead, and `to_string` the text null."""
    if function.name == "to_number" and not arguments[0].may_be("string", "number"):
        its, name = arguments[0].without("null"), nodes[0].value
        several = its.may_be("array") and nodes[0].kind == "field"
        hint = f"take one value: {name}[0]; or all: {name}[*].to_number(@)" if several else ""
        report("always-null", f"to_number() gives null for {its}", nodes[0], hint=hint)
    elif function.name == "to_string" and arguments[0].may_be("null") and nodes[0].kind in _READS:
        remedy = f"write to_string({_shown(nodes[0])} || ''): the empty text is left out"
        report("text-of-null", "to_string() gives the text null where its argument is absent", nodes[0], warning=remedy)


_READS = ("field", "subexpression", "index_expression")


def _remedy(node: Node, its: Type, wanted: Type) -> str:
    if wanted.kinds == {"boolean", "null"}:
        return f"ask for what makes it true: present({_shown(node)}), or a comparison"
    one = node.kind == "field" and its.may_be("array") and (its.item or ANY).overlaps(wanted)
    return f"take one value: {node.value}[0]" if one else conversion(its, wanted)


_CONVERSIONS = {
    ("string", "number"): ("to_number", "a number of a text"),
    ("string", "boolean"): ("boolean", "a boolean of a text"),
    ("number", "string"): ("to_string", "a text of a number"),
}


def conversion(its: Type, wanted: Type) -> str:
    """How a value of one type becomes one of another, as a sentence; empty where there is no plain way."""
    several = its.may_be("array")
    given, target = _element(its).without("null").kinds, wanted.without("array").kinds
    if several:
        target = wanted.item.kinds if wanted.item else frozenset()
    if given == {"binary"}:
        return "bytes become text by guid(), sid(), hex() or base64()"
    for (one, other), (function, made) in _CONVERSIONS.items():
        if given == {one} and other in target:
            call = f"map(&{function}(@), …)" if several else f"{function}(…)"
            return f"{call} makes {made}"
    return ""


def _warn_null(report: Report, function: Function, node: Node, absent: tuple[Type, str]) -> None:
    its, what = absent
    if its.kinds >= ANY.kinds or not its.may_be("null"):
        return
    safe = _NULL_SAFE.get(function.name)
    others = ", …" if function.arity[0] > 1 else ""
    remedy = f"write {safe}" if safe else f"guard it: {_shown(node)} && {function.name}({_shown(node)}{others})"
    message = f"{function.name}() fails where {what} is absent, and the record is rejected"
    report("fails-on-null", message, node, warning=remedy)


_NULL_SAFE = {
    "contains": "includes(…), which is false for null",
    "starts_with": "matches(…, '^…'), which is false for null",
    "ends_with": "matches(…, '…$'), which is false for null",
    "join": "words(…), which leaves out what is absent",
    "sort": "sort(… || `[]`)",
}


def _shown(node: Node) -> str:
    return str(node.value) if node.kind == "field" else "…"


def _element(its: Type) -> Type:
    """The type of one value: of the elements where it is a list."""
    if not its.may_be("array"):
        return its
    inner = its.item or ANY
    rest = its.without("array")
    return inner if rest.kinds <= {"null"} else inner | rest


def _result(function: Function, arguments: list[Type]) -> Type:
    first = arguments[0] if arguments else NULL
    nullable = any(a.may_be("null") for a in arguments)
    if (special := _SPECIAL.get(function.name)) is not None:
        return special(arguments)
    if function.mode is Mode.ASK:
        return of("boolean")
    if function.mode is Mode.EACH:
        return _each_result(function.returns, first, nullable=nullable)
    if function.mode is Mode.WHOLE:
        return function.returns | NULL if nullable else function.returns
    return function.returns


def _each_result(returns: Type, first: Type, *, nullable: bool) -> Type:
    result: Type | None = None
    if first.may_be("array"):
        result = array(returns.without("null"))
    if first.without("null", "array").kinds:
        result = returns if result is None else result | returns
    if result is None:
        return NULL
    return result | NULL if nullable else result


def _first_present(arguments: list[Type]) -> Type:
    return union([a.without("null") for a in arguments]) | NULL


def _either(arguments: list[Type]) -> Type:
    return union([*arguments[1:], *([] if len(arguments) > 2 else [NULL])])


def _array_given(arguments: list[Type]) -> Type:
    return arguments[0].only("array", "null")


def _argument_present(arguments: list[Type]) -> Type:
    return arguments[0].without("null")


def _one_element(arguments: list[Type]) -> Type:
    return _element(arguments[0]) | NULL


_SPECIAL: dict[str, Callable[[list[Type]], Type]] = {
    "first_of": _first_present,
    "not_null": _first_present,
    "if": _either,
    "unique": _array_given,
    "compact": _array_given,
    "sort": _argument_present,
    "reverse": _argument_present,
    "sort_by": _argument_present,
    "only": _one_element,
}

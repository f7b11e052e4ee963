"""Code for what selects and builds values: names, elements, slices, multi-selects, literals."""

from __future__ import annotations

from collections.abc import Callable

from converter.expressions.codegen.emitted import Emitted, Form, name, tight
from converter.expressions.codegen.emitter import Emitter
from converter.expressions.tree import Node
from converter.expressions.types import NULL


def field(emitter: Emitter, node: Node, current: Emitted) -> Emitted:
    """A value of the record, or a member of an object."""
    if node.key is not None:
        code, one = emitter.root(node.key)
        return Emitted(code, node.type, Form.NAME, one=one, sure=True)
    if not current.type.may_be("object"):
        return null(emitter, current)
    held = emitter.hold(current) if current.type.kinds != {"object"} else current
    member = tight(f"{held.operand}.get({_member_name(node)!r})", node.type)
    return emitter.when(held.test("object"), lambda: member, node.type)


def _member_name(node: Node) -> str:
    """Under which name an object holds the member."""
    return node.value if node.member is None else node.member


def null(emitter: Emitter, value: Emitted) -> Emitted:
    """Null whatever the value is; it is evaluated all the same, since it may fail."""
    emitter.discard(value)
    return name("None", NULL)


def chain(emitter: Emitter, node: Node, current: Emitted) -> Emitted:
    """Each part is given what the one before it makes."""
    for child in node.children:
        current = emitter.value(child, current if child.kind in _USING else emitter.hold(current))
    return current


_USING = ("field", "index", "slice", "multi_select_list", "multi_select_dict")
"""Nodes that evaluate `@` once, whatever it is; others may not at all, or several times."""


def itself(emitter: Emitter, node: Node, current: Emitted) -> Emitted:
    """`@`."""
    return current


def literal(emitter: Emitter, node: Node, current: Emitted) -> Emitted:
    """A constant; arrays and objects are made once."""
    if isinstance(node.value, list | dict):
        return name(emitter.constant(node.value), node.type)
    return name(repr(node.value), node.type)


def index(emitter: Emitter, node: Node, current: Emitted) -> Emitted:
    """An element, null beyond the ends."""
    if not current.type.may_be("array"):
        return null(emitter, current)
    place = int(node.value)
    if current.one and place in (0, -1):
        return name(current.one, node.type)
    held = emitter.hold(current)
    enough = held.code if place in (0, -1) else f"len({held.code}) > {place if place > 0 else -place - 1}"
    test = held.test("array")
    if test == f"{held.code} is not None":
        test = "" if place in (0, -1) else held.code
    condition = f"{test} and {enough}" if test else enough
    return Emitted(f"{held.code}[{place}] if {condition} else None", node.type)


def slice_(emitter: Emitter, node: Node, current: Emitted) -> Emitted:
    """Some elements, as Python slices."""
    if not current.type.may_be("array"):
        return null(emitter, current)
    if node.extra[2] == 0:
        return tight("refuse()", node.type)
    held = emitter.hold(current)
    bounds = ":".join("" if bound is None else repr(int(bound)) for bound in node.extra)
    return emitter.when(held.test("array"), lambda: tight(f"{held.code}[{bounds}]", node.type), node.type)


def flatten(emitter: Emitter, node: Node, current: Emitted) -> Emitted:
    """One level of arrays taken apart; nothing to do where no element can be an array."""
    inner = emitter.value(node.children[0], current)
    if not inner.type.may_be("array"):
        return null(emitter, inner)
    item = inner.type.item
    if item is not None and not item.may_be("array") and inner.type.kinds <= {"array", "null"}:
        return inner
    return tight(f"flattened({inner.code})", node.type)


def multi_select_list(emitter: Emitter, node: Node, current: Emitted) -> Emitted:
    """An array of several values; null where `@` is null."""

    def display(at: Emitted) -> Emitted:
        return tight(f"[{', '.join(emitter.value(child, at).code for child in node.children)}]", node.type)

    return _select(emitter, node, current, display)


def multi_select_dict(emitter: Emitter, node: Node, current: Emitted) -> Emitted:
    """An object of several values; null where `@` is null."""

    def display(at: Emitted) -> Emitted:
        members = ((repr(child.value), emitter.value(child.children[0], at).code) for child in node.children)
        return tight("{" + ", ".join(f"{key}: {code}" for key, code in members) + "}", node.type)

    return _select(emitter, node, current, display)


def _select(emitter: Emitter, node: Node, current: Emitted, display: Callable[[Emitted], Emitted]) -> Emitted:
    held = emitter.hold(current)
    condition = f"{held.code} is not None" if held.nullable else ""
    return emitter.when(condition, lambda: display(held), node.type)

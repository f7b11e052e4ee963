"""Code for projections and filters: a comprehension where that will do, else a loop."""

from __future__ import annotations

from msgspec import Struct

from converter.expressions.codegen.emitted import Emitted, Form, name
from converter.expressions.codegen.emitter import Emitter
from converter.expressions.codegen.logic import truth
from converter.expressions.codegen.values import null
from converter.expressions.tree import Node
from converter.expressions.types import ANY, Type


class Loop(Struct, frozen=True):
    """What a projection goes through: `element` takes each of `elements`, if the `test` of their owner holds."""

    element: Emitted
    elements: str
    test: str
    condition: str
    body: Emitted


def projection(emitter: Emitter, node: Node, current: Emitted) -> Emitted:
    """The right side's value for each element for which the condition holds, nulls left out."""
    source = emitter.value(node.children[0], current)
    if not source.type.may_be("array"):
        return null(emitter, source)
    item = source.type.item or ANY
    changes = node.kind == "filter_projection" or node.children[1].kind != "identity" or item.may_be("null")
    if not changes and source.type.kinds <= {"array", "null"}:
        return source
    held = emitter.hold(source)
    return _collect(emitter, node, held.code, test=held.test("array"), item=item)


def value_projection(emitter: Emitter, node: Node, current: Emitted) -> Emitted:
    """The right side's value for each member of an object, nulls left out."""
    source = emitter.value(node.children[0], current)
    if not source.type.may_be("object"):
        return null(emitter, source)
    held = emitter.hold(source)
    return _collect(emitter, node, f"{held.code}.values()", test=held.test("object"), item=ANY)


def _collect(emitter: Emitter, node: Node, elements: str, *, test: str, item: Type) -> Emitted:
    element = name(emitter.variable("v"), item)
    condition = ""
    with emitter.aside(2 if test else 1) as lines:
        if node.kind == "filter_projection":
            condition = truth(emitter, emitter.value(node.children[2], element))
        first_of_body = len(lines)
        body = emitter.value(node.children[1], element)
    loop = Loop(element, elements, test, condition, body)
    if not lines:
        return _comprehension(emitter, loop, node.type)
    return _statement(emitter, loop, (lines[:first_of_body], lines[first_of_body:]), node.type)


def _comprehension(emitter: Emitter, loop: Loop, its: Type) -> Emitted:
    body, suffix = loop.body, f" if {loop.condition}" if loop.condition else ""
    if body.form is Form.NAME and loop.condition == body.code:
        pass  # what is true is not null
    elif body.nullable and body.form is Form.NAME:
        suffix += f" if {body.code} is not None"
    elif body.nullable:
        body = name(emitter.variable("w"), body.type)
        suffix += f" for {body.code} in ({loop.body.code},) if {body.code} is not None"
    code = f"[{body.code} for {loop.element.code} in {loop.elements}{suffix}]"
    return Emitted(f"{code} if {loop.test} else None", its) if loop.test else Emitted(code, its, Form.TIGHT)


def _statement(emitter: Emitter, loop: Loop, lines: tuple[list[str], list[str]], its: Type) -> Emitted:
    """The loop as a statement; `lines` are those of the condition and those of the body, indented already."""
    result = name(emitter.variable(), its)
    indent = ""
    if loop.test:
        emitter.put(f"{result.code} = None")
        emitter.put(f"if {loop.test}:")
        indent = "    "
    emitter.put(f"{indent}{result.code} = []")
    emitter.put(f"{indent}for {loop.element.code} in {loop.elements}:")
    emitter.lines += lines[0]
    if loop.condition:
        emitter.put(f"{indent}    if not {loop.condition}: continue")
    emitter.lines += lines[1]
    made = loop.body.code
    if loop.body.nullable:
        made = emitter.variable("w")
        emitter.put(f"{indent}    {made} = {loop.body.code}")
        emitter.put(f"{indent}    if {made} is None: continue")
    emitter.put(f"{indent}    {result.code}.append({made})")
    return result

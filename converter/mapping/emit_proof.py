"""What of a user keeps Auth0's schema and rules by the way it is made, and at which quick look the rest does.

A look may be stricter than the rules, never laxer: whoever it does not pass is judged in full.
"""

from __future__ import annotations

import re

from converter.expressions.codegen.emitter import Emitter
from converter.expressions.functions import identifiers
from converter.expressions.tree import Node
from converter.mapping.model import ABSENT, Group, Items, Leaf, Model, Shape, leaves
from converter.mapping.target import METADATA, Target, properties
from converter.validation.email import LONGEST_ADDRESS, LONGEST_LABEL, common, ordinary
from converter.validation.gates import GATES
from converter.validation.look import LOOKS
from converter.validation.metadata_rules import FORBIDDEN_NAMES, ROOT_NAMES


def looks(model: Model, emitter: Emitter) -> dict[str, str] | None:
    """Of each mapped field the statement that takes a look at its value `{0}`; "" where it keeps every rule anyhow.

    It makes `addressed` true where the e-mail address passes, and `sure` false where another field does not. None
    where there is a field of which no look is known, or no e-mail address, which Auth0 demands.
    """
    found: dict[str, str] = {}
    for name, shape in model.user.members:
        look = _look(name, shape, emitter)
        if look is None:
            return None
        found[name] = look
    return found if "email" in found else None


def provable(user: Group) -> bool:
    """Is there a look for each field by which its value shows that the user keeps every rule?

    In metadata, texts, booleans and lists of texts do.
    """
    fine = all(
        isinstance(shape, Group) and _has_plain_names(shape)
        if name in METADATA
        else isinstance(shape, Leaf) and (shape.target is Target.BOOLEAN or name in LOOKS)
        for name, shape in user.members
    )
    return fine and any(name == "email" for name, _ in user.members)


def unproven(model: Model) -> list[str]:
    """The user's fields, the password among them, that may break a rule of Auth0's at run time."""
    plain = {name for name, shape in model.user.members if name in METADATA and _is_plain_metadata(shape)}
    return [name for name in properties() if name not in plain]


def _look(name: str, shape: Shape, emitter: Emitter) -> str | None:
    if name in METADATA:
        return "" if isinstance(shape, Group) and _is_plain_metadata(shape) else None
    if not isinstance(shape, Leaf):
        return None
    if shape.target is Target.BOOLEAN:
        return ""
    if name == "email":
        quick = f"len({{0}}) <= {LONGEST_LABEL} and {emitter.constant(common, 'common')}({{0}})"
        general = f"len({{0}}) <= {LONGEST_ADDRESS} and {emitter.constant(ordinary, 'ordinary')}({{0}})"
        return f"addressed = {quick} or {general}"
    if name not in LOOKS:
        return None
    if keeps_all(name, shape):
        return ""
    if LOOKS[name].allowed:
        return f"if not {emitter.constant(GATES[name], name)}({{0}}): sure = False"
    return f"if not 0 < len({{0}}) <= {LOOKS[name].most}: sure = False"


def keeps_all(name: str, leaf: Leaf) -> bool:
    """Does every value that the property gets keep all rules? A GUID in its canonical form does as a user_id."""
    tree: Node | None = leaf.expression.tree if leaf.expression else None
    guid = identifiers.guid.name
    plain = name == "user_id" and leaf.map is None and leaf.default is ABSENT
    return tree is not None and plain and tree.kind == "function_expression" and tree.value == guid


def _is_plain_metadata(shape: Shape) -> bool:
    """Do all names keep the rules, and are the values texts, booleans or lists of texts?"""
    return _has_plain_names(shape) and all(map(_is_plain_value, leaves(shape)))


def _has_plain_names(shape: Shape) -> bool:
    if isinstance(shape, Leaf):
        return True
    if isinstance(shape, Items):
        return all(map(_has_plain_names, shape.items))
    names = [name for name, _ in shape.members]
    fine = ROOT_NAMES.isdisjoint(names) and FORBIDDEN_NAMES.isdisjoint(names) and not re.search(r"[.$]", "".join(names))
    return fine and all(_has_plain_names(member) for _, member in shape.members)


def _is_plain_value(leaf: Leaf) -> bool:
    if leaf.default is not ABSENT and not isinstance(leaf.default, str | bool):
        return False
    if leaf.expression is None:
        return isinstance(leaf.constant, str | bool)
    if leaf.map is not None:
        return all(value is None or isinstance(value, str | bool) for value in leaf.map.values())
    found = leaf.expression.tree.type.without("null")
    one = found.item if found.kinds == {"array"} and found.item is not None else found
    return one.kinds <= {"string", "boolean"}

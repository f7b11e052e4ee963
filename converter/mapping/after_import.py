"""Reads `after_import:`, what a user is given once it is in Auth0: its roles, its organizations."""

from __future__ import annotations

from msgspec.structs import replace

from converter.mapping.expression import read_expression
from converter.mapping.findings import Findings
from converter.mapping.keys import AFTER_IMPORT, BESIDE_SECTIONS
from converter.mapping.long_form import read_long_form
from converter.mapping.model import Group, Leaf
from converter.mapping.target import Target
from converter.syntax.field import read_fields
from converter.syntax.node import Mapping, Node, Scalar
from converter.syntax.sanitise import clipped

SECTION = "after_import"


def read_after_import(node: Mapping, findings: Findings) -> Group:
    """The section as an object whose members are lists of names."""
    fields = read_fields(node, AFTER_IMPORT, diagnostics=findings.diagnostics, elsewhere=BESIDE_SECTIONS)
    members = []
    for field in AFTER_IMPORT:
        leaf = _leaf(fields[field.name], field.name, findings) if fields.given(field.name) else None
        if leaf is not None:
            members.append((field.name, leaf))
    return Group(SECTION, tuple(members))


def _leaf(node: Node, name: str, findings: Findings) -> Leaf | None:
    if isinstance(node, Mapping):
        before = len(findings.diagnostics)
        leaf = read_long_form(node, (SECTION, name), findings=findings)
        sound = leaf is not None and len(findings.diagnostics) == before
        return _names(leaf, findings) if leaf and sound else leaf
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        hint = "write an expression that gives names, or {value: [Member]} for the same names for everybody"
        findings.add("wrong-type", node, f"{SECTION}.{name} must be an expression", hint=hint)
        return None
    expression = read_expression(node, findings.diagnostics)
    return Leaf(f"{SECTION}.{name}", Target.TEXTS, node, expression) if expression else None


def _names(leaf: Leaf, findings: Findings) -> Leaf | None:
    """A long form whose constants are lists of names as well."""
    if leaf.expression is not None:
        return replace(leaf, target=Target.TEXTS)
    names = [leaf.constant] if isinstance(leaf.constant, str) else leaf.constant
    if isinstance(names, list) and names and all(isinstance(name, str) and name for name in names):
        return replace(leaf, target=Target.TEXTS, constant=names)
    message = f"{clipped(leaf.path)} wants a list of names"
    findings.add("wrong-type", leaf.node, message, hint="for example {value: [Member]}")
    return None

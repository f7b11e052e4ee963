"""Parts of an expression that are sound and still seldom what was meant: found in a tree whose types are known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from converter.expressions.tree import Node
from converter.expressions.written import written

GROUPS = frozenset(("memberof", "ismemberof", "groupmembership", "ibm_allgroups"))
"""Attributes that name an entry's groups, as keys: Active Directory, 389 and PingDirectory, eDirectory, IBM."""


class Hazard(NamedTuple):
    """What a reviewer would ask about: the code, the part of the expression, what happens, and what would be right."""

    code: str
    node: Node
    message: str
    hint: str


def hazards(tree: Node) -> Iterator[Hazard]:
    """Every hazard of an expression, outermost first."""
    for node in tree.walk():
        if node.kind == "or_expression":
            yield from _lost_false(node)
        elif node.kind == "and_expression":
            yield from _contradiction(node)
        elif node.kind == "function_expression" and node.value == "rdn":
            yield from _groups_by_name(node)
        elif node.kind == "function_expression" and node.value in ("includes", "contains"):
            yield from _group_without_place(node)


def _lost_false(node: Node) -> Iterator[Hazard]:
    """JMESPath's `||` goes on for every false-like value: for false as for null."""
    left, right = node.children
    always = right.kind == "literal" and right.value is True
    if left.type.without("null").kinds != {"boolean"} or not (always or not right.type.may_be("boolean")):
        return
    result = "it is always true" if always else "false is replaced as null is"
    message = f"|| passes over false as over null, so {result}"
    yield Hazard("lost-false", node, message, "default: acts on absence only, and so does first_of(…)")


def _contradiction(node: Node) -> Iterator[Hazard]:
    """`status == 'A' && status == 'B'`: one value cannot equal two constants."""
    wanted: dict[str, Any] = {}
    for each in _conjuncts(node):
        left, right = each.children if each.kind == "comparator" and each.value == "eq" else (each, each)
        if right.kind != "literal" or left.kind == "literal":
            continue
        if wanted.setdefault(written(left), right.value) != right.value:
            message = f"{written(left)} is not both {json.dumps(wanted[written(left)])} and {json.dumps(right.value)}"
            yield Hazard("always-false", each, message, "write || between them, if either will do")
            return


def _conjuncts(node: Node) -> Iterator[Node]:
    if node.kind == "and_expression":
        for child in node.children:
            yield from _conjuncts(child)
    else:
        yield node


def _group_without_place(node: Node) -> Iterator[Hazard]:
    """`includes(memberof, 'Admins')`: groups of a directory are DNs."""
    values, *others = node.children
    wanted = others[0].value if others and others[0].kind == "literal" else None
    if values.kind != "field" or str(values.key or "") not in GROUPS or not isinstance(wanted, str) or "=" in wanted:
        return
    message = f"{values.value} holds the DNs of groups, and {json.dumps(wanted)} is none"
    hint = f"name the group: includes(dn({values.value}), dn('cn={wanted},ou=groups,dc=example,dc=com'))"
    yield Hazard("groups-by-name", node, message, hint)


def _groups_by_name(node: Node) -> Iterator[Hazard]:
    argument = node.children[0] if node.children else node
    if argument.kind == "index_expression":
        argument = argument.children[0]
    if argument.kind == "field" and str(argument.key or "") in GROUPS:
        message = "two groups in different parts of the tree may share their first name, and would be taken for one"
        hint = f"say which part of the tree: rdn(dn_under({argument.value}, 'ou=groups,dc=example,dc=com'))"
        yield Hazard("groups-by-name", node, message, hint)

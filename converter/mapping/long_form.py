"""Reads the long form of a field, `{expr | value, map, default, required, on_error, because}`, and checks constants."""

from __future__ import annotations

import json
from typing import Any

from converter.mapping import target
from converter.mapping.expression import read_expression
from converter.mapping.findings import Findings
from converter.mapping.long_form_keys import LONG_FORM
from converter.mapping.metadata_names import check_names_of
from converter.mapping.model import ABSENT, Leaf, OnError
from converter.mapping.settle import map_key
from converter.mapping.target import Path, Target, text
from converter.syntax.field import Fields, expect_mapping, read_fields
from converter.syntax.node import Mapping, Node, Scalar, plain
from converter.syntax.sanitise import clipped
from converter.syntax.suggestion import suggest

_NAMES = tuple(field.name for field in LONG_FORM)
_CONTENT = ("expr", "value")
_FOR_EXPRESSIONS = ("map", "default", "required", "on_error")
_CLASSES: dict[Target, type] = {
    Target.STRING: str,
    Target.BOOLEAN: bool,
    Target.INTEGER: int,
    Target.OBJECT: dict,
    Target.ARRAY: list,
}
_BOOLEANS = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false"}


def is_long_form(node: Mapping, path: Path, wanted: Target) -> bool:
    """Is it the long form of one field, rather than an object of several?

    It is where Auth0 wants one value. Elsewhere `expr` marks it, and in free objects `value` too where nothing but
    keys of the long form, or slips of such, stands beside it.
    """
    names = [key.text for key, _ in node.entries]
    if wanted.single or "expr" in names:
        return True
    if target.members(path):
        return False
    content = [name for name in names if _is_content(name)]
    others = [name for name in names if name not in content]
    if content == ["value"]:
        return all(name in _NAMES or suggest(name, _NAMES) for name in others)
    return len(names) > 1 and len(content) < 2 and all(name in _NAMES for name in others)


def _is_content(name: str) -> bool:
    """Is it `expr` or `value`, or does it look like one of them?"""
    return name in _CONTENT or name.startswith("expr") or suggest(name, _CONTENT) is not None


def read_long_form(node: Mapping, path: Path, *, findings: Findings) -> Leaf | None:
    """The leaf of a long form. Where a part of it is wrong, its target is ANY: what it gives is not held against it."""
    before = len(findings.diagnostics)
    if node.entries and not any(key.text in _NAMES or _is_content(key.text) for key, _ in node.entries):
        hint = "write one expression, or {expr: …} with what else there is to say"
        findings.add("wrong-type", node, f"{text(path)} wants {_wanted(path).words}, not an object", hint=hint)
        return None
    fields = read_fields(node, LONG_FORM, diagnostics=findings.diagnostics)
    _check_combination(node, fields, path=path, findings=findings)
    expression = read_expression(fields["expr"], findings.diagnostics) if fields["expr"] else None
    table = _table(fields, path, findings=findings)
    for name in ("value", "default"):
        if fields.given(name):
            check_constant(fields[name], path, findings=findings)
    if expression is None and not fields.given("value"):
        return None
    return Leaf(
        text(path),
        Target.ANY if len(findings.diagnostics) > before else _wanted(path),
        expression.scalar if expression else fields["value"],
        expression,
        constant=ABSENT if expression else plain(fields["value"]),
        map=table,
        default=plain(fields["default"]) if fields.given("default") else ABSENT,
        required=fields["required"],
        on_error=OnError(fields["on_error"]),
        because=fields["because"],
    )


def _check_combination(node: Mapping, fields: Fields, *, path: Path, findings: Findings) -> None:
    """What cannot stand together, and what must."""
    given = [name for name in _NAMES if fields.given(name)]
    slips = [key for key, _ in node.entries if key.text not in _NAMES and _is_content(key.text)]
    content = [name for name in _CONTENT if name in given]
    if not content and not slips:
        hint = "write expr: with an expression, or value: with a constant"
        findings.add("missing-key", node, f"{text(path)} has neither expr nor value", hint=hint)
    if len(content) > 1:
        message = f"{text(path)} has both expr and value"
        findings.add("conflicting-keys", _key(node, "value"), message, hint="keep one of them")
    elif content == ["value"]:
        for name in (name for name in _FOR_EXPRESSIONS if name in given):
            message = f"{name} does nothing beside value, which is the same for every user"
            findings.add("conflicting-keys", _key(node, name), message, hint="remove it, or write expr: for value:")
    elif fields["required"]:
        _check_required(node, fields, findings)


def _check_required(node: Mapping, fields: Fields, findings: Findings) -> None:
    if fields.given("default"):
        message = "a field with a default is never without a value, so required does nothing"
        findings.add("conflicting-keys", _key(node, "required"), message, hint="keep one of them")
    elif fields["on_error"] != OnError.REJECT:
        message = f"required rejects a record without the value, and on_error: {fields['on_error']} keeps it"
        findings.add("conflicting-keys", _key(node, "required"), message, hint="keep one of them")


def _key(node: Mapping, name: str) -> Scalar:
    key = node.key(name)
    assert key is not None
    return key


def _table(fields: Fields, path: Path, *, findings: Findings) -> dict[str, Any] | None:
    if not fields.given("map"):
        return None
    node = expect_mapping(
        fields["map"], "map", diagnostics=findings.diagnostics, example="for example map: {fr: fr-FR}"
    )
    table: dict[str, Any] = {}
    for key, value in node.entries if node else ():
        plainly = key.position == key.content
        if key.value is None or not key.text:
            findings.add("wrong-type", key, "a map has no entry for absence", hint="write default: beside map:")
        if not isinstance(value, Scalar) or value.value is not None:
            check_constant(value, path, findings=findings)
        # unquoted, true and 7 are found under the boolean and the number as well as under their text
        for name in (key.text, map_key(key.value)) if plainly and key.value is not None else (key.text,):
            table.setdefault(name, plain(value))
    return table


def check_constant(node: Node, path: Path, *, findings: Findings) -> None:
    """Is the constant one that Auth0 takes at that path?"""
    wanted, value, choices = _wanted(path), plain(node), target.choices(path)
    fitting = _CLASSES.get(wanted)
    if fitting is not None and (not isinstance(value, fitting) or (isinstance(value, bool) and fitting is int)):
        message = f"{text(path)} wants {wanted.words}, not {_shown(node)}"
        findings.add("wrong-type", node, message, hint=_remedy(node, wanted))
    elif choices and value not in choices:
        near = suggest(value, choices)
        hint = f"did you mean {near}?" if near else f"one of: {', '.join(choices)}"
        findings.add("unknown-choice", node, f"{text(path)} cannot be {clipped(value)}", hint=hint)
    check_names_of(node, path, findings)


def _wanted(path: Path) -> Target:
    return target.at(path) or Target.ANY


def _shown(node: Node) -> str:
    """A constant as a message may show it: texts are not, they may be secret."""
    if not isinstance(node, Scalar):
        return "an object" if isinstance(node, Mapping) else "a list"
    if isinstance(node.value, str):
        return "this text"
    if node.value is None or isinstance(node.value, bool):
        return node.text or "null"
    return f"the number {node.text}"


def _remedy(node: Node, wanted: Target) -> str:
    if not isinstance(node, Scalar):
        return ""
    if node.value is None:
        return "remove the line: absence needs no constant"
    if wanted is Target.STRING:
        return f"put it in quotes: {{value: {json.dumps(node.text)}}}"
    if wanted is Target.BOOLEAN and isinstance(node.value, str):
        return f"write {_BOOLEANS.get(node.text.lower(), 'true or false')}, without quotes"
    return ""

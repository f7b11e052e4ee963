"""What of a mapping may not be shown: names that hold secrets, and whatever an expression makes of them."""

from __future__ import annotations

import json
from typing import Any

from converter.expressions.tree import Node
from converter.mapping.model import ABSENT, Model
from converter.passwords.secrecy import is_secret
from converter.pipeline.expressions import expressions_of
from converter.syntax.sanitise import masked

_LONGEST = 200


class SecretParts:
    """Knows the secret names, steps and fields of one mapping, and shows the values of the others."""

    def __init__(self, model: Model) -> None:
        stored = model.password.source.tree.walk() if model.password else ()
        self._names = {node.key for node in stored if node.kind == "field" and node.key is not None}
        self._fields: set[str] = set()
        for name, expression in expressions_of(model):
            if self.reads(expression.tree):
                self._fields.add(name)
                self._names.add(name.removeprefix("let.") if name.startswith("let.") else name)

    def reads(self, tree: Node) -> bool:
        """Does a part of an expression read a secret, or all of the record?"""
        return _reads_all(tree) or any(self._is_secret(node) for node in tree.walk())

    def field(self, path: str) -> bool:
        """Is the value at a path of the user a secret?"""
        return is_secret(path) or any(path == f or path.startswith((f"{f}.", f"{f}[")) for f in self._fields)

    def _is_secret(self, node: Node) -> bool:
        if node.kind != "field":
            return False
        return is_secret(str(node.value)) or node.value in self._names or node.key in self._names


_CHAINS = frozenset(
    ["subexpression", "index_expression", "pipe", "projection", "filter_projection", "value_projection"]
)
"""Kinds of which only the first part is evaluated for the record itself."""


def _reads_all(node: Node) -> bool:
    """Does a part take the record whole, as `@` or `*` does at its root? That holds every secret of it."""
    if node.kind == "current" or (node.kind == "value_projection" and node.children[0].kind in ("identity", "current")):
        return True
    if node.kind == "expref":
        return False
    parts = node.children[:1] if node.kind in _CHAINS else node.children
    if node.kind in ("subexpression", "index_expression") and parts[0].kind == "current":
        return node.children[1].kind in ("multi_select_list", "multi_select_dict") and _reads_all(node.children[1])
    return any(map(_reads_all, parts))


def shown(value: Any, *, secret: bool) -> str:
    """A value as a message may have it: JSON of at most 200 characters, of a secret only how much there is."""
    if value is ABSENT:
        return "none"
    text = json.dumps(_without_secrets(value) if secret else _plain(value), ensure_ascii=False)
    return masked(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def _plain(value: Any, path: str = "") -> Any:
    """The value with bytes, and what stands below a secret's name, replaced by their size."""
    if isinstance(value, dict):
        return {name: _plain(member, str(name)) for name, member in value.items()}
    if isinstance(value, list):
        return [_plain(item, path) for item in value]
    if isinstance(value, bytes) or is_secret(path):
        return _without_secrets(value)
    return value


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_secrets(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_without_secrets(item) for item in value]
    if isinstance(value, bytes):
        return f"({len(value)} bytes)"
    return f"({len(value)} characters)" if isinstance(value, str) else value

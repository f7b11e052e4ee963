"""Reads `user:`, the shape of the Auth0 user: nested objects and lists of expressions, constants and long forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from converter.mapping import target
from converter.mapping.expression import read_expression
from converter.mapping.keys import LONG_FORM
from converter.mapping.model import ABSENT, Group, Items, Leaf, OnError, Shape
from converter.mapping.target import Target
from converter.syntax.codes import diagnose
from converter.syntax.diagnostic import Diagnostic
from converter.syntax.field import Fields, expect_mapping, read_fields
from converter.syntax.node import Mapping, Node, Scalar, Sequence, plain
from converter.syntax.suggestion import suggest

Path = tuple[str | int, ...]
_LONG_NAMES = frozenset(field.name for field in LONG_FORM)


@dataclass(frozen=True, slots=True)
class ShapeReader:
    """Reads shapes; what is wrong goes to `diagnostics`."""

    diagnostics: list[Diagnostic]

    def group(self, node: Mapping, path: Path = ()) -> Group:
        """An object: the user itself or one inside it."""
        members = []
        for key, value in node.entries:
            inner = (*path, key.text)
            if self._known(key, inner):
                shape = self._shape(value, inner)
                if shape is not None:
                    members.append((key.text, shape))
        return Group(text(path), tuple(members))

    def _shape(self, node: Node, path: Path) -> Shape | None:
        wanted = target.at(path) or Target.ANY
        if isinstance(node, Scalar):
            return self._short(node, path, wanted)
        if isinstance(node, Sequence):
            return self._items(node, path, wanted)
        if _is_long(node, wanted):
            return self._long(node, path, wanted)
        return self.group(node, path)

    def _items(self, node: Sequence, path: Path, wanted: Target) -> Items | None:
        if wanted not in (Target.ARRAY, Target.ANY):
            self._report("wrong-type", node, f"{text(path)} is {_named(wanted)} in Auth0, not a list")
            return None
        shapes = [self._shape(item, (*path, place)) for place, item in enumerate(node.items)]
        return Items(text(path), tuple(shape for shape in shapes if shape is not None))

    def _short(self, node: Scalar, path: Path, wanted: Target) -> Leaf | None:
        if node.value is None:
            self._report(
                "wrong-type", node, f"{text(path)} has no value", hint="write an expression, or remove the line"
            )
            return None
        if not isinstance(node.value, str):
            return self._constant_leaf(node, path, wanted)
        expression = read_expression(node, self.diagnostics)
        return Leaf(text(path), wanted, node.position, expression) if expression else None

    def _constant_leaf(self, node: Node, path: Path, wanted: Target) -> Leaf:
        leaf = Leaf(text(path), wanted, node.position, constant=plain(node))
        self._check_constant(leaf, node)
        return leaf

    def _long(self, node: Mapping, path: Path, wanted: Target) -> Leaf | None:
        before = len(self.diagnostics)
        fields = read_fields(node, LONG_FORM, diagnostics=self.diagnostics)
        if len(self.diagnostics) > before:
            return None
        if fields.given("expr") == fields.given("value"):
            hint = "write expr: for an expression or value: for a constant, not both"
            self._report("missing-key", node, f"{text(path)} needs either expr or value", hint=hint)
            return None
        leaf = self._long_leaf(fields, path, wanted)
        if leaf and leaf.constant is not ABSENT:
            self._check_constant(leaf, fields["value"])
        return leaf

    def _long_leaf(self, fields: Fields, path: Path, wanted: Target) -> Leaf | None:
        expression = read_expression(fields["expr"], self.diagnostics) if fields.given("expr") else None
        if fields.given("expr") and expression is None:
            return None
        return Leaf(
            text(path),
            wanted,
            fields.position("expr" if expression else "value"),
            expression,
            constant=plain(fields["value"]) if fields.given("value") else ABSENT,
            map=self._table(fields),
            default=plain(fields["default"]) if fields.given("default") else ABSENT,
            required=fields["required"],
            on_error=OnError(fields["on_error"]),
            because=fields["because"],
        )

    def _table(self, fields: Fields) -> dict[str, Any] | None:
        if not fields.given("map"):
            return None
        node = expect_mapping(fields["map"], "map", diagnostics=self.diagnostics)
        return {key.text: plain(value) for key, value in node.entries} if node else None

    def _check_constant(self, leaf: Leaf, node: Node) -> None:
        kinds = {Target.STRING: str, Target.BOOLEAN: bool, Target.INTEGER: int, Target.OBJECT: dict, Target.ARRAY: list}
        wanted = kinds.get(leaf.target)
        value = leaf.constant
        if wanted is not None and (not isinstance(value, wanted) or (isinstance(value, bool) and wanted is int)):
            self._report("wrong-type", node, f"{leaf.path} is {_named(leaf.target)} in Auth0, not {plain(node)!r}")

    def _known(self, key: Scalar, path: Path) -> bool:
        if target.at(path) is not None:
            return True
        names = target.members(path[:-1])
        near = suggest(key.text, names)
        hint = f"did you mean {near}?" if near else f"Auth0 takes {', '.join(names)}"
        if len(path) == 1 and not near:
            hint += f"; anything else belongs below app_metadata or user_metadata: app_metadata: {{{key.text}: …}}"
        self._report("unknown-field", key, f"Auth0's import has no field {text(path)}", hint=hint)
        return False

    def _report(self, code: str, node: Node, message: str, *, hint: str = "") -> None:
        length = node.length if isinstance(node, Scalar) else 1
        self.diagnostics.append(diagnose(code, node.position, message, hint=hint, length=length))


def _is_long(node: Mapping, wanted: Target) -> bool:
    """A mapping is a long form where the field wants one value, or where it is marked by `expr` or `value` alone."""
    names = {key.text for key, _ in node.entries}
    if wanted.single or "expr" in names:
        return True
    return "value" in names and names <= _LONG_NAMES


def _named(wanted: Target) -> str:
    named = {Target.STRING: "a text", Target.BOOLEAN: "a boolean", Target.INTEGER: "a whole number"}
    return named.get(wanted, f"an {wanted.value}")


def text(path: Path) -> str:
    """A path as messages show it: `app_metadata.roles[0]`."""
    shown = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return shown.removeprefix(".")

"""Reads `user:`, the shape of the Auth0 user: nested objects and lists of expressions, constants and long forms."""

from __future__ import annotations

from msgspec import Struct

from converter.mapping import target
from converter.mapping.expression import read_expression
from converter.mapping.findings import Findings
from converter.mapping.keys import BESIDE_SECTIONS
from converter.mapping.long_form import check_constant, is_long_form, read_long_form
from converter.mapping.metadata_names import check_name
from converter.mapping.model import Expression, Group, Items, Leaf, Shape
from converter.mapping.target import Path, Target, text
from converter.syntax.node import Mapping, Node, Scalar, Sequence, plain
from converter.syntax.sanitise import clipped
from converter.syntax.suggestion import suggest


class ShapeReader(Struct, frozen=True):
    """Reads shapes; what cannot be read is left out and reported."""

    findings: Findings

    def group(self, node: Mapping, path: Path = ()) -> Group:
        """An object: the user itself or one inside it."""
        members = []
        for key, value in node.entries:
            inner = (*path, key.text)
            if self._known(key, inner):
                check_name(key.text, inner, at=key, findings=self.findings)
                shape = self._shape(value, inner)
                if shape is not None:
                    members.append((key.text, shape))
        if path:
            self._complete(node, path)
        return Group(text(path), tuple(members))

    def _shape(self, node: Node, path: Path) -> Shape | None:
        wanted = target.at(path) or Target.ANY
        if isinstance(node, Scalar):
            return self._short(node, path, wanted)
        if isinstance(node, Sequence):
            return self._items(node, path, wanted)
        if is_long_form(node, path, wanted):
            return read_long_form(node, path, findings=self.findings)
        if wanted is Target.ARRAY:
            hint = "begin each item with a dash: - phone: …"
            self.findings.add("wrong-type", node, f"{text(path)} is a list in Auth0, not a mapping", hint=hint)
            return None
        return self.group(node, path)

    def _items(self, node: Sequence, path: Path, wanted: Target) -> Items | None:
        if wanted not in (Target.ARRAY, Target.ANY):
            hint = "write one expression; one that begins with [ must be in quotes"
            self.findings.add("wrong-type", node, f"{text(path)} wants {wanted.words}, not a list", hint=hint)
            return None
        shapes = [self._shape(item, (*path, place)) for place, item in enumerate(node.items)]
        return Items(text(path), tuple(shape for shape in shapes if shape is not None))

    def _short(self, node: Scalar, path: Path, wanted: Target) -> Leaf | None:
        if node.value is None:
            hint = "write an expression, or remove the line"
            self.findings.add("wrong-type", node, f"{text(path)} has no value", hint=hint)
            return None
        if not isinstance(node.value, str):
            return self._constant(node, path, wanted)
        expression = read_expression(node, self.findings.diagnostics)
        if expression is None or self._is_bare_choice(expression, path):
            return None
        return Leaf(text(path), wanted, node, expression)

    def _constant(self, node: Scalar, path: Path, wanted: Target) -> Leaf:
        check_constant(node, path, findings=self.findings)
        return Leaf(text(path), wanted, node, constant=plain(node))

    def _is_bare_choice(self, expression: Expression, path: Path) -> bool:
        """`algorithm: md5`, which would read an attribute md5."""
        name = expression.tree.value
        if expression.tree.kind != "field" or name not in target.choices(path):
            return False
        message = f"{name} is the name of a value of the record here"
        self.findings.add("wrong-type", expression.scalar, message, hint=f"a constant is written {{value: {name}}}")
        return True

    def _known(self, key: Scalar, path: Path) -> bool:
        if target.at(path) is not None:
            return True
        message = f"Auth0's import has no field {clipped(text(path))}"
        self.findings.add("unknown-field", key, message, hint=_place_for(key.text, path))
        return False

    def _complete(self, node: Mapping, path: Path) -> None:
        written = [key.text for key, _ in node.entries]
        for name in target.required(path):
            if name not in written and suggest(name, written) is None:
                self.findings.add("missing-key", node, f"Auth0 wants {text((*path, name))} as well")


def _place_for(name: str, path: Path) -> str:
    """Where a field that Auth0 does not have belongs."""
    names = target.members(path[:-1])
    if len(path) == 1 and name in BESIDE_SECTIONS:
        return BESIDE_SECTIONS[name]
    if path == ("connection",):
        return "the connection is named when the files are sent: AUTH0_CONNECTION in the environment"
    near = target.meant(name) if len(path) == 1 else suggest(name, names)
    if near:
        return f"did you mean {near}?"
    if len(path) > 1:
        return f"allowed here: {', '.join(names)}" if names else "nothing is allowed here"
    return f"what Auth0 has no field for goes below app_metadata: or user_metadata:, as {{{clipped(name)}: …}}"

"""Builds the Auth0 user of one record: every field by the reference interpreter, failed ones noted."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Any

from msgspec import Struct, field

from converter.expressions.apply import EvaluationError
from converter.expressions.reference import Ast
from converter.mapping.fate import Document, Problems
from converter.mapping.model import ABSENT, Group, Items, Leaf, OnError, Shape, leaves
from converter.mapping.settle import FieldError, settle
from converter.record import Values
from converter.validation.violation import Severity, Violation, mask

Evaluate = Callable[[Ast, Values], Any]


class _Shift(Struct, frozen=True):
    """Below the shape's path of so many characters, the document's path begins so: items may have been left out."""

    length: int = 0
    begin: str = ""

    def path(self, path: str) -> str:
        """Where in the document the value of a shape's path stands."""
        return self.begin + path[self.length :]


_NONE = _Shift()


class Built(Struct):
    """A user, what went wrong with its fields, and the places in it of those that may be left out."""

    root: Values
    omitted: Container[str]
    document: Document = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)
    lenient: dict[str, Leaf] = field(default_factory=dict)

    def culprit(self, path: str) -> Leaf | None:
        """The field that may be left out in which a place of the document lies, if there is one."""
        return next((leaf for at, leaf in self.lenient.items() if lies_in(path, at)), None)

    def fail(self, leaf: Leaf, violation: Violation) -> None:
        """Note that a field could not be filled."""
        if leaf.on_error is OnError.REJECT:
            self.problems.reasons.append(violation)
        else:
            self.problems.leave_out(violation, listed=leaf.on_error is OnError.WARN)


class UserBuilder:
    """Fills the shape of a mapping's user, or of what it is given after the import."""

    def __init__(self, shape: Group, evaluate: Evaluate) -> None:
        self._user = shape
        self._evaluate = evaluate
        self._trees = {leaf.path: leaf.expression.tree.as_ast() for leaf in leaves(shape) if leaf.expression}

    def build(self, root: Values, omitted: Container[str] = ()) -> Built:
        """The user of a record; the fields whose paths are `omitted` stay out."""
        built = Built(root, omitted)
        built.document = self._group(self._user, built, _NONE)
        return built

    def _shape(self, shape: Shape, built: Built, shift: _Shift) -> Any:
        if isinstance(shape, Leaf):
            return self._leaf(shape, built, shift)
        # an object or list of which nothing remains is left out itself
        if isinstance(shape, Group):
            return self._group(shape, built, shift) or ABSENT
        return self._items(shape, built, shift) or ABSENT

    def _group(self, group: Group, built: Built, shift: _Shift) -> Document:
        values = ((name, self._shape(shape, built, shift)) for name, shape in group.members)
        return {name: value for name, value in values if value is not ABSENT}

    def _items(self, items: Items, built: Built, shift: _Shift) -> list[Any]:
        values: list[Any] = []
        for shape in items.items:
            moved = _Shift(len(shape.path), f"{shift.path(items.path)}[{len(values)}]")
            value = self._shape(shape, built, moved)
            if value is not ABSENT:
                values.append(value)
        return values

    def _leaf(self, leaf: Leaf, built: Built, shift: _Shift) -> Any:
        if leaf.path in built.omitted:
            return ABSENT
        if leaf.expression is None:
            return leaf.constant
        try:
            value = settle(leaf, self._evaluate(self._trees[leaf.path], built.root))
        except (EvaluationError, FieldError) as error:
            built.fail(leaf, _violation(leaf, error))
            return ABSENT
        if leaf.on_error is not OnError.REJECT and value is not ABSENT:
            built.lenient[shift.path(leaf.path)] = leaf
        return value


def _violation(leaf: Leaf, error: EvaluationError | FieldError) -> Violation:
    value = error.value if isinstance(error, FieldError) else None
    shown = mask(leaf.path, value) if value is not None else ""
    return Violation(leaf.path, error.code, error.message, shown, Severity.REJECT)


def lies_in(path: str, place: str) -> bool:
    """Is a path that of a place in the document, or of something in it?"""
    return path == place or path.startswith((f"{place}.", f"{place}["))

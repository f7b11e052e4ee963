"""Writes the code that builds the Auth0 user from the values of its fields."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from converter.expressions.codegen.emitted import Emitted, name
from converter.expressions.codegen.emitter import Emitter
from converter.expressions.types import Type
from converter.mapping.model import ABSENT, Group, Items, Leaf, Model, Shape
from converter.mapping.settle import settle
from converter.mapping.target import METADATA, Target, properties
from converter.validation.metadata_rules import FORBIDDEN_NAMES, ROOT_NAMES

Store: TypeAlias = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class UserWriter:
    """Writes shapes; each fills the variable it is given, members in the order of the mapping."""

    emitter: Emitter

    def group(self, group: Group, variable: str) -> None:
        """An object: absent members are left out."""
        self.emitter.put(f"{variable} = {{}}")
        for member, shape in group.members:
            self._shape(shape, partial(_member, variable, member))

    def _shape(self, shape: Shape, store: Store) -> None:
        """Store a shape's value, if it has one; `store` gives the statement for a value's code."""
        if isinstance(shape, Leaf):
            self._leaf(shape, store)
            return
        variable = self.emitter.variable("o")
        if isinstance(shape, Group):
            self.group(shape, variable)
        else:
            self._items(shape, variable)
        with self.emitter.block(f"if {variable}:"):
            self.emitter.put(store(variable))

    def _items(self, items: Items, variable: str) -> None:
        self.emitter.put(f"{variable} = []")
        for shape in items.items:
            self._shape(shape, partial(_item, variable))

    def _leaf(self, leaf: Leaf, store: Store) -> None:
        if leaf.expression is None:
            self.emitter.put(store(_literal(self.emitter, leaf.constant)))
            return
        value = self.emitter.value(leaf.expression.tree)
        if leaf.map is not None or leaf.required or isinstance(leaf.default, dict | list) or not _plain(leaf, value):
            self._settled(leaf, value, store)
        elif leaf.target.single and value.type.may_be("array"):
            self._one_of_list(leaf, self.emitter.hold(value), store)
        else:
            self._present(leaf, value, store)

    def _settled(self, leaf: Leaf, value: Emitted, store: Store) -> None:
        """Through the same function as the reference."""
        constant = self.emitter.constant
        variable = self.emitter.variable()
        self.emitter.put(f"{variable} = {constant(settle)}({constant(leaf)}, {value.code})")
        with self.emitter.block(f"if {variable} is not {constant(ABSENT)}:"):
            self.emitter.put(store(variable))

    def _one_of_list(self, leaf: Leaf, value: Emitted, store: Store) -> None:
        """A list of one gives its element, one of more is an error."""
        put = self.emitter.put
        variable = self.emitter.variable()
        put(f"if not {value.code}: {variable} = None")
        put(f"elif len({value.code}) == 1: {variable} = {value.code}[0]")
        put("else: refuse()")
        item = value.type.item
        assert item is not None
        self._present(leaf, name(variable, Type(item.kinds | {"null"})), store)

    def _present(self, leaf: Leaf, value: Emitted, store: Store) -> None:
        """Store what is neither null nor the empty text, else the default."""
        absent = _absence(value.type)
        if not absent:
            self.emitter.put(store(value.code))
            return
        held = self.emitter.hold(value)
        with self.emitter.block(f"if {absent.format(held.code)}:"):
            self.emitter.put(store(held.code))
        if leaf.default is not ABSENT:
            with self.emitter.block("else:"):
                self.emitter.put(store(_literal(self.emitter, leaf.default)))


def unproven(model: Model) -> list[str]:
    """The user's fields of which it has to be seen at run time that they keep Auth0's rules, the password among them.

    Metadata whose names stand in the mapping, and whose values are texts, booleans or lists of texts, keeps them.
    """
    plain = {name for name, shape in model.user.members if name in METADATA and _is_plain_metadata(shape)}
    return [name for name in properties() if name not in plain]


def _is_plain_metadata(shape: Shape) -> bool:
    if isinstance(shape, Group):
        names = [name for name, _ in shape.members]
        fine = (
            ROOT_NAMES.isdisjoint(names)
            and FORBIDDEN_NAMES.isdisjoint(names)
            and not re.search(r"[.$]", "".join(names))
        )
        return fine and all(_is_plain_metadata(member) for _, member in shape.members)
    if isinstance(shape, Items):
        return all(map(_is_plain_metadata, shape.items))
    if shape.expression is None or shape.map is not None or shape.default is not ABSENT:
        return False
    found = shape.expression.tree.type.without("null")
    one = found.item if found.kinds == {"array"} and found.item is not None else found
    return one.kinds <= {"string", "boolean"}


def _member(variable: str, name: str, code: str) -> str:
    return f"{variable}[{name!r}] = {code}"


def _item(variable: str, code: str) -> str:
    return f"{variable}.append({code})"


def _literal(emitter: Emitter, value: Any) -> str:
    """A constant of the mapping: small ones as they are, others under a name."""
    return repr(value) if value is None or isinstance(value, bool) else emitter.constant(value)


def _absence(its: Type) -> str:
    """The condition that a value is there; empty where it always is."""
    if its.kinds <= {"string", "null"}:
        return "{}"
    if its.may_be("string"):
        return "{0} is not None and {0} != ''"
    return "{} is not None" if its.may_be("null") else ""


_CLASSES = {Target.STRING: {"string"}, Target.BOOLEAN: {"boolean"}}


def _plain(leaf: Leaf, value: Emitted) -> bool:
    """Is the type known to be right, so that nothing has to be looked at but absence?"""
    found = value.type.without("null")
    if leaf.target is Target.ANY:
        return _no_bytes(found)
    wanted = _CLASSES.get(leaf.target)
    if wanted is None:
        return False
    if found.kinds == {"array"} and found.item is not None:
        return found.item.kinds <= wanted
    return found.kinds <= wanted


def _no_bytes(its: Type) -> bool:
    if its.may_be("object"):
        return False
    return not its.may_be("binary") and (not its.may_be("array") or (its.item is not None and _no_bytes(its.item)))

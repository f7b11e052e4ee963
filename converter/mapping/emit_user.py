"""Writes the code that builds the Auth0 user from the values of its fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, TypeAlias

from msgspec import Struct

from converter.expressions.codegen.emitted import Emitted, name
from converter.expressions.codegen.emitter import Emitter
from converter.expressions.types import Type, of
from converter.mapping.model import ABSENT, Group, Items, Leaf, Shape
from converter.mapping.settle import settle
from converter.mapping.target import Target

Store: TypeAlias = Callable[[str], None]
"""Writes the code that puts a value, given by its code, where it belongs."""

_NONE: Mapping[str, str] = MappingProxyType({})


class UserWriter(Struct, frozen=True):
    """Writes shapes; each fills the variable it is given, members in the order of the mapping."""

    emitter: Emitter

    def group(self, group: Group, variable: str, looks: Mapping[str, str] = _NONE) -> None:
        """An object: absent members are left out. `looks` are statements on a member's value."""
        self.emitter.put(f"{variable} = {{}}")
        for member, shape in group.members:
            self._shape(shape, partial(self._member, f"{variable}[{member!r}]", looks.get(member, "")))

    def _member(self, place: str, look: str, code: str) -> None:
        self.emitter.put(f"{place} = {code}")
        if look:
            self.emitter.put(look.format(code))

    def _item(self, variable: str, code: str) -> None:
        self.emitter.put(f"{variable}.append({code})")

    def _shape(self, shape: Shape, store: Store) -> None:
        """Store a shape's value, if it has one."""
        if isinstance(shape, Leaf):
            self._leaf(shape, store)
            return
        variable = self.emitter.variable("o")
        if isinstance(shape, Group):
            self.group(shape, variable)
        else:
            self._items(shape, variable)
        with self.emitter.block(f"if {variable}:"):
            store(variable)

    def _items(self, items: Items, variable: str) -> None:
        self.emitter.put(f"{variable} = []")
        for shape in items.items:
            self._shape(shape, partial(self._item, variable))

    def _leaf(self, leaf: Leaf, store: Store) -> None:
        if leaf.expression is None:
            store(_literal(self.emitter, leaf.constant))
            return
        value = self.emitter.value(leaf.expression.tree)
        if leaf.map is not None or leaf.required or isinstance(leaf.default, dict | list):
            self._settled(leaf, value, store)
        elif leaf.target is Target.STRING and value.type.kinds == {"array", "string", "null"} and _of_texts(value.type):
            self._one_of_either(leaf, value, store)
        elif not _plain(leaf, value):
            self._settled(leaf, value, store)
        elif leaf.target.single and value.type.may_be("array"):
            self._one_of_list(leaf, value, store)
        else:
            self._present(leaf, value, store)

    def _settled(self, leaf: Leaf, value: Emitted, store: Store) -> None:
        """Through the same function as the reference."""
        constant = self.emitter.constant
        variable = self.emitter.variable()
        self.emitter.put(f"{variable} = {constant(settle)}({constant(leaf)}, {value.code})")
        with self.emitter.block(f"if {variable} is not {constant(ABSENT)}:"):
            store(variable)

    def _one_of_list(self, leaf: Leaf, value: Emitted, store: Store) -> None:
        """A list of one gives its element, one of more is an error."""
        put = self.emitter.put
        item = value.type.item
        assert item is not None
        if value.one:
            self._present(leaf, name(value.one, Type(item.kinds | {"null"})), store)
            return
        if value.only:
            source, one = value.only.source, value.only.code()
        else:
            source = self.emitter.hold(value).code
            one = f"{source}[0]"
        variable = self.emitter.variable()
        put(f"if not {source}: {variable} = None")
        put(f"elif len({source}) == 1: {variable} = {one}")
        put("else: refuse()")
        self._present(leaf, name(variable, Type(item.kinds | {"null"})), store)

    def _one_of_either(self, leaf: Leaf, value: Emitted, store: Store) -> None:
        """A text as it is, the one text of a list."""
        if value.one:
            self._present(leaf, name(value.one, of("string", "null")), store)
            return
        put = self.emitter.put
        variable = self.emitter.variable()
        put(f"{variable} = {value.code}")
        with self.emitter.block(f"if {variable}.__class__ is list:"):
            put(f"if len({variable}) > 1: refuse()")
            put(f"{variable} = {variable}[0] if {variable} else None")
        self._present(leaf, name(variable, of("string", "null")), store)

    def _present(self, leaf: Leaf, value: Emitted, store: Store) -> None:
        """Store what is neither null nor the empty text, else the default."""
        absent = _absence(value.type)
        if not absent:
            store(value.code)
            return
        held = self.emitter.hold(value)
        with self.emitter.block(f"if {absent.format(held.code)}:"):
            store(held.code)
        if leaf.default is not ABSENT:
            with self.emitter.block("else:"):
                store(_literal(self.emitter, leaf.default))


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


def _of_texts(its: Type) -> bool:
    return its.item is not None and its.item.kinds == {"string"}


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

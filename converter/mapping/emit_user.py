"""Writes the code that builds the Auth0 user from the values of its fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from msgspec import Struct, field

from converter.expressions.codegen.emitted import Emitted, name
from converter.expressions.codegen.emitter import Emitter
from converter.expressions.types import Type, of
from converter.mapping.model import ABSENT, Group, Items, Leaf, Shape, leaves
from converter.mapping.settle import settle
from converter.mapping.target import Target

Store: TypeAlias = Callable[[str], None]
"""Writes the code that puts a value, given by its code, where it belongs."""

_NONE: Mapping[str, str] = MappingProxyType({})


class Value(NamedTuple):
    """Code of a field's value: under the condition, where there is one; otherwise another, or none.

    `clear` says that it is null or the empty text where the condition does not hold.
    """

    code: str
    condition: str = ""
    otherwise: str = ""
    clear: bool = True

    @property
    def whole(self) -> str:
        """The value; null or the empty text where there is none."""
        if not self.condition or (self.clear and not self.otherwise):
            return self.code
        return f"({self.code} if {self.condition} else {self.otherwise or None})"


class UserWriter(Struct, frozen=True):
    """Writes shapes: first the values of all leaves, each known by its leaf's identity, then what they stand in."""

    emitter: Emitter
    values: dict[int, Value] = field(default_factory=dict)

    def evaluate(self, group: Group) -> None:
        """Put the values of all leaves where they can be had again."""
        for leaf in leaves(group):
            self.values[id(leaf)] = self._value(leaf)

    def group(self, group: Group, variable: str, looks: Mapping[str, str] = _NONE) -> None:
        """Fill a variable with an object, its members in their order: absent ones are left out.

        `looks` are statements on a member's value.
        """
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
            self._leaf(self.values[id(shape)], store)
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

    def _leaf(self, value: Value, store: Store) -> None:
        if not value.condition:
            store(value.code)
            return
        with self.emitter.block(f"if {value.condition}:"):
            store(value.code)
        if value.otherwise:
            with self.emitter.block("else:"):
                store(value.otherwise)

    def _value(self, leaf: Leaf) -> Value:
        if leaf.expression is None:
            return Value(_literal(self.emitter, leaf.constant))
        value = self.emitter.value(leaf.expression.tree)
        if leaf.map is not None or leaf.required or isinstance(leaf.default, dict | list):
            return self._settled(leaf, value)
        if leaf.target is Target.STRING and value.type.kinds == {"array", "string", "null"} and _of_texts(value.type):
            return self._one_of_either(leaf, value)
        if not _plain(leaf, value):
            return self._settled(leaf, value)
        if leaf.target.single and value.type.may_be("array"):
            return self._one_of_list(leaf, value)
        return self._present(leaf, value)

    def _settled(self, leaf: Leaf, value: Emitted) -> Value:
        """Through the same function as the reference."""
        constant = self.emitter.constant
        variable = self.emitter.variable()
        self.emitter.put(f"{variable} = {constant(settle)}({constant(leaf)}, {value.code})")
        return Value(variable, f"{variable} is not {constant(ABSENT)}", clear=False)

    def _one_of_list(self, leaf: Leaf, value: Emitted) -> Value:
        """A list of one gives its element, one of more is an error."""
        put = self.emitter.put
        item = value.type.item
        assert item is not None
        if value.one:
            return self._present(leaf, name(value.one, Type(item.kinds | {"null"})))
        if value.only:
            source, one = value.only.source, value.only.code()
        else:
            source = self.emitter.hold(value).code
            one = f"{source}[0]"
        variable = self.emitter.variable()
        put(f"if not {source}: {variable} = None")
        put(f"elif len({source}) == 1: {variable} = {one}")
        put("else: refuse()")
        return self._present(leaf, name(variable, Type(item.kinds | {"null"})))

    def _one_of_either(self, leaf: Leaf, value: Emitted) -> Value:
        """A text as it is, the one text of a list."""
        if value.one:
            return self._present(leaf, name(value.one, of("string", "null")))
        put = self.emitter.put
        variable = self.emitter.variable()
        put(f"{variable} = {value.code}")
        with self.emitter.block(f"if {variable}.__class__ is list:"):
            put(f"if len({variable}) > 1: refuse()")
            put(f"{variable} = {variable}[0] if {variable} else None")
        return self._present(leaf, name(variable, of("string", "null")))

    def _present(self, leaf: Leaf, value: Emitted) -> Value:
        """What is neither null nor the empty text, else the default."""
        absent = _absence(value.type)
        code = self.emitter.hold(value).code
        if not absent:
            return Value(code)
        default = "" if leaf.default is ABSENT else _literal(self.emitter, leaf.default)
        return Value(code, absent.format(code), default)


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

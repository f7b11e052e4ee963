"""The types of JMESPath values, as far as they can be known before a record is read.

JMESPath has null, boolean, number, string, array, object and expression references; a directory adds
binary (octet strings). A `Type` is a set of those, with the type of an array's elements and of an
object's members where they are known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, Protocol

KINDS = ("boolean", "number", "string", "binary", "array", "object", "expression", "null")


class Store(Protocol):
    """A joined store, as far as an expression has to know it: how the members of its rows are called."""

    @property
    def name(self) -> str:
        """By which expressions know it."""
        ...

    def member(self, name: str) -> tuple[str, Type] | None:
        """The key under which a row holds a name, and its type; None where no row can have it."""
        ...

    def known(self) -> Iterable[str]:
        """The names worth proposing for one that does not exist."""
        ...


@dataclass(frozen=True, slots=True)
class Type:
    """A set of kinds. `item` is the type of an array's elements, `fields` those of an object's members.

    `stores` are the joined stores of which an object of this type may be a row.
    `copies` is said of a whole expression alone: how often a part of the record may stand in its value.
    """

    kinds: frozenset[str]
    item: Type | None = None
    fields: tuple[tuple[str, Type], ...] | None = None
    stores: tuple[Store, ...] = ()
    copies: int = field(default=1, compare=False, repr=False)

    def __str__(self) -> str:
        if self.kinds >= ANY.kinds:
            return "any"
        names = [
            f"array[{self.item}]" if k == "array" and self.item and self.item.kinds else k
            for k in KINDS
            if k in self.kinds
        ]
        return "|".join(names) or "nothing"

    def __or__(self, other: Type) -> Type:
        stores = self.stores if self.stores == other.stores else tuple(dict.fromkeys((*self.stores, *other.stores)))
        return Type(self.kinds | other.kinds, _joined_items(self, other), _joined_fields(self, other), stores)

    def only(self, *kinds: str) -> Type:
        """This type restricted to some kinds."""
        return Type(self.kinds & frozenset(kinds), self.item, self.fields, self.stores)

    def without(self, *kinds: str) -> Type:
        """This type less some kinds."""
        return Type(self.kinds - frozenset(kinds), self.item, self.fields, self.stores)

    def may_be(self, *kinds: str) -> bool:
        """Can a value of this type be of one of these kinds?"""
        return not self.kinds.isdisjoint(kinds)

    def rows(self) -> frozenset[Store]:
        """The stores whose rows may be in a value of this type, at any depth."""
        parts: dict[int, Type] = {id(self): self}  # a part that is shared is looked at once
        found: set[Store] = set()
        waiting = [self]
        while waiting:
            its = waiting.pop()
            found.update(its.stores)
            inner = [part for part in (its.item, *(its for _, its in its.fields or ())) if part]
            waiting += [part for part in inner if id(part) not in parts]
            parts |= {id(part): part for part in inner}
        return frozenset(found)

    def overlaps(self, other: Type) -> bool:
        """Is there a value that belongs to both? That the empty array belongs to all arrays does not count."""
        shared = self.kinds & other.kinds
        if shared == {"array"} and self.item and other.item and self.item.kinds and other.item.kinds:
            return self.item.overlaps(other.item)
        return bool(shared)


def _joined_items(left: Type, right: Type) -> Type | None:
    if "array" not in left.kinds:
        return right.item
    if "array" not in right.kinds:
        return left.item
    if left.item and right.item:
        return left.item | right.item
    known = left.item or right.item
    # which rows may be among the elements is not forgotten, although nothing else is known of them
    return ANY | known if known and known.rows() else None


def _joined_fields(left: Type, right: Type) -> tuple[tuple[str, Type], ...] | None:
    if "object" not in left.kinds:
        return right.fields
    if "object" not in right.kinds:
        return left.fields
    return left.fields if left.fields == right.fields else None


def of(*kinds: str) -> Type:
    """A type of these kinds."""
    return Type(frozenset(kinds))


def array(item: Type) -> Type:
    """An array whose elements have that type."""
    return Type(frozenset(["array"]), item)


def array_as(item: Type | None, source: Type) -> Type:
    """An array of such elements; null wherever a value of the source's type is no array."""
    result = array(item) if item is not None else of("array")
    return result if source.kinds == {"array"} else result | NULL


def falsy(its: Type) -> Type:
    """What a value of this type may be where JMESPath takes it for false: no number, no bytes, no row of a store."""
    kinds = its.kinds - {"number", "binary"}
    if not its.rows():
        return its.only(*kinds)
    # of a list only the empty one, and a row always has a member
    return Type(kinds - {"object"}, NOTHING) if its.fields is not None or not its.stores else its.only(*kinds)


def taken_apart(item: Type | None) -> Type | None:
    """What is known of the elements of an array once those that are arrays themselves have given theirs."""
    if item is None or not item.may_be("array"):
        return item
    if item.item is None:
        return ANY | item if item.stores else None
    return item.item | item.without("array") if item.kinds != {"array"} else item.item


def union(members: Iterable[Type]) -> Type:
    """The type of what belongs to any of the members; of nothing where there are none."""
    return reduce(or_, members, NOTHING)


NOTHING = of()
ANY = of("null", "boolean", "number", "string", "binary", "array", "object")
NULL = of("null")
BOOLEAN = of("boolean")
NUMBER = of("number")
STRING = of("string")
BINARY = of("binary")
ATTRIBUTE = array(STRING) | NULL
BINARY_ATTRIBUTE = array(BINARY) | NULL
EXPRESSION = of("expression")


def parse(text: str) -> Type:
    """A type from its written form: `string`, `string|null`, `array[string|number]`, `any`, `object`."""
    result: Type | None = None
    for part in _split(text):
        one = _one(part.strip())
        result = one if result is None else result | one
    assert result is not None, text
    return result


def _one(part: str) -> Type:
    if part == "any":
        return ANY
    if part.startswith("array["):
        return array(parse(part[6:-1]))
    assert part in KINDS, part
    return of(part)


def _split(text: str) -> list[str]:
    """Split at the bars that stand outside brackets."""
    parts, depth, start = [], 0, 0
    for i, character in enumerate(text):
        depth += (character == "[") - (character == "]")
        if character == "|" and depth == 0:
            parts.append(text[start:i])
            start = i + 1
    return [*parts, text[start:]]


def of_value(value: Any) -> Type:
    """The type of a constant."""
    if isinstance(value, list):
        return array(union(map(of_value, value)))
    if isinstance(value, dict):
        return Type(frozenset(["object"]), None, tuple((k, of_value(v)) for k, v in value.items()))
    return of(kind_of(value))


def kind_of(value: Any) -> str:
    """The kind of a value at run time; text is the only kind of Python `str`, bytes are binary."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    return _KIND_OF_CLASS.get(type(value), "expression")


_KIND_OF_CLASS = {int: "number", float: "number", str: "string", bytes: "binary", list: "array", dict: "object"}

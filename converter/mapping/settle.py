"""From what an expression gives to what a field gets: one value where Auth0 wants one, tables, defaults, types."""

from __future__ import annotations

from typing import Any

from converter.expressions.operators import is_false
from converter.mapping.model import ABSENT, Leaf
from converter.mapping.target import Target


class FieldError(Exception):
    """A value that cannot become the field's. `code` is stable; the text never holds the value."""

    def __init__(self, code: str, message: str, value: Any = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.value = value


def settle(leaf: Leaf, value: Any) -> Any:
    """The field's value, or ABSENT. Raises FieldError.

    A list of one gives its element where one value is wanted, a list of more is an error: losing a value has
    to be written in the mapping. Null and the empty text are absence, and so is the empty list where a list is
    wanted; a false and a 0 are values.
    """
    if leaf.target is Target.TEXTS:
        value = _texts(leaf, value if isinstance(value, list) else [value])
    elif leaf.map is not None:
        value = _mapped(leaf, one(value))
    elif leaf.target.single:
        value = one(value)
    if _is_absent(leaf, value):
        return _default(leaf)
    if leaf.target is Target.ARRAY and not isinstance(value, list):
        value = [value]
    elif leaf.target is Target.INTEGER and isinstance(value, float) and value.is_integer():
        value = int(value)
    _check_type(leaf, value)
    return value


_LISTS = (Target.ARRAY, Target.TEXTS)


def _texts(leaf: Leaf, values: list[Any]) -> list[Any]:
    """Several texts, each through the map; an entry that is null leaves one out."""
    if leaf.map is not None:
        values = [_mapped(leaf, value) for value in values]
    kept = [value for value in values if value is not None and value != ""]
    for value in kept:
        if not isinstance(value, str):
            raise FieldError("type", f"this holds {_found(value)}, and {leaf.target.words} is wanted", value)
    return list(dict.fromkeys(kept))


def _is_absent(leaf: Leaf, value: Any) -> bool:
    return value is None or value == "" or (leaf.target in _LISTS and value == [])


def one(value: Any) -> Any:
    """The one value of a list; null for an empty one. Raises FieldError for a list of more."""
    if not isinstance(value, list):
        return value
    if len(value) > 1:
        message = f"{len(value)} values where one is wanted: choose one, for example the first with [0]"
        raise FieldError("multivalued", message, value)
    return value[0] if value else None


def holds(value: Any) -> bool:
    """Does a condition hold? It wants one value, as a field does. Raises FieldError."""
    return not is_false(one(value))


def _mapped(leaf: Leaf, value: Any) -> Any:
    if value is None or value == "":
        return None
    assert leaf.map is not None
    if isinstance(value, bytes | dict | list):
        raise FieldError("type", f"a map takes a text, a number or a boolean, and this is {_found(value)}", value)
    key = map_key(value)
    if key in leaf.map:
        return leaf.map[key]
    if leaf.default is ABSENT:
        message = f"the map has no entry for this value, only for {', '.join(leaf.map)}; add it, or a default"
        raise FieldError("unmapped", message, value)
    return None


def map_key(value: Any) -> str:
    """The text under which `map:` holds a value: a boolean is `true` or `false`, 7 and 7.0 are `7`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _default(leaf: Leaf) -> Any:
    if leaf.default is not ABSENT:
        return leaf.default
    if leaf.required:
        raise FieldError("required", "the field is required and has no value")
    return ABSENT


_CLASSES: dict[Target, tuple[type, ...]] = {
    Target.STRING: (str,),
    Target.BOOLEAN: (bool,),
    Target.INTEGER: (int,),
    Target.ARRAY: (list,),
    Target.OBJECT: (dict,),
}


_FOUND: dict[type, str] = {
    str: "text",
    bytes: "bytes",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
}


def _found(value: Any) -> str:
    return _FOUND.get(type(value), "an object")


def _check_type(leaf: Leaf, value: Any) -> None:
    if holds_bytes(value):
        raise FieldError("binary", "bytes cannot stand in JSON: use guid(), sid(), hex() or base64()", value)
    classes = _CLASSES.get(leaf.target)
    if classes is not None and (not isinstance(value, classes) or (isinstance(value, bool) and bool not in classes)):
        remedy = "; to_string() makes a text of it" if leaf.target is Target.STRING else ""
        raise FieldError("type", f"this is {_found(value)}, and {leaf.target.words} is wanted{remedy}", value)


def holds_bytes(value: Any) -> bool:
    """Is there a binary value in it, at any depth?"""
    if isinstance(value, list):
        return any(map(holds_bytes, value))
    if isinstance(value, dict):
        return any(map(holds_bytes, value.values()))
    return isinstance(value, bytes)

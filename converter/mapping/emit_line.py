"""What a compiled writer of JSON needs to know of a user whose fields can be looked at quickly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from converter import native
from converter.mapping.emit_proof import keeps_all
from converter.mapping.emit_user import Value
from converter.mapping.model import ABSENT, Group, Items, Leaf, Shape, leaves
from converter.passwords.shortcut import ldap_hash
from converter.validation.gates import SIZE_WITHOUT_FAULT
from converter.validation.json_value import serialiser
from converter.validation.look import LOOKS, Look

Line: TypeAlias = Callable[[tuple[Any, ...]], bytes | None]
"""The JSON text of the values of a user's fields, or None where they have to be judged."""


class Step(NamedTuple):
    """A part of the line: what stands before and behind it, with the comma that all but the first have.

    A `value` is one of those that the line is made of: a text, true, false or a list of texts; left out, with what
    stands around it, where it is null or the empty text. A `constant` is all in what stands before. What is between
    `open` and `close` is left out where it has nothing in it.
    """

    kind: str
    before: bytes = b""
    behind: bytes = b""
    look: Look | None = None


def line_of(user: Group, *, password: bool) -> Line | None:
    """The writer for the values of the fields that are none or not constant, in their order, and the password's text.

    None where it is not compiled, or where a constant is none that it may write.
    """
    module = native.compiled("line")
    if module is None or not all(map(_is_plain, leaves(user))):
        return None
    hashed = _json({"custom_password_hash": ldap_hash("")})[1:-1].split(b'""')
    last = [Step("value", b"," + hashed[0], hashed[1])] if password else []
    steps = [Step("open", b",{"), *_members(user, LOOKS), *last, Step("close", behind=b"}")]
    line: Line = module.Line(steps, SIZE_WITHOUT_FAULT).text
    return line


def codes_of(user: Group, values: Mapping[int, Value]) -> list[str]:
    """The code of the values for the line."""
    return [values[id(leaf)].whole for leaf in leaves(user) if not _is_written(leaf)]


def _is_plain(leaf: Leaf) -> bool:
    """Are its constant and its default values that are there?"""
    found = (leaf.constant, leaf.default)
    return all(value is ABSENT or isinstance(value, bool) or _is_text(value) for value in found)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != "" and bool(_json(value))


def _is_written(leaf: Leaf) -> bool:
    """Is it a constant at which no look is taken?"""
    return leaf.expression is None and leaf.path not in LOOKS


def _members(group: Group, looks: Mapping[str, Look]) -> Iterator[Step]:
    for name, shape in group.members:
        look = None if isinstance(shape, Leaf) and keeps_all(name, shape) else looks.get(name)
        yield from _steps(shape, b"," + _json(name) + b":", look)


def _steps(shape: Shape, before: bytes, look: Look | None) -> Iterator[Step]:
    if isinstance(shape, Group):
        yield Step("open", before + b"{")
        yield from _members(shape, {})
        yield Step("close", behind=b"}")
    elif isinstance(shape, Items):
        yield Step("open", before + b"[")
        for item in shape.items:
            yield from _steps(item, b",", None)
        yield Step("close", behind=b"]")
    elif _is_written(shape):
        yield Step("constant", before + _json(shape.constant))
    else:
        yield Step("value", before, look=look)


def _json(value: Any) -> bytes:
    """Compact JSON, no bytes where JSON cannot say it."""
    return serialiser()(value) or b""

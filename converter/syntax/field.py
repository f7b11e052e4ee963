"""A key of the mapping language, declared once.

The reader, the reference page, the editor's schema and the tests all come from the one declaration.
"""

from __future__ import annotations

import collections.abc
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from converter.regex import regex
from converter.syntax.codes import diagnose
from converter.syntax.diagnostic import Diagnostic, Position
from converter.syntax.kind import Kind, MismatchError, read_value
from converter.syntax.node import Mapping, Node, Scalar, Sequence
from converter.syntax.sanitise import clipped
from converter.syntax.suggestion import suggest

__all__ = ["Field", "Fields", "Kind", "expect_mapping", "expect_sequence", "read_fields"]


_ODD_BLANK = regex("^[^\\s:]+:[\u00a0\u2007\u202f\u3000]")


class Field(Struct, frozen=True):
    """One key: its name, the kind of its value, and one sentence on what it is for.

    `default` is the value where the key is not written, `choices` the only texts that are allowed (none:
    any), `example` the value as it is written in YAML. `others` are names that people bring for it from elsewhere,
    parted by blanks: they tell what an unknown key was meant for.
    """

    name: str
    kind: Kind
    summary: str
    default: Any = None
    required: bool = False
    choices: tuple[str, ...] = ()
    example: str = ""
    others: str = ""


class Fields(Struct, frozen=True):
    """The values of a mapping's declared keys: `fields["path"]`, and where they stand.

    A key that is absent, or whose value was reported as wrong, has its default.
    """

    mapping: Mapping
    values: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        """The value of a declared key, as its kind says; KeyError for a name that was not declared."""
        return self.values[name]

    def given(self, name: str) -> bool:
        """Does the key stand in the file?"""
        return self.mapping.get(name) is not None

    def position(self, name: str) -> Position:
        """Where the value stands, or the mapping's own place where the key is absent."""
        node = self.mapping.get(name)
        return node.position if node else self.mapping.position

    def key_position(self, name: str) -> Position:
        """Where the key stands, or the mapping's own place where it is absent."""
        key = self.mapping.key(name)
        return key.position if key else self.mapping.position


def read_fields(
    node: Mapping,
    fields: collections.abc.Sequence[Field],
    *,
    diagnostics: list[Diagnostic],
    elsewhere: collections.abc.Mapping[str, str] = MappingProxyType({}),
) -> Fields:
    """The values of the declared keys; what is unknown, missing or of the wrong kind goes to `diagnostics`.

    `elsewhere` says of keys that are not declared here where they belong. A key that is probably a slip for a
    required one is reported, and that one is not reported as missing.
    """
    names = [field.name for field in fields]
    free = [field for field in fields if node.get(field.name) is None]
    unknown = [(key, value) for key, value in node.entries if key.text not in names]
    slips = {key.text: _slip(key.text, free) for key, _ in unknown if key.text not in elsewhere}
    for key, value in unknown:
        hint = _place(key, value, names=names, near=slips.get(key.text)) if key.text in slips else elsewhere[key.text]
        message = f"the key {clipped(key.text)} is unknown here"
        diagnostics.append(diagnose("unknown-key", key.position, message, hint=hint, length=key.length))
    absent = (field for field in fields if field.required and node.get(field.name) is None)
    diagnostics.extend(_missing_key(node, field) for field in absent if field.name not in slips.values())
    return Fields(node, {field.name: _value(node, field, diagnostics) for field in fields})


def expect_mapping(node: Node, what: str, *, diagnostics: list[Diagnostic], example: str = "") -> Mapping | None:
    """The node where it is a mapping; otherwise None and a diagnostic that says `what` must be one."""
    if isinstance(node, Mapping):
        return node
    diagnostics.append(_wrong_type(what, MismatchError(node, "a mapping (lines of key: value)"), example))
    return None


def expect_sequence(node: Node, what: str, *, diagnostics: list[Diagnostic], example: str = "") -> Sequence | None:
    """The node where it is a list; otherwise None and a diagnostic that says `what` must be one."""
    if isinstance(node, Sequence):
        return node
    diagnostics.append(_wrong_type(what, MismatchError(node, "a list (lines that begin with -)"), example))
    return None


def _value(node: Mapping, field: Field, diagnostics: list[Diagnostic]) -> Any:
    written = node.get(field.name)
    if written is None:
        return field.default
    try:
        value = read_value(field.kind, written)
    except MismatchError as mismatch:
        example = f"for example {field.name}: {field.example}" if field.example else ""
        diagnostics.append(_wrong_type(field.name, mismatch, example))
        return field.default
    if field.required and value == []:
        nothing = MismatchError(written, "a list of one or more", found="an empty one")
        diagnostics.append(_wrong_type(field.name, nothing))
    unknown = _unknown_choices(field, written)
    diagnostics.extend(unknown)
    return field.default if unknown else value


def _slip(key: str, free: list[Field]) -> str | None:
    """The declared key that an unknown one was meant for: misspelt, without its colon, or called so elsewhere."""
    names = [field.name for field in free]
    word, _, rest = key.partition(" ")
    if rest and word in names:
        return word
    plain = key.lower().replace("_", "").replace("-", "")
    return next((field.name for field in free if plain in field.others.split()), None) or suggest(key, names)


def _place(key: Scalar, value: Node, *, names: list[str], near: str | None) -> str:
    """What to write for an unknown key."""
    if near:
        missing = key.text.startswith(f"{near} ")
        return f"a colon is missing after {near}" if missing else f"did you mean {near}?"
    if isinstance(value, Scalar) and value.value is None and any(c in "()[]{}'\"`" for c in key.text):
        return "this is a part of an expression: inside { } put the whole expression in quotes"
    return f"allowed here: {', '.join(names)}"


def _missing_key(node: Mapping, field: Field) -> Diagnostic:
    example = f", for example {field.name}: {field.example}" if field.example else ""
    hint = f"write {field.name}{example} ({field.summary.removesuffix('.')})"
    return diagnose("missing-key", node.position, f"the key {field.name} is missing", hint=hint)


def _wrong_type(name: str, mismatch: MismatchError, example: str = "") -> Diagnostic:
    subject = f"{mismatch.part} of {name}" if mismatch.part else name
    node = mismatch.node
    message = f"{subject} must be {mismatch.wanted}, not {mismatch.found}"
    length = node.length if isinstance(node, Scalar) else 1
    return diagnose("wrong-type", node.position, message, hint=_remedy(mismatch) or example, length=length)


def _remedy(mismatch: MismatchError) -> str:
    node, wanted = mismatch.node, mismatch.wanted
    if isinstance(node, Scalar):
        if node.value is None and node.text:
            return f'put it in quotes where the text is meant: "{node.text}"'
        if node.value is None:
            return "write a value after the colon, or remove the line"
        if _ODD_BLANK.search(node.text):
            return "what follows the colon looks like a blank and is none (U+00A0): write a plain one"
        if wanted.startswith("text") and not isinstance(node.value, bool):
            return "put it in quotes"
        if wanted.endswith("number") and isinstance(node.value, str) and node.text.strip().isdigit():
            return f"write {node.text.strip()} without quotes"
        if wanted == "a whole number" and isinstance(node.value, float) and node.value.is_integer():
            return f"write {int(node.value)}"
        if wanted == "true or false" and node.text.lower() in ("yes", "on", "no", "off"):
            return f"write {'true' if node.text.lower() in ('yes', 'on') else 'false'}"
    elif wanted == "an expression":
        return "an expression that begins with [ or { must be in quotes; the first of several values is first_of(a, b)"
    return ""


def _unknown_choices(field: Field, node: Node) -> list[Diagnostic]:
    if not field.choices:
        return []
    items = node.items if isinstance(node, Sequence) else (node,)
    return [_unknown_choice(field, n) for n in items if isinstance(n, Scalar) and n.text not in field.choices]


def _unknown_choice(field: Field, node: Scalar) -> Diagnostic:
    near = suggest(node.text, field.choices)
    hint = f"did you mean {near}?" if near else f"one of: {', '.join(field.choices)}"
    message = f"{field.name} cannot be {clipped(node.text)}"
    return diagnose("unknown-choice", node.position, message, hint=hint, length=node.length)

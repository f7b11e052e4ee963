"""Values written as YAML in one line: plain where every reader, 1.1 or 1.2, takes that for the same, else in quotes."""

from __future__ import annotations

import json
from typing import Any

from converter.regex import regex
from converter.syntax import core_schema
from converter.syntax.sanitise import visible

_PLAIN = regex(r"(?:\.\.?/|[A-Za-z_/])[^\x00-\x1f\x7f-\x9f]*")
_IN_BLOCK = regex(r": |:$| #|^\s|\s$")
_IN_FLOW = regex(r"[,\[\]{}:?]")
_WORDS = frozenset(["y", "n"])
"""Booleans of YAML 1.1's own types, which few readers know and no core schema has."""


def block(text: str) -> str:
    """A text behind a key on a line of its own."""
    plain = _PLAIN.fullmatch(text) and not _IN_BLOCK.search(text) and _is_text(text)
    return text if plain and visible(text) == text else _quoted(text)


def flow(value: Any) -> str:
    """A JSON value in YAML's flow style: `{email: jane@example.com, roles: [Auditor]}`."""
    if isinstance(value, str):
        written = block(value)
        return written if written != value or not _IN_FLOW.search(value) else _quoted(value)
    if isinstance(value, dict):
        return f"{{{', '.join(f'{flow(str(key))}: {flow(item)}' for key, item in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(flow, value))}]"
    return json.dumps(value)


def comment(text: str) -> str:
    """A comment; what of it comes from data can neither end its line nor hide."""
    return f"# {visible(text)}"


def _is_text(text: str) -> bool:
    if not text or text.lower() in _WORDS:
        return False
    return isinstance(core_schema.resolve(text), str) and not core_schema.differs(text)


def _quoted(text: str) -> str:
    if "'" not in text and visible(text) == text:
        return f"'{text}'"
    # JSON's escapes are YAML's too
    return "".join(_escaped(character) for character in json.dumps(text, ensure_ascii=False))


def _escaped(character: str) -> str:
    if visible(character) == character:
        return character
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"

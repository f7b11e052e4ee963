"""A value written as YAML in one line, so that every reader of YAML, 1.1 or 1.2, takes it for the same."""

from __future__ import annotations

import json
import re
from typing import Any

from converter.syntax import core_schema

_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9_.@/ -]*[A-Za-z0-9_@/])?", re.ASCII)
_WORDS = frozenset(["y", "n"])
"""Booleans of YAML 1.1's own types, which few readers know and no core schema has."""
_UNPRINTABLE = re.compile("[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def flow(value: Any) -> str:
    """The JSON value in YAML's flow style: `{email: jane@example.com, roles: [Auditor]}`."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_text(str(name))}: {flow(member)}' for name, member in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(flow, value))}]"
    return _text(value) if isinstance(value, str) else json.dumps(value)


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS and _is_text(text):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def _is_text(text: str) -> bool:
    return isinstance(core_schema.resolve(text), str) and not core_schema.differs(text)

"""Entries as LDIF text (RFC 2849), the way a directory's own export tools lay it out."""

from __future__ import annotations

import base64
import re

from oracle_people import Entry

WIDTH = 76
SAFE = re.compile(r"(?![ :<])[\x01-\x09\x0b\x0c\x0e-\x7f]*(?<! )").fullmatch
ALWAYS_BASE64 = frozenset({"userpassword", "jpegphoto"})


def entry_text(entry: Entry) -> bytes:
    """One entry, without the blank line behind it; lines end in LF."""
    lines = [_line("dn", entry.dn)]
    for name, values in entry.values.items():
        lines.extend(_line(name, value) for value in values)
    return ("\n".join(lines) + "\n").encode()


def _line(name: str, value: str | bytes) -> str:
    if isinstance(value, str) and name not in ALWAYS_BASE64 and SAFE(value):
        line = f"{name}: {value}"
    else:
        raw = value if isinstance(value, bytes) else value.encode()
        line = f"{name}:: {base64.b64encode(raw).decode()}"
    return line if len(line) <= WIDTH else folded(line)


def folded(line: str) -> str:
    """A long line as several, each further one behind one blank."""
    rest = range(WIDTH, len(line), WIDTH - 1)
    return "\n ".join([line[:WIDTH], *(line[at : at + WIDTH - 1] for at in rest)])

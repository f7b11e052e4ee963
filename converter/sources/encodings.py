"""The encodings that a mapping may name."""

from __future__ import annotations

import codecs

from converter.sources.source import SettingError

_WIDE = ("utf-16", "utf-32")


def known_encoding(name: str) -> str:
    """The encoding as Python calls it, "" for none; raises `SettingError` for one that does not exist."""
    if not name:
        return ""
    try:
        codec = codecs.lookup(name)
        b"".decode(codec.name)
    except (LookupError, ValueError):
        message = f"{name} is no encoding that is known; usual ones are utf-8, cp1252, iso-8859-15, utf-16"
        raise SettingError("encoding", message) from None
    return codec.name


def is_wide(encoding: str) -> bool:
    """Are its characters of two or four bytes, so that a line end is no single byte?"""
    return encoding.startswith(_WIDE)

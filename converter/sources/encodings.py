"""The encodings that a mapping may name."""

from __future__ import annotations

import codecs

from converter.sources.source import SettingError


def known_encoding(name: str) -> str:
    """The encoding as Python calls it, "" for none; raises `SettingError` for one that does not exist."""
    if not name:
        return ""
    try:
        codec = codecs.lookup(name)
        "a".encode(codec.name)  # refuses those that are no encodings of text, such as base64
    except (LookupError, ValueError):
        message = f"{name} is no encoding that is known; usual ones are utf-8, cp1252, iso-8859-15, utf-16"
        raise SettingError("encoding", message) from None
    return codec.name


def is_wide(encoding: str) -> bool:
    """Is a line end something else than the byte 10 in it, as in UTF-16 and EBCDIC?"""
    return "\n".encode(encoding) != b"\n"

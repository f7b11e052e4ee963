"""The encodings that a mapping may name."""

from __future__ import annotations

import codecs
from functools import cache
from itertools import chain, product

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


@cache
def is_superset_of_ascii(encoding: str) -> bool:
    """Does a byte below 128 stand for its character of ASCII wherever it stands?"""
    if encoding == "utf-8":
        return True
    pairs = bytes(chain.from_iterable(product(range(256), range(128))))
    return pairs.decode(encoding, "replace").encode("ascii", "ignore") == bytes(byte for byte in pairs if byte < 128)

"""JSON as the output folder holds it: UTF-8, nothing escaped that need not be, keys in the order given."""

from __future__ import annotations

from typing import Any

import orjson


def compact(document: Any) -> bytes:
    """One line without spaces, without a line end."""
    return _encoded(document, 0)


def indented(document: Any) -> bytes:
    """For people: two spaces a level, and a line end."""
    return _encoded(document, orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _encoded(document: Any, option: int) -> bytes:
    try:
        return orjson.dumps(document, option=option)
    except orjson.JSONEncodeError:
        return orjson.dumps(_encodable(document), option=option)


def _encodable(value: Any) -> Any:
    r"""The same document with lone surrogates spelt out (`\udce9`).

    They come from file names that are not UTF-8, as Python hands them over; JSON has no form for them.
    """
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {_encodable(key): _encodable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_encodable(item) for item in value]
    return value

"""One JSON object, read without losing anything.

orjson is fast, but keeps the last of two equal keys and turns whole numbers beyond 64 bits into floats. Both are
found here: cheaply where it can be proven that there is neither, by the standard library's parser otherwise.
"""

from __future__ import annotations

import json
from typing import Any

_LARGE = float(1 << 63)


class LineError(ValueError):
    """The line is no object that can be kept. `code` is one of `RECORD_CODES`; the text holds no value."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def read_object(data: bytes) -> dict[str, Any]:
    """The object; raises `LineError`."""
    import orjson

    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        # what is cut off is missed behind the line's own end, where a next line would begin
        column = error.colno if error.lineno == 1 else len(error.doc.rstrip()) + 1
        raise LineError("json-syntax", f"column {column}: {error.msg}") from None
    if not isinstance(value, dict):
        raise LineError("json-object", f"it holds {_KINDS[type(value)]}, not an object")
    members, large = _count(value)
    # Before each member's colon stands a quote or white space, so that this sum is at least the number of
    # members that were written; where it is the number that was kept, no key was there twice.
    colons = data.count(b'":') + data.count(b" :") + data.count(b"\t:") + data.count(b"\r:")
    if large or colons != members:
        _check(data)
    return value


_KINDS = {list: "an array", str: "text", int: "a number", float: "a number", bool: "true or false", type(None): "null"}


def _count(value: Any) -> tuple[int, bool]:
    """The members of all objects within, and whether a number is so large that it may not be exact."""
    members, large = 0, False
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            members += len(value)
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
        elif value.__class__ is float and not -_LARGE < value < _LARGE:
            large = True
    return members, large


def _check(data: bytes) -> None:
    try:
        json.loads(data, object_pairs_hook=_unique, parse_int=_whole)
    except RecursionError:
        raise LineError("json-syntax", "it is nested too deeply") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise LineError("json-duplicate-key", "an object has the same key twice; which value counts cannot be known")
    return members


def _whole(digits: str) -> int:
    if len(digits) > 20 or not -(1 << 63) <= int(digits) < 1 << 64:
        raise LineError("json-number", "a whole number has more than 64 bits; write it as text")
    return int(digits)

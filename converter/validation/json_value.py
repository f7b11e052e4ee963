"""What JSON can say: the values a document may hold at all."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from converter.validation.rule import Fault
from converter.validation.violation import join

DEEPEST = 254
"""Objects and lists within each other, the user included: what orjson writes."""

_LEAST, _MOST = -(2**63), 2**64 - 1


class _DepthError(Exception):
    """The walk has gone deeper than JSON is written, perhaps in a circle."""


def serialiser() -> Callable[[object], bytes | None]:
    """What writes a document as compact JSON, or gives None where JSON cannot say it.

    NaN and infinities come out as null.
    """
    dumps, options = writer()

    def serialise(document: object) -> bytes | None:
        try:
            return dumps(document, None, options)
        except TypeError:
            return None

    return serialise


class Writer(NamedTuple):
    """What writes JSON: `dumps(document, None, options)`, which raises TypeError where JSON cannot say it."""

    dumps: Callable[[object, None, int], bytes]
    options: int


def writer() -> Writer:
    """The writer of compact JSON."""
    from orjson import OPT_PASSTHROUGH_DATACLASS, OPT_PASSTHROUGH_DATETIME, OPT_PASSTHROUGH_SUBCLASS, dumps

    return Writer(dumps, OPT_PASSTHROUGH_DATETIME | OPT_PASSTHROUGH_DATACLASS | OPT_PASSTHROUGH_SUBCLASS)


def reader() -> Callable[[bytes], Any]:
    """What reads JSON."""
    from orjson import loads

    return loads


def separate(document: object) -> tuple[Any, list[Fault]]:
    """A copy with null in place of what JSON cannot say, and what that was."""
    faults: list[Fault] = []
    try:
        return _copy("", document, faults, depth=1), faults
    except _DepthError as stop:
        message = f"is nested deeper than {DEEPEST} levels"
        return None, [Fault(str(stop), message)]


def _copy(path: str, value: Any, faults: list[Fault], *, depth: int) -> Any:
    if depth > DEEPEST and isinstance(value, dict | list | tuple):
        raise _DepthError(path.partition(".")[0].partition("[")[0])
    if isinstance(value, dict):
        return _copy_object(path, value, faults, depth=depth)
    if isinstance(value, list | tuple):
        return [_copy(join(path, i), item, faults, depth=depth + 1) for i, item in enumerate(value)]
    message = _fault(value)
    if not message:
        return value
    faults.append(Fault(path, message, value))
    return None


def _copy_object(path: str, value: dict[Any, Any], faults: list[Fault], *, depth: int) -> dict[str, Any]:
    copy = {}
    for name, member in value.items():
        if not isinstance(name, str):
            faults.append(Fault(path, f"has a member whose name is {_article(name)}, not text"))
        elif _fault(name):
            faults.append(Fault(join(path, name), f"has a name that {_fault(name)}"))
        else:
            copy[name] = _copy(join(path, name), member, faults, depth=depth + 1)
    return copy


def _fault(value: object) -> str:
    match value:
        case None | bool():
            return ""
        case str():
            half = not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value)
            return (
                "holds half a character (a lone surrogate): the source was read in the wrong encoding" if half else ""
            )
        case int():
            return "" if _LEAST <= value <= _MOST else "is a whole number of more than 64 bits; write it as text"
        case float():
            return "" if math.isfinite(value) else "is not a number that JSON has (NaN or infinity)"
        case bytes() | bytearray():
            return "is bytes; write them as text, in hex or base64"
        case _:
            return f"is {_article(value)}, which JSON does not have"


def _article(value: object) -> str:
    return f"a Python {type(value).__name__}"

"""What drivers give for a cell, as values of expressions: texts, numbers, booleans, bytes, lists and objects.

| type | value |
| --- | --- |
| text, names of enumerations, UUID | text |
| whole numbers, decimals | number; one that JSON cannot hold exactly is its row's error |
| boolean | boolean |
| date | text, `2024-03-04` |
| timestamp with a zone | text in UTC, `2024-03-04T12:13:14Z` |
| timestamp without | text, `2024-03-04T12:13:14`; in UTC with `Z` where the source names a zone |
| time, interval | text |
| binary | bytes, as LDIF's binary attributes |
| JSON, arrays | what they hold |
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from math import isfinite
from typing import Any
from uuid import UUID

from msgspec import Struct

from converter.directory.instant import iso_text

_LOW, _HIGH = -(1 << 63), 1 << 64


class CellError(ValueError):
    """A cell that cannot be kept as it is. `code` is one of `RECORD_CODES`; the text holds no value."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class TimeText(Struct, frozen=True):
    """A date or timestamp as the server writes it, in ISO 8601 with a blank; with an offset where it has a zone."""

    text: str


class JsonText(Struct, frozen=True):
    """The text of a JSON value, not read yet."""

    text: str

    @classmethod
    def of(cls, value: Any) -> Any:
        """A driver's text or bytes as such; anything else, such as null, as it is."""
        if isinstance(value, bytes | bytearray):
            return cls(value.decode())
        return cls(value) if isinstance(value, str) else value


def bindable(value: Any) -> Any:
    """A cell as a parameter of a further statement."""
    return value.text if isinstance(value, TimeText | JsonText) else value


class Undecodable:
    """Stands for text that is not in its encoding."""


def plain(value: Any, zone: tzinfo | None) -> Any:
    """The value of a cell. Raises `CellError`."""
    convert = _BY_CLASS.get(type(value))
    if convert is None:
        return _other(value, zone)
    return convert(value, zone)


SAME: frozenset[type] = frozenset([str, bool, bytes, type(None)])
"""Classes of values that stay as they are."""


def _same(value: Any, zone: tzinfo | None) -> Any:
    return value


def _whole(value: int, zone: tzinfo | None) -> int:
    if _LOW <= value < _HIGH:
        return value
    raise CellError("sql-number", "a whole number of more than 64 bits")


def _fraction(value: float, zone: tzinfo | None) -> float:
    if isfinite(value):
        return value
    raise CellError("sql-number", "a number that is infinite or none")


def _decimal(value: Decimal, zone: tzinfo | None) -> int | float:
    """A number where its digits are kept. 0.10 is 0.1: how many zeros end a fraction is not its value."""
    if not value.is_finite():
        raise CellError("sql-number", "a number that is infinite or none")
    if value == value.to_integral_value():
        return _whole(int(value), zone)
    near = float(value)
    if Decimal(repr(near)) != value:
        raise CellError("sql-number", "a decimal of more digits than a number of JSON keeps")
    return near


def _moment(value: datetime, zone: tzinfo | None) -> str:
    if value.tzinfo is None:
        if zone is None:
            return iso_text(value)[:-1]
        value = value.replace(tzinfo=zone)
    try:
        return iso_text(value.astimezone(UTC))
    except OverflowError:
        raise CellError("sql-time", "a time outside the years 1 to 9999") from None


def _time_text(value: TimeText, zone: tzinfo | None) -> str:
    """What Python has no time for, such as `infinity`, stays the text that it is."""
    if len(value.text) == len("2024-03-04"):
        return value.text
    try:
        moment = datetime.fromisoformat(value.text)
    except ValueError:
        return value.text
    return _moment(moment, zone)


def _calendar(value: date | time, zone: tzinfo | None) -> str:
    return value.isoformat()


def _text(value: Any, zone: tzinfo | None) -> str:
    return str(value)


def _bytes(value: bytearray | memoryview, zone: tzinfo | None) -> bytes:
    return bytes(value)


def _duration(value: timedelta, zone: tzinfo | None) -> str:
    """As SQL writes a TIME: hours, minutes, seconds; hours may be many, or negative."""
    sign, value = ("-", -value) if value < timedelta() else ("", value)
    seconds, fraction = divmod(value // timedelta(microseconds=1), 1_000_000)
    text = f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{text}.{fraction:06}" if fraction else text


def _json(value: JsonText, zone: tzinfo | None) -> Any:
    try:
        return json.loads(value.text, object_pairs_hook=_unique, parse_int=_digits, parse_constant=_no_constant)
    except CellError:
        raise
    except (ValueError, RecursionError):
        raise CellError("sql-json", "text that is not JSON") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise CellError("sql-json", "a JSON object with the same key twice")
    return members


def _digits(text: str) -> int:
    if len(text) > 20:
        raise CellError("sql-number", "a whole number of more than 64 bits")
    return _whole(int(text), None)


def _no_constant(name: str) -> Any:
    raise CellError("sql-json", "text that is not JSON")


def _list(value: Any, zone: tzinfo | None) -> list[Any]:
    return [plain(item, zone) for item in value]


def _object(value: dict[Any, Any], zone: tzinfo | None) -> dict[str, Any]:
    return {str(name): plain(item, zone) for name, item in value.items()}


def _undecodable(value: Any, zone: tzinfo | None) -> Any:
    raise CellError("sql-encoding", "text that is not UTF-8")


def _other(value: Any, zone: tzinfo | None) -> Any:
    """Large objects are read; what no rule knows is the row's error."""
    if hasattr(value, "read"):
        return plain(value.read(), zone)
    for kind, convert in _BY_CLASS.items():
        if isinstance(value, kind):
            return convert(value, zone)
    raise CellError("sql-type", f"a value of a type that is not read ({type(value).__name__})")


_BY_CLASS: dict[type, Callable[[Any, tzinfo | None], Any]] = {
    **dict.fromkeys(SAME, _same),
    int: _whole,
    float: _fraction,
    Decimal: _decimal,
    datetime: _moment,
    TimeText: _time_text,
    date: _calendar,
    time: _calendar,
    timedelta: _duration,
    UUID: _text,
    JsonText: _json,
    bytearray: _bytes,
    memoryview: _bytes,
    list: _list,
    tuple: _list,
    dict: _object,
    Undecodable: _undecodable,
}

"""JMESPath's own functions, as the published specification has them (https://jmespath.org/specification.html#functions).

They keep the specification to the letter: null where a text is wanted is an error, not null.
"""

from __future__ import annotations

import json
import math
from typing import Any

from converter.expressions.function import Function, declare_standard
from converter.expressions.limits import check_text, check_tree
from converter.expressions.operators import equal
from converter.expressions.ordering import Key, max_by, maximum, min_by, minimum, sort, sort_by
from converter.expressions.types import kind_of
from converter.regex import regex


@declare_standard("abs", ("value: number",), "number", summary="The absolute value.", example=("abs(`-1`)", 1))
def absolute(value: float) -> float:
    return abs(value)


@declare_standard(
    "avg",
    ("numbers: array[number]",),
    "number|null",
    summary="The average; null for none.",
    example=("avg([`1`, `2`])", 1.5),
)
def avg(numbers: list[float]) -> float | None:
    return sum(numbers) / len(numbers) if numbers else None


@declare_standard("ceil", ("value: number",), "number", summary="The next integer up.", example=("ceil(`1.2`)", 2))
def ceil(value: float) -> int:
    return math.ceil(value)


@declare_standard(
    "contains",
    ("subject: array|string", "search: any"),
    "boolean",
    summary="Does the array hold the value, or the text the part? Case counts; `includes` ignores it.",
    example=("contains('abc', 'b')", True),
)
def contains(subject: list[Any] | str, search: Any) -> bool:
    if isinstance(subject, str):
        return isinstance(search, str) and search in subject
    return any(equal(element, search) for element in subject)


@declare_standard(
    "ends_with",
    ("subject: string", "suffix: string"),
    "boolean",
    summary="Does the text end so?",
    example=("ends_with('ab', 'b')", True),
)
def ends_with(subject: str, suffix: str) -> bool:
    return subject.endswith(suffix)


@declare_standard("floor", ("value: number",), "number", summary="The next integer down.", example=("floor(`1.8`)", 1))
def floor(value: float) -> int:
    return math.floor(value)


@declare_standard(
    "join",
    ("glue: string", "parts: array[string]"),
    "string",
    summary="The parts as one text.",
    example=("join('-', ['a', 'b'])", "a-b"),
)
def join(glue: str, parts: list[str]) -> str:
    check_text(len(glue) * len(parts) + sum(map(len, parts)))
    return glue.join(parts)


@declare_standard(
    "keys",
    ("value: object",),
    "array[string]",
    summary="The names of an object's members.",
    example=("keys({a: 'b'})", ["a"]),
)
def keys(value: dict[str, Any]) -> list[str]:
    return list(value)


@declare_standard(
    "length",
    ("subject: string|array|object",),
    "number",
    summary="How many characters, elements or members.",
    example=("length('abc')", 3),
)
def length(subject: str | list[Any] | dict[str, Any]) -> int:
    return len(subject)


@declare_standard(
    "map",
    ("each: expression", "elements: array"),
    "array",
    summary="The expression's value for each element, nulls kept.",
    example=("map(&a, [{a: 'x'}])", ["x"]),
)
def map_each(each: Key, elements: list[Any]) -> list[Any]:
    return [each(element) for element in elements]


@declare_standard(
    "merge",
    ("objects...: object",),
    "object",
    summary="One object of several; later members win.",
    example=("merge({a: 'x'}, {a: 'y'})", {"a": "y"}),
)
def merge(*objects: dict[str, Any]) -> dict[str, Any]:
    return {name: value for one in objects for name, value in one.items()}


@declare_standard(
    "not_null",
    ("values...: any",),
    "any",
    summary="The first that is not null.",
    example=("not_null(`null`, 'a')", "a"),
)
def not_null(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


@declare_standard(
    "reverse", ("value: string|array",), "string|array", summary="Back to front.", example=("reverse('abc')", "cba")
)
def reverse(value: str | list[Any]) -> str | list[Any]:
    return value[::-1]


@declare_standard(
    "starts_with",
    ("subject: string", "prefix: string"),
    "boolean",
    summary="Does the text begin so?",
    example=("starts_with('ab', 'a')", True),
)
def starts_with(subject: str, prefix: str) -> bool:
    return subject.startswith(prefix)


@declare_standard(
    "sum", ("numbers: array[number]",), "number", summary="The sum; 0 for none.", example=("sum([`1`, `2`])", 3)
)
def total(numbers: list[float]) -> float:
    return sum(numbers)


@declare_standard(
    "to_array", ("value: any",), "array", summary="An array of one, unless it is one.", example=("to_array('a')", ["a"])
)
def to_array(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


_JSON_NUMBER = regex(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")


@declare_standard(
    "to_number",
    ("value: any",),
    "number|null",
    summary="The number a text says in JSON's notation, else null.",
    example=("to_number('12')", 12),
)
def to_number(value: Any) -> float | None:
    if kind_of(value) == "number":
        return float(value) if isinstance(value, float) else int(value)
    match = _JSON_NUMBER.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    number = float(value) if match[2] or match[3] else int(value)
    return number if math.isfinite(number) else None


@declare_standard(
    "to_string",
    ("value: any",),
    "string",
    summary="A text as it is, anything else as JSON.",
    example=("to_string(`[1]`)", "[1]"),
)
def to_string(value: Any) -> str:
    if isinstance(value, str):
        return value
    check_tree(value)
    text = json.dumps(value, separators=(",", ":"))
    check_text(len(text))
    return text


@declare_standard(
    "type", ("value: any",), "string", summary="The name of the value's JMESPath type.", example=("type('a')", "string")
)
def type_name(value: Any) -> str:
    return kind_of(value)


@declare_standard(
    "values",
    ("value: object",),
    "array",
    summary="The values of an object's members.",
    example=("values({a: 'b'})", ["b"]),
)
def values_of(value: dict[str, Any]) -> list[Any]:
    return list(value.values())


FUNCTIONS: tuple[Function, ...] = (
    absolute, avg, ceil, contains, ends_with, floor, join, keys, length, map_each, max_by, maximum, merge, min_by,
    minimum, not_null, reverse, sort, sort_by, starts_with, to_array, to_number, to_string, total, type_name, values_of,
)  # fmt: skip

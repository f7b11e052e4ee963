"""Declared keys as JSON Schema (draft-07), for editors that complete and check a mapping while it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from converter.syntax.field import Field
from converter.syntax.kind import Kind
from converter.syntax.node import plain
from converter.syntax.yaml_reader import read

_TEXT: dict[str, Any] = {"type": "string"}
_AS_WRITTEN = (Kind.TEXT, Kind.URL, Kind.SECRET, Kind.EXPRESSION, Kind.PERCENT)
_BY_KIND: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: _TEXT,
    Kind.TEXT_LIST: {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.INTEGER: {"type": "integer"},
    Kind.NUMBER: {"type": "number"},
    Kind.PERCENT: {
        "anyOf": [
            {"type": "number", "minimum": 0, "maximum": 1},
            {"type": "string", "pattern": r"^\s*(100(\.0+)?|[0-9]{1,2}(\.[0-9]+)?)\s*%\s*$"},
        ]
    },
    Kind.EXPRESSION: {"type": ["string", "boolean", "number"]},
    Kind.TEXT_MAP: {"type": "object", "additionalProperties": _TEXT},
    Kind.VALUE_MAP: {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}},
    Kind.URL: _TEXT,
    Kind.SECRET: _TEXT,
    Kind.NODE: {},
}


def field_schema(field: Field) -> dict[str, Any]:
    """The schema of one key's value: type, description, and default, choices and example where it has them."""
    schema: dict[str, Any] = {"description": field.summary, **deepcopy(_shape(field))}
    if field.default is not None:
        schema["default"] = field.default
    if field.example:
        schema["examples"] = [_example(field)]
    return schema


def fields_schema(fields: Sequence[Field]) -> dict[str, Any]:
    """The schema of a mapping that has these keys and no others."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [field.name for field in fields if field.required],
        "properties": {field.name: field_schema(field) for field in fields},
    }


def _shape(field: Field) -> dict[str, Any]:
    if not field.choices:
        return _BY_KIND[field.kind]
    choice = {"enum": list(field.choices)}
    return choice if field.kind is not Kind.TEXT_LIST else {"anyOf": [choice, {"type": "array", "items": choice}]}


def _example(field: Field) -> Any:
    root = None if field.kind in _AS_WRITTEN else read(field.example).root
    return field.example if root is None else plain(root)

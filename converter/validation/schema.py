"""The documented JSON Schema of one user of an import file, and its breaches in our words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from msgspec import Struct

from converter import bundled
from converter.syntax.suggestion import suggest
from converter.validation.violation import ABSENT, Violation, join, mask

FILE = "auth0-user-import.schema.json"


class Breach(NamedTuple):
    """Where a document breaks the schema: the way to the value, and the way to the keyword it breaks."""

    instance: tuple[str | int, ...]
    keyword: tuple[str | int, ...]


class SchemaRule(Struct, frozen=True):
    """The code and meaning of one keyword of the schema."""

    keyword: str
    code: str
    summary: str


SCHEMA_RULES = (
    SchemaRule("required", "required", "a property that Auth0 demands is missing"),
    SchemaRule("type", "type", "the value is of another JSON type than Auth0 wants"),
    SchemaRule("enum", "enum", "the value is none of those that Auth0 knows"),
    SchemaRule("pattern", "pattern", "the text has not the form that Auth0 wants"),
    SchemaRule("format", "format", "the text is not an e-mail address as Auth0 takes it"),
    SchemaRule("additionalProperties", "unknown-property", "Auth0 knows no property of that name"),
    SchemaRule("minItems", "min-items", "the list is too short"),
    SchemaRule("maxItems", "max-items", "the list is too long"),
    SchemaRule("maxProperties", "max-properties", "the object has too many members"),
)
_CODES = {rule.keyword: rule.code for rule in SCHEMA_RULES}
_TYPES = {
    "string": "text",
    "boolean": "true or false",
    "integer": "a whole number",
    "object": "an object",
    "array": "a list",
}


def load() -> dict[str, Any]:
    """The bundled schema: JSON Schema of one user, restricted to keywords that drafts 4 to 2020-12 share."""
    schema: dict[str, Any] = json.loads(bundled.schema(FILE).read_text(encoding="utf-8"))
    return schema


def violations(schema: dict[str, Any], document: object, breaches: Iterable[Breach]) -> Iterator[Violation]:
    """The breaches as violations. What they say comes from schema and document alone, not from a library."""
    for breach in breaches:
        *way, keyword = breach.keyword
        subschema = _follow(schema, way)
        value = _follow(document, breach.instance)
        path = ""
        for part in breach.instance:
            path = join(path, part)
        match keyword:
            case "required":
                yield from _missing(path, value, subschema)
            case "additionalProperties":
                yield from _unknown(path, value, subschema)
            case "enum" if not isinstance(value, str):
                pass  # its type is told already
            case _:
                yield Violation(path, _CODES[str(keyword)], _message(str(keyword), value, subschema), mask(path, value))


def _follow(root: Any, way: Iterable[str | int]) -> Any:
    for part in way:
        root = root[part]
    return root


def _missing(path: str, value: dict[str, Any], subschema: dict[str, Any]) -> Iterator[Violation]:
    for name in subschema["required"]:
        if name not in value:
            yield Violation(join(path, name), "required", "is missing; Auth0 demands it", mask(path, ABSENT))


def _unknown(path: str, value: dict[str, Any], subschema: dict[str, Any]) -> Iterator[Violation]:
    known = subschema["properties"]
    for name, member in value.items():
        if name in known:
            continue
        meant = suggest(name, known)
        if meant:
            hint = f"did you mean {meant}?"
        elif path:
            hint = f"it knows {', '.join(known)}"
        else:
            hint = "what it does not know may stand in user_metadata or app_metadata"
        at = join(path, name)
        yield Violation(at, "unknown-property", f"is no property that Auth0 knows; {hint}", mask(at, member))


def _message(keyword: str, value: Any, subschema: dict[str, Any]) -> str:
    limit = subschema[keyword]
    match keyword:
        case "type":
            return f"must be {_TYPES[limit]}, is {_kind(value)}"
        case "enum":
            return f"must be one of {', '.join(limit)}"
        case "pattern":
            return f"must match {limit}: {subschema['description']}"
        case "format":
            from converter.validation.email import fault

            return f"is not an address that Auth0 takes: it {fault(value)}"
        case "minItems":
            return f"must hold at least {limit}, is empty; leave it out instead"
        case "maxItems":
            return f"must hold at most {limit}, holds {len(value)}"
        case _:
            return f"must have one member ({' or '.join(subschema['properties'])}), has {len(value)}"


def _kind(value: Any) -> str:
    match value:
        case None:
            return "null; leave it out instead"
        case bool():
            return "true" if value else "false"
        case str():
            return "text"
        case int() | float():
            return "a number"
        case list() | tuple():
            return "a list"
        case _:
            return "an object"

"""The mapping language as JSON Schema (draft-07), for editors that complete and check a mapping while it is typed.

It is laxer than `convert check`, which also knows types and names; what it refuses, `convert check` refuses too.
"""

from __future__ import annotations

from typing import Any

from converter.mapping import case_keys, keys, long_form_keys
from converter.mapping.lookup_keys import GIVEN_ROWS, JOINED
from converter.passwords.detect import AUTO
from converter.passwords.schemes import table as schemes
from converter.sources import SOURCES
from converter.syntax.field import Field
from converter.syntax.json_schema import field_schema, fields_schema
from converter.validation.schema import load as load_auth0_schema

_DESCRIPTION = "A mapping of auth0-convert: how the records of an identity store become users of Auth0."
_EXPRESSIONS: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "boolean": {"type": ["string", "boolean"]},
    "integer": {"type": ["string", "integer"]},
}
_NAMES = {"pattern": "^[A-Za-z_][A-Za-z0-9_]*$", "not": {"const": "dn"}}
"""What a step or a lookup can be called."""
_EXPRESSION: dict[str, Any] = {"type": ["string", "boolean", "number"]}


def mapping_schema() -> dict[str, Any]:
    """The whole schema."""
    root = fields_schema(keys.MAPPING)
    members = root["properties"]
    members["version"]["const"] = 1
    members["source"] |= _store(keys.SOURCE)
    members["lookups"] |= {"type": "object", "propertyNames": _NAMES, "additionalProperties": _store(JOINED)}
    members["skip"] |= {"type": "array", "items": fields_schema(keys.SKIP)}
    members["let"] |= _steps()
    members["user"] |= _object(load_auth0_schema()) | {"required": ["email"]}
    members["password"] |= fields_schema(keys.PASSWORD)
    members["password"]["properties"]["scheme"] |= {"enum": [AUTO, *schemes()]}
    members["login"] |= fields_schema(keys.LOGIN)
    members["duplicates"] |= {"anyOf": [{"enum": list(keys.DUPLICATE_POLICIES)}, fields_schema(keys.DUPLICATES)]}
    members["after_import"] |= _after_import()
    members["rejects"] |= fields_schema(keys.REJECTS)
    members["tests"] |= {"type": "array", "items": _case()}
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "title": "Mapping", "description": _DESCRIPTION}
    return head | root | {"definitions": {"long": _long_form(), "free": _free()}}


def _store(common: tuple[Field, ...]) -> dict[str, Any]:
    """A store whose type says which keys stand beside the common ones."""
    branches = [
        {
            "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
            "then": fields_schema((*common, *module.FIELDS)),
        }
        for name, module in SOURCES.items()
    ]
    kind = field_schema(common[0]) | {"enum": list(SOURCES)}
    return {"type": "object", "required": _required(common), "properties": {"type": kind}, "allOf": branches}


def _required(fields: tuple[Field, ...]) -> list[str]:
    return [field.name for field in fields if field.required]


def _steps() -> dict[str, Any]:
    return {"type": "object", "propertyNames": _NAMES, "additionalProperties": _EXPRESSION}


def _after_import() -> dict[str, Any]:
    section = fields_schema(keys.AFTER_IMPORT)
    for member in section["properties"].values():
        member["anyOf"] = [{"type": "string"}, {"$ref": "#/definitions/long"}]
    return section


def _case() -> dict[str, Any]:
    case = fields_schema(case_keys.CASE)
    rows = {"description": GIVEN_ROWS.summary, "type": ["string", "array"], "items": {"type": "object"}}
    case["properties"]["given"] |= fields_schema(case_keys.GIVEN) | {"additionalProperties": rows}
    case["properties"]["given"]["properties"]["source"] |= {"type": ["string", "object"]}
    case["properties"]["expect"] |= fields_schema(case_keys.EXPECT) | {"minProperties": 1}
    return case


def _long_form() -> dict[str, Any]:
    form = fields_schema(long_form_keys.LONG_FORM)
    form["properties"]["map"] |= {"type": "object"}
    return form | {"oneOf": [{"required": ["expr"]}, {"required": ["value"]}]}


def _free() -> dict[str, Any]:
    """Metadata: an expression, a constant, a list or an object of such, or a long form, which is an object too."""
    free = {"$ref": "#/definitions/free"}
    return {
        "anyOf": [_EXPRESSION, {"type": "array", "items": free}, {"type": "object", "additionalProperties": free}],
    }


def _object(auth0: dict[str, Any]) -> dict[str, Any]:
    members = {name: _member(node) for name, node in auth0["properties"].items()}
    return {"type": "object", "additionalProperties": False, "properties": members}


def _member(auth0: dict[str, Any]) -> dict[str, Any]:
    described = {"description": auth0["description"]} if "description" in auth0 else {}
    long = {"$ref": "#/definitions/long"}
    kind = auth0["type"]
    if kind in _EXPRESSIONS:
        return described | {"anyOf": [_EXPRESSIONS[kind], long]}
    expression = {"type": "string"}
    if kind == "array":
        return described | {"anyOf": [expression, {"type": "array", "items": _member(auth0["items"])}, long]}
    written = _object(auth0) if "properties" in auth0 else {"$ref": "#/definitions/free"}
    return described | {"anyOf": [expression, written, long]}

"""Whether the tenant takes a user, in the codes and words of Auth0's importer.

A second opinion on purpose: it shares the documented schema and the e-mail rule with the converter's own
validation, but neither its fast JSON Schema library nor its rules, so that it can disagree. Codes and
texts are those of the JavaScript validator z-schema, as answers of real tenants show
(https://github.com/auth0/auth0.net, JobsTest.cs); all of them are an open set.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from converter.auth0.tenant.settings import Connection
from converter.validation.email import is_email
from converter.validation.metadata_rules import FORBIDDEN_NAMES
from converter.validation.schema import load

Fault: TypeAlias = dict[str, str]
"""`{"code", "message", "path"}`; the path may be missing."""

REDACTED = "*****"
_USERNAME = r"^[A-Za-z0-9@^$.!`\-#+'~_]*$"
_BCRYPT = r"^\$2[ab]?\$10+\$[./A-Za-z0-9]{53}$"
_PROFILE = "identities[0].profileData"
_INTERNAL = MappingProxyType(
    {"password_hash": "passwordHash", "custom_password_hash": "customPasswordHash"}
    | {name: name for name in ("app_metadata", "user_metadata", "mfa_factors", "blocked", "user_id")}
)
"""What Auth0 calls a property inside; everything else is part of the first identity's profile."""


class Judge:
    """The verdict on users of one connection. Make it once: it compiles the schema."""

    def __init__(self, connection: Connection) -> None:
        import jsonschema

        formats = jsonschema.FormatChecker(formats=())
        formats.checks("email")(lambda value: not isinstance(value, str) or is_email(value))
        self._documented = jsonschema.Draft7Validator(load(), format_checker=formats)
        self._further = jsonschema.Draft7Validator(_further(connection.options))

    def faults(self, user: Any) -> list[Fault]:
        """Everything wrong with one entry of an import file; empty where it is taken."""
        found = [_fault(error) for error in self._documented.iter_errors(user)]
        if isinstance(user, dict) and not found:
            found = [_fault(error) for error in self._further.iter_errors(user)]
            found += _beyond_schema(user)
        return found


def _further(options: Mapping[str, Any]) -> dict[str, Any]:
    """What the importer checks beyond the documented schema, as a schema; lengths of names: `POST /users`."""
    bounds = (options.get("validation") or {}).get("username") or {}
    name = {"minLength": 1, "maxLength": 150}
    return {
        "properties": {
            "email": {"maxLength": 254},
            "username": {
                "minLength": bounds.get("min", 1),
                "maxLength": bounds.get("max", 15),
                "pattern": _USERNAME,
            },
            "user_id": {"maxLength": 255, "pattern": r"^\S*$"},
            "given_name": name,
            "family_name": name,
            "name": {"minLength": 1, "maxLength": 300},
            "nickname": {"minLength": 1, "maxLength": 300},
            "phone_number": {"pattern": r"^\+[0-9]{1,15}$"},
            "password_hash": {"pattern": _BCRYPT},
        }
    }


def _beyond_schema(user: dict[str, Any]) -> Iterator[Fault]:
    """What no schema says. The texts of the first three are documented or were seen."""
    if "password_hash" in user and "custom_password_hash" in user:
        yield {"code": "NOT_PASSED", "message": "Forbidden attribute in appUser: "}
    for name in user.get("app_metadata", {}):
        if name in FORBIDDEN_NAMES:
            yield {"code": "NOT_PASSED", "message": f"Forbidden attribute in app_metadata: {name}"}
    if is_email(user.get("username", "")):
        yield _worded("FORMAT", "Username can not be an email", _path(["username"]))
    for field in ("app_metadata", "user_metadata"):
        for name in _names(user.get(field, {})):
            if "." in name or "$" in name:
                yield _worded("PATTERN", f"Property name must not contain '.' or '$': {name}", _path([field]))


def _names(node: Any) -> Iterator[str]:
    for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _names(value)
    if isinstance(node, dict):
        yield from node


def _fault(error: Any) -> Fault:
    """One error of the JSON Schema library in the words of z-schema."""
    way = list(error.absolute_path)
    secret = bool(way) and way[0] in ("password_hash", "custom_password_hash", "mfa_factors")
    code, text = _WORDS[error.validator]
    value, names = error.instance, error.instance if isinstance(error.instance, dict) else {}
    facts = {
        "value": REDACTED if secret else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False),
        "wanted": error.validator_value,
        "kind": _KINDS.get(type(value), "null"),
        "length": len(value) if isinstance(value, str | list) else 0,
        "missing": next((name for name in error.schema.get("required", ()) if name not in names), ""),
        "unknown": ",".join(name for name in names if name not in error.schema.get("properties", {})),
    }
    return _worded(code, text.format_map(facts), _path(way))


def _worded(code: str, text: str, path: str) -> Fault:
    if not path:
        return {"code": code, "message": text}
    return {"code": code, "message": f"Error in {path} property - {text}", "path": path}


def _path(way: list[str | int]) -> str:
    """Where the value stands in Auth0's internal document."""
    if not way:
        return ""
    root, *rest = way
    start = _INTERNAL.get(str(root), f"{_PROFILE}.{root}")
    return start + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in rest)


_KINDS: Mapping[type, str] = MappingProxyType(
    {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
)
_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "type": ("INVALID_TYPE", "Expected type {wanted} but found type {kind}"),
        "format": ("INVALID_FORMAT", "Object didn't pass validation for format {wanted}: {value}"),
        "enum": ("ENUM_MISMATCH", "No enum match for: {value}"),
        "pattern": ("PATTERN", "String does not match pattern {wanted}: {value}"),
        "minLength": ("MIN_LENGTH", "String is too short ({length} chars), minimum {wanted}"),
        "maxLength": ("MAX_LENGTH", "String is too long ({length} chars), maximum {wanted}"),
        "minItems": ("ARRAY_LENGTH_SHORT", "Array is too short ({length}), minimum {wanted}"),
        "maxItems": ("ARRAY_LENGTH_LONG", "Array is too long ({length}), maximum {wanted}"),
        "maxProperties": ("OBJECT_PROPERTIES_MAXIMUM", "Too many properties defined, maximum {wanted}"),
        "required": ("OBJECT_MISSING_REQUIRED_PROPERTY", "Missing required property: {missing}"),
        "additionalProperties": ("OBJECT_ADDITIONAL_PROPERTIES", "Additional properties not allowed: {unknown}"),
    }
)
"""By keyword of JSON Schema: the code and the text."""


def redacted(user: Any) -> Any:
    """The entry as the errors of a job show it: whatever could be used to log in is gone."""
    if not isinstance(user, dict):
        return user
    shown = dict(user)
    if "password_hash" in user:
        shown["password_hash"] = REDACTED
    for name, secret in (("custom_password_hash", "value"), ("mfa_factors", "secret")):
        if name in user:
            shown[name] = _starred(user[name], secret)
    return shown


def _starred(node: Any, secret: str) -> Any:
    """A copy in which the members of that name, at any depth, are stars."""
    if isinstance(node, dict):
        return {name: REDACTED if name == secret else _starred(value, secret) for name, value in node.items()}
    return [_starred(value, secret) for value in node] if isinstance(node, list) else node

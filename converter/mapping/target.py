"""What Auth0's import schema wants at a path of the user: one value of which type, a list, or anything."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from typing import Any, TypeAlias

from converter import bundled
from converter.syntax.suggestion import suggest

SCHEMA = "auth0-user-import.schema.json"
IDENTIFIERS = ("email", "username", "user_id", "phone_number")
LOWER_CASED = ("email", "username")
"""Auth0 stores these in lower case, so that they collide whatever their case."""
HASHES = ("password_hash", "custom_password_hash")
METADATA = ("app_metadata", "user_metadata")

Path: TypeAlias = tuple[str | int, ...]
"""The way to a value of the user: names of members and places in lists."""

_ELSEWHERE = {
    "given_name": ("firstname", "forename", "gn"),
    "family_name": ("lastname", "surname", "sn"),
    "name": ("cn", "commonname", "displayname", "fullname"),
    "username": ("login", "loginname", "samaccountname", "uid", "userprincipalname"),
    "user_id": ("externalid", "guid", "id", "objectguid"),
    "email": ("emailaddress", "mailaddress", "mail"),
    "phone_number": ("mobile", "mobilephone", "phone", "telephone", "telephonenumber"),
    "picture": ("avatar", "photo"),
    "blocked": ("active", "disabled", "enabled", "locked"),
    "email_verified": ("verified", "emailconfirmed", "verifyemail"),
    "custom_password_hash": ("hash", "passwordhash"),
}


class Target(StrEnum):
    """The JSON type the schema wants; ANY where it says nothing, as in metadata.

    TEXTS, names of roles and the like, is no type of the user's: null and empty ones are left out, and repetitions.
    """

    STRING = "string"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    ARRAY = "array"
    OBJECT = "object"
    ANY = "any"
    TEXTS = "texts"

    @property
    def single(self) -> bool:
        """Does it want one value, so that a list of one gives its element?"""
        return self in (Target.STRING, Target.BOOLEAN, Target.INTEGER)

    @property
    def words(self) -> str:
        """As a message names it."""
        return _WORDS[self]


_WORDS = {
    Target.STRING: "a text",
    Target.BOOLEAN: "true or false",
    Target.INTEGER: "a whole number",
    Target.ARRAY: "a list",
    Target.OBJECT: "an object",
    Target.ANY: "any value",
    Target.TEXTS: "a list of texts",
}


@cache
def _schema() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(bundled.schema(SCHEMA).read_bytes())
    return document


def properties() -> tuple[str, ...]:
    """The fields of an Auth0 user, in the schema's order."""
    return tuple(_schema()["properties"])


def descriptions() -> dict[str, str]:
    """What each field is, in a sentence."""
    return {name: node.get("description", "") for name, node in _schema()["properties"].items()}


def at(path: Iterable[str | int]) -> Target | None:
    """What the schema wants at a path such as `("custom_password_hash", "hash", "value")`; None: no such field."""
    node = _node(path)
    return None if node is None else Target(node["type"]) if "type" in node else Target.ANY


def members(path: Iterable[str | int]) -> tuple[str, ...]:
    """The members the schema names at a path; none where it leaves them free."""
    return tuple((_node(path) or {}).get("properties", ()))


def required(path: Iterable[str | int]) -> tuple[str, ...]:
    """The members that the object at a path must have."""
    return tuple((_node(path) or {}).get("required", ()))


def choices(path: Iterable[str | int]) -> tuple[str, ...]:
    """The only texts that are allowed at a path; none where any is."""
    return tuple((_node(path) or {}).get("enum", ()))


def meant(name: str) -> str | None:
    """The field of a user that was probably meant: by what other systems call it, or by its spelling."""
    folded = name.replace("_", "").replace("-", "").lower()
    called = next((field for field, names in _ELSEWHERE.items() if folded in names), None)
    return called or suggest(name, properties())


def text(path: Path) -> str:
    """A path as messages show it: `app_metadata.roles[0]`; odd names are quoted as in JSON."""
    shown = ""
    for step in path:
        if isinstance(step, int):
            shown += f"[{step}]"
        elif step.replace("-", "_").isidentifier() and step.isascii():
            shown += f".{step}" if shown else step
        else:
            shown += f"[{json.dumps(step)}]"
    return shown


def compared(field: str, value: str) -> str:
    """An identifier as Auth0 compares it: e-mail addresses and user names in any case."""
    return value.lower() if field in LOWER_CASED else value


def _node(path: Iterable[str | int]) -> dict[str, Any] | None:
    """The schema of what stands at a path; an empty one where it says nothing, None where there is no such field."""
    node = _schema()
    for step in path:
        if isinstance(step, int):
            node = node.get("items", {})
        elif step in node.get("properties", {}):
            node = node["properties"][step]
        elif node.get("additionalProperties", True) is False or "properties" in node:
            return None
        else:
            return {}
    return node

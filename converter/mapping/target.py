"""What Auth0's import schema wants at a path of the user: one value of which type, a list, or anything."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from typing import Any

from converter import bundled

SCHEMA = "auth0-user-import.schema.json"
IDENTIFIERS = ("email", "username", "user_id", "phone_number")
HASHES = ("password_hash", "custom_password_hash")


class Target(StrEnum):
    """The JSON type the schema wants; ANY where it says nothing, as in metadata."""

    STRING = "string"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    ARRAY = "array"
    OBJECT = "object"
    ANY = "any"

    @property
    def single(self) -> bool:
        """Does it want one value, so that a list of one gives its element?"""
        return self in (Target.STRING, Target.BOOLEAN, Target.INTEGER)


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
    node = _schema()
    for step in path:
        if isinstance(step, int):
            node = node.get("items", {})
        elif step in node.get("properties", {}):
            node = node["properties"][step]
        elif node.get("additionalProperties", True) is False or "properties" in node:
            return None
        else:
            return Target.ANY
    return Target(node["type"]) if "type" in node else Target.ANY


def members(path: Iterable[str | int]) -> tuple[str, ...]:
    """The members the schema names at a path."""
    node = _schema()
    for step in path:
        node = node.get("items", {}) if isinstance(step, int) else node.get("properties", {}).get(step, {})
    return tuple(node.get("properties", ()))

"""A finished run in little: the output folder of a conversion, with made-up users."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import orjson

from converter.sinks import layout
from converter.sinks.auth0_import import Part
from converter.sinks.folder import OutputFolder
from converter.sinks.identity import Identity
from converter.sinks.manifest import write_manifest

CANARY = "CaNaRy7f3a9c"
"""The salt of the made-up users."""


def users_of(part: int, count: int) -> list[dict[str, Any]]:
    """Made-up users. The second of each part has an address that Auth0 refuses."""
    users: list[dict[str, Any]] = []
    for number in range(count):
        name = f"p{part}u{number}"
        email = f"{name}@nowhere" if number == 1 else f"{name}@example.com"
        digest = {"value": hashlib.sha256(name.encode()).hexdigest(), "encoding": "hex"}
        salt = {"value": CANARY, "position": "suffix"}
        custom = {"algorithm": "sha256", "hash": digest, "salt": salt}
        users.append({"user_id": name, "email": email, "username": name, "custom_password_hash": custom})
    return users


def finished_run(path: Path, documents: list[list[dict[str, Any]]], mapping: str = "people.yaml") -> list[Part]:
    """Write a folder as a conversion leaves it: one import file for each list of users."""
    parts = []
    with OutputFolder.open(path, Identity(mapping, hashlib.sha256(mapping.encode()).hexdigest(), ())) as folder:
        for number, users in enumerate(documents, 1):
            written = folder.write(layout.part_name(number), orjson.dumps(users))
            parts.append(Part(written.name, len(users), written.bytes, written.sha256))
        count = sum(part.users for part in parts)
        write_manifest(folder, {"read": count, "exported": count}, parts=parts, files=[])
    return parts

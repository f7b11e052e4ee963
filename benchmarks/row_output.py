"""What the table engines' peers share: rows of twelve values to validated import files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
from by_hand import Parts

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+").fullmatch
PERSON = ["email", "user_id", "username", "given_name", "family_name", "name"]
COLUMNS = [*PERSON, "blocked", "password", "groups", "legacy_dn", "legacy_created_at", "phone"]


def to_user(row: tuple[Any, ...]) -> dict[str, Any]:
    """The user of a row of COLUMNS; nulls are left out."""
    email, user_id, username, given, family, name, blocked, password, groups, dn, created, phone = row
    metadata = {"groups": groups, "legacy_dn": dn, "legacy_created_at": created}
    user = {
        "email": email,
        "email_verified": True,
        "username": username,
        "user_id": user_id,
        "given_name": given,
        "family_name": family,
        "name": name,
        "blocked": blocked,
        "app_metadata": {key: value for key, value in metadata.items() if value is not None},
        "user_metadata": {"phone": phone} if phone else None,
        "custom_password_hash": {"algorithm": "ldap", "hash": {"value": password, "encoding": "utf8"}}
        if password
        else None,
    }
    return {key: value for key, value in user.items() if value is not None}


def write(rows: Iterable[tuple[Any, ...]], schema: Path, output: Path) -> None:
    """Validate, reject duplicates, and pack."""
    output.mkdir(parents=True, exist_ok=True)
    formats = {"email": lambda text: ADDRESS(text) is not None}
    validator = jsonschema_rs.Draft7Validator(orjson.loads(schema.read_bytes()), formats=formats, validate_formats=True)
    parts, emails = Parts(output), set[str]()
    with (output / "rejected.jsonl").open("wb") as rejected:
        for row in rows:
            user = to_user(row)
            if validator.is_valid(user) and user["email"] not in emails:
                emails.add(user["email"])
                parts.add(orjson.dumps(user))
            else:
                rejected.write(orjson.dumps({"dn": row[9], "errors": ["invalid or duplicate"]}) + b"\n")
    parts.flush()

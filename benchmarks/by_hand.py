"""The job of mapping.yaml written by hand for speed: what Python can do when it knows the one file and the one mapping.

    python benchmarks/by_hand.py PEOPLE.ldif SCHEMA.json OUTPUT

No engine, no line numbers, no general LDIF: attribute names as this export spells them, LF line ends.
"""

from __future__ import annotations

import re
import sys
from base64 import b64decode
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

import jsonschema_rs
import orjson

LIMIT = 500_000
BLOCK = 1 << 17
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+").fullmatch
SINGLE = ("dn", "uid", "sn", "givenname", "displayname", "orclguid", "orclisenabled", "createtimestamp", "userpassword")
FIRST_OF_MANY = ("cn", "mail", "telephonenumber")
WANTED = {name + mark: (name, bool(mark)) for name in (*SINGLE, *FIRST_OF_MANY, "memberof") for mark in ("", ":")}


@lru_cache(maxsize=4096)
def group_name(dn: str) -> str:
    """The first RDN's value."""
    first = dn.split(",", 1)[0] if "\\" not in dn else re.split(r"(?<!\\),", dn, maxsplit=1)[0]
    return re.sub(r"\\(.)", r"\1", first.split("=", 1)[1])


def blocks(stream: BinaryIO) -> Iterator[str]:
    """Unfolded text of whole entries."""
    rest = b""
    while chunk := stream.read(BLOCK):
        chunk = rest + chunk
        end = chunk.rfind(b"\n\n")
        if end >= 0:
            yield "".join(chunk[:end].decode().split("\n "))
            rest = chunk[end + 2 :]
        else:
            rest = chunk
    yield "".join(rest.decode().split("\n "))


def read(text: str) -> tuple[dict[str, str], list[str]]:
    """The first value of each attribute of one entry, and its groups."""
    entry: dict[str, str] = {}
    groups: list[str] = []
    for line in text.split("\n"):
        name, _, value = line.partition(": ")
        known = WANTED.get(name)
        if known:
            name, encoded = known
            if encoded:
                value = b64decode(value).decode()
            if name == "memberof":
                groups.append(group_name(value))
            elif name not in entry:
                entry[name] = value
    return entry, groups


def to_user(entry: dict[str, str], groups: list[str]) -> dict[str, Any]:
    """The user of an entry."""
    get = entry.get
    user: dict[str, Any] = {}
    mail, guid, created, password = get("mail"), get("orclguid"), get("createtimestamp"), get("userpassword")
    if mail:
        user["email"] = mail.lower()
    user["email_verified"] = True
    if value := get("uid"):
        user["username"] = value
    if guid:
        guid = guid.lower()
        user["user_id"] = f"{guid[:8]}-{guid[8:12]}-{guid[12:16]}-{guid[16:20]}-{guid[20:]}"
    if value := get("givenname"):
        user["given_name"] = value
    if value := get("sn"):
        user["family_name"] = value
    if value := get("displayname") or get("cn"):
        user["name"] = value
    user["blocked"] = get("orclisenabled") == "DISABLED"
    below: dict[str, Any] = {"groups": groups} if groups else {}
    below["legacy_dn"] = entry["dn"]
    if created:
        date, time = (
            f"{created[:4]}-{created[4:6]}-{created[6:8]}",
            f"{created[8:10]}:{created[10:12]}:{created[12:14]}",
        )
        below["legacy_created_at"] = f"{date}T{time}Z"
    user["app_metadata"] = below
    if value := get("telephonenumber"):
        user["user_metadata"] = {"phone": value}
    if password:
        user["custom_password_hash"] = {"algorithm": "ldap", "hash": {"value": password, "encoding": "utf8"}}
    return user


class Parts:
    """Import files, each filled as far as it goes."""

    def __init__(self, output: Path) -> None:
        self._output = output
        self._users: list[bytes] = []
        self._size = 2
        self._number = 0

    def add(self, user: bytes) -> None:
        """Add a finished JSON text."""
        size = len(user) + 1
        if self._size + size > LIMIT:
            self.flush()
        self._users.append(user)
        self._size += size

    def flush(self) -> None:
        """Write what is there."""
        if self._users:
            self._number += 1
            (self._output / f"users-{self._number:05d}.json").write_bytes(b"[" + b",".join(self._users) + b"]")
        self._users, self._size = [], 2


def convert(people: Path, schema: Path, output: Path) -> None:
    """The whole job."""
    formats = {"email": lambda text: ADDRESS(text) is not None}
    validator = jsonschema_rs.Draft7Validator(orjson.loads(schema.read_bytes()), formats=formats, validate_formats=True)
    is_valid, dumps = validator.is_valid, orjson.dumps
    parts, emails = Parts(output), set[str]()
    with people.open("rb") as stream, (output / "rejected.jsonl").open("wb") as rejected:
        for block in blocks(stream):
            for text in block.split("\n\n"):
                entry, groups = read(text)
                if "dn" not in entry:
                    continue
                user = to_user(entry, groups)
                if is_valid(user) and user["email"] not in emails:
                    emails.add(user["email"])
                    parts.add(dumps(user))
                else:
                    rejected.write(dumps({"dn": entry["dn"], "errors": ["invalid or duplicate"]}) + b"\n")
    parts.flush()


if __name__ == "__main__":
    people, schema, output = map(Path, sys.argv[1:])
    output.mkdir(parents=True, exist_ok=True)
    convert(people, schema, output)

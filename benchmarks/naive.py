"""The job of mapping.yaml as it is usually written: python-ldap's ldif, jmespath, jsonschema and json.

    python benchmarks/naive.py PEOPLE.ldif SCHEMA.json OUTPUT

Everything is compiled once and nothing is done twice; it is slow only where its libraries are.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import jmespath
import jsonschema
import ldif  # type: ignore[import-not-found,unused-ignore]
from jmespath import functions

LIMIT = 500_000
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
FORMATS = jsonschema.FormatChecker(formats=())


@FORMATS.checks("email")
def is_address(value: object) -> bool:
    return not isinstance(value, str) or ADDRESS.fullmatch(value) is not None


class Functions(functions.Functions):
    @functions.signature({"types": ["string", "null"]})
    def _func_lower(self, text: str | None) -> str | None:
        return text.lower() if text is not None else None

    @functions.signature({"types": ["string", "null"]})
    def _func_guid(self, text: str | None) -> str | None:
        if text is None:
            return None
        text = text.lower()
        return "-".join([text[:8], text[8:12], text[12:16], text[16:20], text[20:]])

    @functions.signature({"types": ["array", "null"]})
    def _func_rdn(self, names: list[str] | None) -> list[str] | None:
        if names is None:
            return None
        firsts = [re.split(r"(?<!\\),", name, maxsplit=1)[0] for name in names]
        return [re.sub(r"\\(.)", r"\1", first.split("=", 1)[1]) for first in firsts]

    @functions.signature({"types": ["string", "null"]})
    def _func_iso(self, text: str | None) -> str | None:
        if text is None:
            return None
        return f"{text[:4]}-{text[4:6]}-{text[6:8]}T{text[8:10]}:{text[10:12]}:{text[12:14]}Z"


FIELDS = {
    "email": "lower(mail[0])",
    "email_verified": "`true`",
    "username": "uid[0]",
    "user_id": "guid(orclguid[0])",
    "given_name": "givenname[0]",
    "family_name": "sn[0]",
    "name": "displayname[0] || cn[0] || join(' ', [givenname[0], sn[0]])",
    "blocked": "contains(orclisenabled || `[]`, 'DISABLED')",
    "custom_password_hash": "userpassword && {algorithm: 'ldap', hash: {value: userpassword[0], encoding: 'utf8'}}",
    "app_metadata.groups": "rdn(memberof)",
    "app_metadata.legacy_dn": "dn",
    "app_metadata.legacy_created_at": "iso(createtimestamp[0])",
    "user_metadata.phone": "telephonenumber[0]",
}
COMPILED = {field: jmespath.compile(text) for field, text in FIELDS.items()}
OPTIONS = jmespath.Options(custom_functions=Functions())


def to_user(record: dict[str, Any]) -> dict[str, Any]:
    user: dict[str, Any] = {}
    for field, expression in COMPILED.items():
        value = expression.search(record, options=OPTIONS)
        if value is not None:
            top, _, below = field.partition(".")
            if below:
                user.setdefault(top, {})[below] = value
            else:
                user[top] = value
    return user


class Converter(ldif.LDIFParser):  # type: ignore[misc]
    """Called by the parser with each entry."""

    def __init__(self, stream: Any, schema: dict[str, Any], output: Path) -> None:
        super().__init__(stream)
        self._validator = jsonschema.Draft7Validator(schema, format_checker=FORMATS)
        self._output = output
        self._rejected = (output / "rejected.jsonl").open("w", encoding="utf-8")
        self._emails: set[str] = set()
        self._users: list[str] = []
        self._size = 2
        self._parts = 0

    def handle(self, dn: str, entry: dict[str, list[bytes]]) -> None:
        record: dict[str, Any] = {"dn": dn}
        for name, values in entry.items():
            if name.lower() != "jpegphoto":
                record[name.lower()] = [value.decode("utf-8") for value in values]
        user = to_user(record)
        errors = [error.message for error in self._validator.iter_errors(user)]
        if not errors and user["email"] in self._emails:
            errors = ["duplicate e-mail"]
        if errors:
            self._rejected.write(json.dumps({"dn": dn, "errors": errors}) + "\n")
            return
        self._emails.add(user["email"])
        text = json.dumps(user, ensure_ascii=False, separators=(",", ":"))
        size = len(text.encode()) + 1
        if self._size + size > LIMIT:
            self.flush()
        self._users.append(text)
        self._size += size

    def flush(self) -> None:
        if self._users:
            self._parts += 1
            path = self._output / f"users-{self._parts:05d}.json"
            path.write_text("[" + ",".join(self._users) + "]", "utf-8")
        self._users, self._size = [], 2

    def close(self) -> None:
        self.flush()
        self._rejected.close()


def main() -> None:
    people, schema, output = map(Path, sys.argv[1:])
    output.mkdir(parents=True, exist_ok=True)
    with people.open("rb") as stream:
        converter = Converter(stream, json.loads(schema.read_text("utf-8")), output)
        converter.parse()
        converter.close()


if __name__ == "__main__":
    main()

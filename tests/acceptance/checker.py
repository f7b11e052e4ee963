"""Proves a finished run of the sample mapping right, without any code of the converter.

    python tests/acceptance/checker.py FATES OUTPUT INPUT...

FATES says for each record of the inputs where it stands and what must become of it; OUTPUT is the
folder of the run. Inputs are LDIF files, and the SQLite database of roles. The sample mapping is written
here a second time, by hand, with the standard library alone, so that a mistake of the converter cannot
hide behind the same mistake here.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

LIMIT = 500_000
FATES = ("exported", "rejected", "skipped", "filtered")
GROUPS = ",cn=groups,dc=acme,dc=com"
LOCALES = {"fr": "fr-FR", "de": "de-DE"}
TAKEN_BY_AUTH0 = re.compile(r"\{(S?MD5|S?SHA(256|384|512)?)\}")

Entry = dict[str, list[str]]
Document = dict[str, Any]
Roles = dict[str, list[str]]


def read_lines(path: Path) -> list[bytes]:
    """The lines of an LDIF file without their ends."""
    return path.read_bytes().replace(b"\r\n", b"\n").split(b"\n")


def entry_at(lines: list[bytes], number: int) -> Entry:
    """The well-formed entry whose first line has that number."""
    end = lines.index(b"", number - 1)
    entry: Entry = {}
    for line in b"\n".join(lines[number - 1 : end]).replace(b"\n ", b"").split(b"\n"):
        name, _, value = line.partition(b":")
        raw = base64.b64decode(value[1:]) if value.startswith(b":") else value.lstrip(b" ")
        entry.setdefault(name.decode().lower(), []).append(raw.decode("utf-8", "replace"))
    return entry


def canonical_guid(text: str) -> str:
    """8-4-4-4-12, small letters."""
    return re.sub("(.{8})(.{4})(.{4})(.{4})(.{12})", r"\1-\2-\3-\4-\5", text.lower())


def group_name(dn: str) -> str:
    """The value of the first RDN, its escaped characters as they are meant."""
    first = re.split(r"(?<!\\),", dn, maxsplit=1)[0]
    return re.sub(r"\\(.)", r"\1", first.partition("=")[2])


def roles_in(database: Path) -> Roles:
    """The roles of every login, which is in capitals, each role once and in order."""
    connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)
    names = dict(connection.execute("SELECT ugp_key, ugp_name FROM ugp"))
    held: dict[int, set[str]] = {}
    for person, role in connection.execute("SELECT usr_key, ugp_key FROM usg"):
        held.setdefault(person, set()).add(names[role])
    found = {
        login: sorted(held.get(key, ())) for key, login in connection.execute("SELECT usr_key, usr_login FROM usr")
    }
    connection.close()
    return found


def expected(entry: Entry, roles: Roles) -> Document:
    """The user that the sample mapping makes of an entry; telephone numbers are left out."""
    locked = "pwdaccountlockedtime" in entry
    created = re.sub("(....)(..)(..)(..)(..)(..)z", r"\1-\2-\3T\4:\5:\6Z", entry["createtimestamp"][0])
    language = entry.get("preferredlanguage", [""])[0]
    user: Document = {
        "user_id": canonical_guid(entry["orclguid"][0]),
        "email": entry["mail"][0].lower(),
        "email_verified": True,
        "username": entry["uid"][0],
        "given_name": entry["givenname"][0],
        "family_name": entry["sn"][0],
        "name": entry.get("displayname", [f"{entry['givenname'][0]} {entry['sn'][0]}"])[0],
        "blocked": locked or entry.get("orclisenabled") == ["DISABLED"],
        "app_metadata.legacy_dn": entry["dn"][0],
        "app_metadata.legacy_created_at": created,
        "app_metadata.roles": roles[entry["uid"][0].upper()],
        "app_metadata.groups": [group_name(g) for g in entry.get("memberof", []) if g.lower().endswith(GROUPS)],
        "user_metadata.locale": LOCALES.get(language, "en-US"),
    }
    password = entry.get("userpassword", [""])[0]
    if TAKEN_BY_AUTH0.match(password):
        user["custom_password_hash"] = {"algorithm": "ldap", "hash": {"value": password, "encoding": "utf8"}}
    return user


def differences(user: Document, entry: Entry, roles: Roles) -> Iterator[str]:
    """The fields in which an exported user is not what its entry and its roles say; never a value."""
    wanted = expected(entry, roles)
    for field, value in wanted.items():
        top, _, below = field.partition(".")
        found = user.get(top, {}).get(below, []) if below else user.get(top)
        if found != value:
            yield field
    surplus = {"password_hash", "custom_password_hash"} & user.keys() - wanted.keys()
    yield from sorted(surplus)
    phone = user.get("phone_number")
    if phone is not None:
        digits = re.sub(r"\D", "", entry.get("telephonenumber", [""])[0])
        if not re.fullmatch(r"\+[1-9]\d{6,14}", phone) or not phone.endswith(digits[-8:]):
            yield "phone_number"


def load_json_lines(path: Path) -> list[Document]:
    """The objects of a JSON lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def stands_at(origin: Document, fate: Document) -> bool:
    """Does the place that the run names hold the record that the fate is about?"""
    first, last = origin["lines"]
    return bool(Path(origin["file"]).name == fate["file"] and first <= fate["line"] <= last)


def check_parts(output: Path, limit: int = LIMIT) -> tuple[list[Document], list[str]]:
    """All users of the import files, and what is wrong with the files themselves and the manifest."""
    users: list[Document] = []
    problems: list[str] = []
    listed = {part["name"]: part for part in json.loads((output / "manifest.json").read_text("utf-8"))["parts"]}
    paths = sorted(output.glob("users-*.json"))
    if sorted(listed) != [path.name for path in paths]:
        problems.append("the manifest does not list exactly the import files that are there")
    for path in paths:
        data = path.read_bytes()
        part = json.loads(data)
        users += part
        facts = {"users": len(part), "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        wrong = [name for name, value in facts.items() if listed.get(path.name, {}).get(name) != value]
        problems += [f"{path.name}: the manifest is wrong about {name}" for name in wrong]
        if len(data) > limit:
            problems.append(f"{path.name}: {len(data)} bytes are too many")
        if len(data) < 0.98 * limit and path is not paths[-1]:
            problems.append(f"{path.name}: only {len(data)} bytes, although another file follows")
    return users, problems


def check_counts(output: Path, fates: list[Document]) -> Iterator[str]:
    """Does the run's own account add up, and is it the one expected?"""
    summary = json.loads((output / "summary.json").read_text("utf-8"))
    counts = summary.get("counts", summary)
    wanted = Counter(fate["fate"] for fate in fates)
    for name in FATES:
        if counts[name] != wanted[name]:
            yield f"summary.json counts {counts[name]} {name}, expected {wanted[name]}"
    if counts["read"] != len(fates):
        yield f"summary.json counts {counts['read']} read, expected {len(fates)}"


def check_rejected(rejected: list[Document], fates: Iterable[Document]) -> Iterator[str]:
    """Is each faulty record rejected once, at its place, for the reason expected?"""
    for fate in fates:
        found = [line for line in rejected if stands_at(line["origin"], fate)]
        place = f"{fate['file']}:{fate['line']} ({fate['kind']})"
        if len(found) != 1:
            yield f"{place}: rejected {len(found)} times"
            continue
        reasons = [(reason.get("field") or "", reason["code"]) for reason in found[0]["reasons"]]
        if (fate.get("field", ""), fate["code"]) not in reasons:
            yield f"{place}: rejected for {reasons}, expected {fate.get('field', '')} {fate['code']}"


def check_skipped(skipped: list[Document], fates: Iterable[Document]) -> Iterator[str]:
    """Is each known exception skipped once, under its id?"""
    for fate in fates:
        found = [line["skip"] for line in skipped if stands_at(line["origin"], fate)]
        if found != [fate["code"]]:
            yield f"{fate['file']}:{fate['line']}: skipped as {found}, expected once as {fate['code']}"


def check_users(users: list[Document], inputs: list[Path], fates: Iterable[Document]) -> Iterator[str]:
    """Is each person that can be exported there once, with the values of its entry, and nobody else?"""
    lines = {path.name: read_lines(path) for path in inputs if path.suffix == ".ldif"}
    roles = {login: held for path in inputs if path.suffix == ".db" for login, held in roles_in(path).items()}
    for key in ("user_id", "email", "username"):
        twice = [value for value, count in Counter(user[key].lower() for user in users).items() if count > 1]
        if twice:
            yield f"{len(twice)} values of {key} stand more than once"
    left = {user["user_id"]: user for user in users}
    for fate in fates:
        entry = entry_at(lines[fate["file"]], fate["line"])
        user = left.pop(canonical_guid(entry["orclguid"][0]), None)
        place = f"{fate['file']}:{fate['line']}"
        if user is None:
            yield f"{place}: not exported"
        else:
            yield from (f"{place}: {field} is not what the entry says" for field in differences(user, entry, roles))
    if left:
        yield f"{len(left)} users are exported that no entry accounts for"


def check(fates_file: Path, output: Path, inputs: list[Path]) -> list[str]:
    """Everything that is wrong with a run, one sentence each; empty when it is right."""
    fates = load_json_lines(fates_file)
    of = {name: [fate for fate in fates if fate["fate"] == name] for name in FATES}
    rejected, skipped = load_json_lines(output / "rejected.jsonl"), load_json_lines(output / "skipped.jsonl")
    users, problems = check_parts(output)
    problems += check_counts(output, fates)
    problems += check_users(users, inputs, of["exported"])
    problems += check_rejected(rejected, of["rejected"])
    problems += check_skipped(skipped, of["skipped"])
    for name, found in (("exported", users), ("rejected", rejected), ("skipped", skipped)):
        if len(found) != len(of[name]):
            problems.append(f"{len(found)} records are {name}, expected {len(of[name])}")
    return problems


if __name__ == "__main__":
    found = check(Path(sys.argv[1]), Path(sys.argv[2]), [Path(word) for word in sys.argv[3:]])
    sys.stdout.write("\n".join([*found, f"{len(found)} problems" if found else "everything is right"]) + "\n")
    sys.exit(bool(found))

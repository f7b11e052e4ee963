"""Small stores for those who look at records: a mapping and its files, in a folder."""

from __future__ import annotations

from pathlib import Path

from converter.pipeline.load import Loaded, columns_of, load

LDIF = """\
version: 1
source: {type: ldif, path: people.ldif, where: "includes(objectclass, 'person')"}
skip: [{id: robot, when: "matches(uid, '^bot')"}]
let: {local: "split(mail[0], '@')[0]"}
user: {email: 'lower(mail[0])', user_id: uid, name: cn, nickname: local}
"""
CSV = """\
version: 1
source: {type: csv, path: people.csv}
user: {email: mail, user_id: uid, name: cn}
"""
JSON = """\
version: 1
source: {type: json, path: people.jsonl}
user: {email: mail, user_id: uid, name: cn}
"""


def entry(number: int, **changes: str) -> str:
    """One person of a directory; a value of "" leaves the attribute out."""
    person = {
        "dn": f"cn=person {number},dc=acme",
        "objectclass": "person",
        "cn": f"Person {number}",
        "uid": f"p{number}",
        "mail": f"P{number}@example.com",
    }
    return "".join(f"{name}: {value}\n" for name, value in (person | changes).items() if value) + "\n"


def mapping(folder: Path, text: str, *, name: str = "m.yaml") -> Loaded:
    """A mapping in the folder, ready to be run; its files have to be there."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return load(str(path), {}, columns=columns_of)


def people(folder: Path, *entries: str, text: str = LDIF) -> Loaded:
    """A directory and its mapping."""
    (folder / "people.ldif").write_text("".join(entries), encoding="utf-8")
    return mapping(folder, text)

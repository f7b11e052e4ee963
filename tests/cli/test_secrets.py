"""No password, hash or salt comes out of any command, in any spelling, but where it was asked for."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

import converter.mapping.password
from tests.program import Ended

PASSWORD = "Tr0ub4dor&3/ünïcode"
SALT = b"\x93Kq7zR\xf0L"
DIGEST = hashlib.sha1(PASSWORD.encode() + SALT).digest()
MD5 = hashlib.md5(PASSWORD.encode()).digest()
PBKDF2 = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), SALT, 7, 32)
ADAPTED = [b64encode(raw).decode().rstrip("=").replace("+", ".") for raw in (SALT, PBKDF2)]
STORED = [
    f"{{SSHA}}{b64encode(DIGEST + SALT).decode()}",
    f"{{PBKDF2-SHA256}}7${ADAPTED[0]}${ADAPTED[1]}",
    "$2b$04$6DnkEw0qVx0jeNyuIY2l3uWtiRrUn9nJxS9Kzmo9smO3mCS7ArBQq",
    "{CRYPT}$6$kT9zQw2x$Vv8sBq1nYx4fGh7jKl0pZa3cXe6rTy9uIo2mNb5vDs8wQe1rTy4uIo7pAs0dFgHjKlZxCvBnMqWeRtYuIoPaS.",
    "{SASL/MD5}X03MO1qnZdYdgyfeuILPmQ==",
    f"{{SSHA}}{b64encode(DIGEST).decode()[:-3]}",
    MD5.hex(),
    f"{{UNHEARD-OF}}{MD5.hex()}",
    PASSWORD,
]
RAW = [PASSWORD.encode(), DIGEST, SALT, DIGEST + SALT, MD5, PBKDF2, *(stored.encode() for stored in STORED)]
PARTS = [part for stored in STORED for part in stored.replace("}", "$").split("$") if len(part) > 7 and "{" not in part]

MAPPING = """\
version: 1
source: {type: ldif, path: people.ldif}
user: {email: mail, user_id: uid, name: cn}
password: {from: userpassword}
"""
CASES = f"""\
tests:
  - name: one
    given: {{source: {{mail: a@example.com, userpassword: "{STORED[0]}"}}}}
    expect: {{user: {{custom_password_hash: {{hash: {{value: "{STORED[1]}"}}}}, name: x}}}}
  - name: two
    given: {{source: {{mail: a@example.com, userpassword: "{STORED[5]}"}}}}
    expect: {{user: {{email: a@example.com}}}}
  - name: three
    given: {{source: {{mail: a@example.com, userpassword: "{STORED[6]}"}}}}
    expect: {{reject: {{field: email, code: "{STORED[6][:4]}"}}}}
"""


def spellings() -> Iterator[tuple[str, bytes]]:
    for raw in RAW:
        name = hashlib.sha256(raw).hexdigest()[:8]
        yield f"{name} raw", raw
        yield f"{name} base64", b64encode(raw).rstrip(b"=")
        yield f"{name} base64url", urlsafe_b64encode(raw).rstrip(b"=")
        yield f"{name} hex", raw.hex().encode()
        yield f"{name} HEX", raw.hex().upper().encode()
        yield f"{name} url", quote(raw).encode()
        yield f"{name} url in whole", quote(raw, safe="").encode()
        yield f"{name} repr", repr(raw)[2:-1].encode()
        text = raw.decode("utf-8", "replace")
        if "\ufffd" not in text:
            yield f"{name} JSON", json.dumps(text)[1:-1].encode()
            yield f"{name} JSON with slashes", json.dumps(text)[1:-1].replace("/", "\\/").encode()
    for number, part in enumerate(PARTS):
        yield f"part {number}", part.encode()


SPELLINGS = list(spellings())


def leaks(data: bytes) -> list[str]:
    return [name for name, spelling in SPELLINGS if spelling in data]


def shown(ended: Ended) -> bytes:
    """All that a command said, and all that stands in the files that are no import files."""
    files = [path for path in Path("out").rglob("*") if path.is_file() and not path.name.startswith("users-")]
    return b"\n".join([ended.out.encode(), ended.err.encode(), *(path.read_bytes() for path in files)])


@pytest.fixture
def store(people: Any) -> Path:
    entries = [{"userPassword": stored} for stored in STORED] + [{"userPassword": STORED[0], "mail": ""}]
    several = "".join(f"userPassword: {stored}\n" for stored in STORED)
    path: Path = people(entries, MAPPING)
    with Path("people.ldif").open("a", encoding="utf-8") as file:
        file.write(f"dn: uid=all\nuid: all\nmail: all@example.com\n{several}\n")
        file.write(f"dn: uid=b\nuid: b\nmail: b@example.com\nuserPassword:: {b64encode(DIGEST).decode()}\n\n")
        file.write(f"dn: uid=c\nuid: c\nmail: c@example.com\nuserPassword:: {b64encode(DIGEST).decode()}=!\n\n")
    Path("known.csv").write_text(
        "identifier,password\n" + "".join(f"p{n},{PASSWORD}\n" for n in range(len(STORED))) + f"all,{PASSWORD}\n",
        encoding="utf-8",
    )
    return path


def test_the_search_finds_what_it_looks_for(store: Path, call: Any) -> None:
    assert leaks(Path("people.ldif").read_bytes())
    assert leaks(f"x{json.dumps(PASSWORD)}".encode())
    assert leaks(call("read", "people.ldif").out.encode())
    for raw in RAW:
        assert leaks(b"<" + b64encode(raw) + b">")


@pytest.mark.parametrize("policy", ["", ", unsupported: lazy", ", unsupported: reset", ", unsupported: reject"])
@pytest.mark.parametrize("scheme", ["auto", "md5-hex", "plain", "ssha"])
@pytest.mark.parametrize("words", [[], ["--json"]], ids=["text", "json"])
def test_a_run_shows_nothing(policy: str, scheme: str, words: list[str], store: Path, call: Any) -> None:
    store.write_text(MAPPING.replace("userpassword}", f"userpassword, scheme: {scheme}{policy}}}"), encoding="utf-8")
    ended = call("-m", "people.yaml", *words)
    assert ended.code in (0, 3, 4)
    assert leaks(shown(ended)) == []


@pytest.mark.parametrize(
    "words",
    [
        ["check", "people.yaml"],
        ["test", "people.yaml"],
        ["verify", "-m", "people.yaml", "--credentials", "known.csv"],
        ["verify", "-m", "people.yaml", "--credentials", "known.csv", "--json"],
        ["verify", "-m", "people.yaml", "--credentials", "swapped.csv"],
        ["canary", "-m", "people.yaml", "--per-scheme", "3", "-o", "canary.json"],
        ["password", "--summary", "hashes.txt"],
        ["-m", "people.yaml", "--show-code"],
        ["check", "--with-source", "-v", "people.yaml"],
        ["test", "--coverage", "--junit", "out/cases.xml", "people.yaml"],
        ["inspect", "people.ldif"],
        ["inspect", "--json", "people.ldif"],
        ["inspect", "--show-values", "people.ldif"],
        ["inspect", "--html", "out/inspection.html", "people.ldif"],
        ["init", "people.ldif"],
        ["preview", "-m", "people.yaml", "--limit", "50"],
        ["preview", "-m", "people.yaml", "--limit", "50", "--json"],
        ["preview", "-m", "people.yaml", "--where", "present(userpassword)"],
        ["explain", "-m", "people.yaml", "--id", "p0@example.com"],
        ["explain", "-m", "people.yaml", "--id", "uid=all"],
        ["explain", "-m", "people.yaml", "--id", "uid=b", "--json"],
        ["explain", "-m", "people.yaml", "--id", "p5", "--field", "password"],
        ["diff", "people.yaml", "other.yaml"],
        ["diff", "people.yaml", "other.yaml", "--json"],
        ["diff", "people.yaml", "bare.yaml"],
    ],
    ids=" ".join,
)
def test_no_other_command_shows_anything(words: list[str], store: Path, call: Any) -> None:
    Path("out").mkdir()
    other = MAPPING.replace("userpassword}", "userpassword, scheme: plain, unsupported: reset}")
    Path("other.yaml").write_text(other.replace("name: cn", "name: userpassword[0]"), encoding="utf-8")
    Path("bare.yaml").write_text(MAPPING[: MAPPING.index("password:")], encoding="utf-8")
    store.write_text(MAPPING.replace("userpassword}", "userpassword, unsupported: lazy}") + CASES, encoding="utf-8")
    Path("hashes.txt").write_text("\n".join(STORED), encoding="utf-8")
    Path("swapped.csv").write_text(f"{PASSWORD},p1\n{PASSWORD},p2\n", encoding="utf-8")
    ended = call(*words)
    assert (ended.code != 2, leaks(shown(ended))) == (True, [])


def test_a_password_on_its_own_shows_what_auth0_is_given_and_no_more(store: Path, call: Any) -> None:
    Path("hashes.txt").write_text("\n".join(STORED), encoding="utf-8")
    lines = [json.loads(line) for line in call("password", "hashes.txt").out.splitlines()]
    assert leaks(json.dumps([{**line, "auth0": None} for line in lines], ensure_ascii=False).encode()) == []


def test_a_checked_import_file_is_not_quoted(store: Path, call: Any) -> None:
    users = [
        {"email": "a@example.com", "password_hash": STORED[2][:-3]},
        {"email": "b@example.com", "custom_password_hash": {"algorithm": "ldap", "hash": {"value": STORED[5]}}},
        {"email": "c@example.com", "custom_password_hash": {"algorithm": STORED[0], "hash": {"value": 1}}},
        {"email": "d@example.com", "custom_password_hash": {"algorithm": "md5", "hash": {"value": MD5.hex() + "0"}}},
    ]
    Path("import.json").write_text(json.dumps(users), encoding="utf-8")
    for words in ([], ["--json"], ["--validator", "reference"]):
        assert leaks(shown(call("validate", *words, "import.json"))) == []


@pytest.mark.parametrize(
    "command", [["-m", "people.yaml"], ["verify", "-m", "people.yaml", "--credentials", "known.csv"]]
)
def test_the_report_of_a_bug_shows_nothing(
    command: list[str], store: Path, call: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(values: list[str], *_: object, **__: object) -> None:
        try:
            int(values[0])
        except ValueError as error:
            raise RuntimeError(f"{PASSWORD} {values}") from error

    monkeypatch.setattr(converter.mapping.password, "choose", fail)
    ended = call(*command)
    assert ended.code == 1
    assert leaks(shown(ended)) == []

"""Nothing that data, file names or mappings hold can control the terminal or forge a line of the report."""

from __future__ import annotations

import base64
import json
import os
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

HOSTILE = ["\x1b[31m", "\x1b]0;x\x07", "\x9b2J", "\x7f", "\r", "\x08", "\u202e", "\u2066", "\u200f", "\u200b", "\u2028",
           "\ufeff", "\U000e0041", "\n", "\x85", "\u061c"]  # fmt: skip
texts = st.lists(st.sampled_from([*HOSTILE, "a", "Z", "ü", "'", '"', "\\", "@"]), min_size=1, max_size=8).map("".join)


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def ldif(text: str) -> str:
    hostile = encoded(text)
    person = f"objectclass: person\nuid:: {hostile}\ncn:: {hostile}\n"
    return (
        f"dn:: {encoded('cn=' + text)}\n{person}mail:: {encoded(text + '@example.com')}\n\n"
        f"dn: cn=ok\n{person}mail: ok@example.com\ndescription;{hostile[:4]}: x\n\n"
        f"dn:: {encoded('cn=bad' + text)}\n{person}mail:: !{hostile}\n\n"
        f"dn:: {hostile}\nuid:: {hostile}\nnot a line {text}\n"
    )


def mapping(text: str, source: str) -> str:
    quoted = json.dumps(text)
    case = {"source": {"dn": text, "uid": text, "mail": text, "objectclass": "person"}}
    expect = {"user": {"email": text, "name": text}}
    test = {"name": text, "given": case, "expect": expect}
    return f"""\
version: 1
description: {quoted}
source: {{type: ldif, path: {json.dumps(source)}}}
skip: [{{id: {quoted}, when: "uid[0] == 'nobody'"}}]
user: {{email: mail, user_id: uid, name: cn, app_metadata: {{x: {{value: {quoted}}}}}}}
tests: [{json.dumps(test)}, {json.dumps(test | {"expect": {"reject": {"code": text}}})}]
"""


def is_safe(text: str) -> bool:
    return not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") and c != "\n" for c in text)


def write(name: bytes | str, text: str) -> str:
    path = Path(os.fsdecode(name))
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    return str(path)


def commands(text: str) -> list[list[str]]:
    name = os.fsdecode(b"\xff" + text.replace("\0", "").replace("/", "")[:40].encode())
    source = write(f"{name}.ldif", ldif(text))
    sound = write(f"{name}.yaml", mapping(text, os.fsencode(source).decode("utf-8", "ignore")))
    usable = write("m.yaml", mapping(text, "people.ldif"))
    write("people.ldif", ldif(text))
    raw = write(f"raw{name}.yaml", f"version: 1\nuser: {{{text}: {text}}}\nsource: {text}\n")
    users = write(f"{name}.json", json.dumps([{text: text, "email": text, "app_metadata": {text: {text: text}}}]))
    return [
        ["-m", usable, "-o", f"out{name}", "--replace"], ["-m", usable, "-o", "out", "--replace", "--json"],
        ["-m", usable, "-o", users], ["-m", sound], ["-m", raw], ["-m", text], ["-m", usable, "-o", source],
        ["read", source], ["read", "people.ldif"], ["read", usable], ["read", text], ["read", source, "--type", text],
        ["check", sound, usable, raw], ["test", sound, usable, raw],
        ["validate", users, source], ["validate", "--json", users], ["validate", text],
        [text], [f"--{text}"], ["-m", usable, "--limit", text], ["-m", usable, text],
        *looking_commands(text, source, usable, sound=sound),
    ]  # fmt: skip


def looking_commands(text: str, source: str, usable: str, *, sound: str) -> list[list[str]]:
    """The commands that show records rather than convert them."""
    other = write("other.yaml", Path(usable).read_text(encoding="utf-8").replace("name: cn", "given_name: cn"))
    cell = text.replace('"', '""')
    rows = "".join(f'{number},"{cell}",p{number}@example.com\n' for number in range(3))
    table = write("table.csv", f'id,"{cell}",mail\n{rows}')
    known = write(f"{source}.csv", f'identifier,password\n"{text}","{text}"\nok@example.com,{text}\n')
    return [
        ["inspect", source], ["inspect", "--show-values", source], ["inspect", "--json", source],
        ["init", source], ["init", table], ["inspect", table], ["read", table],
        ["init", source, "-o", f"{source}/x"], ["init", text],
        ["preview", "-m", usable], ["preview", "-m", usable, "--json"], ["preview", "-m", usable, "--id", text],
        ["preview", "-m", usable, "--where", text],
        ["explain", "-m", usable, "--id", "ok@example.com"], ["explain", "-m", usable, "--id", text],
        ["explain", "-m", usable, "--id", "ok@example.com", "--json"], ["explain", text],
        ["explain", "-m", usable, "--id", "ok@example.com", "--field", text],
        ["diff", usable, other], ["diff", "--json", usable, other], ["diff", sound, text],
        ["password", known], ["password", "--summary", known], ["password", known, "--scheme", text],
        ["verify", "-m", usable, "--credentials", known], ["verify", "-m", usable, "--credentials", text, "--json"],
        ["canary", "-m", usable, "-o", "canary.json", "--replace", "--id", text, "--id", "ok@example.com"],
        ["check", "--with-source", "-v", usable], ["check", "--format", "json", usable, sound],
        ["check", "--format", "github", usable, f"raw{Path(sound).name}"], ["check", "--format", "sarif", usable],
        ["test", "--coverage", usable], ["catalogue", text],
    ]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(autouse=True)
def inside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts)
def test_no_command_prints_a_hidden_character(call: Any, text: str) -> None:
    for words in commands(text):
        ended = call(*words)
        assert ended.code != 1, (words, ended.err)
        assert is_safe(ended.out), words
        assert is_safe(ended.err), words


@pytest.mark.parametrize("text", HOSTILE)
def test_no_command_prints_this_one(call: Any, text: str) -> None:
    for words in commands(f"a{text}FAILED"):
        ended = call(*words)
        assert ended.code != 1, (words, ended.err)
        assert is_safe(ended.out + ended.err), words
        assert "\nFAILED" not in ended.out + ended.err


def test_what_is_printed_as_json_means_what_was_read(call: Any) -> None:
    text = "".join(HOSTILE)
    write("one.ldif", f"dn: cn=x\ncn:: {encoded(text)}\n")
    assert call("read", "one.ldif").document["cn"] == [text]

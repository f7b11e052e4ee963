"""The editor's schema in the server that editors use for YAML: completion, descriptions, diagnostics."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.docs.blocks import ROOT
from tests.docs.language_server import LanguageServer

PACKAGE = "yaml-language-server@1.25.0"
SCHEMA = (ROOT / "schemas" / "mapping.schema.json").as_uri()
GOOD = """\
version: 1
source:
  type: ldif
  path: people.ldif
user:
  email: lower(mail[0])
  blocked: {expr: locked, default: false}
"""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def server(pytestconfig: pytest.Config) -> Iterator[LanguageServer]:
    """The server, installed by npm into the cache of the tests."""
    yaml = {"schemas": {SCHEMA: ["*.yaml"]}, "completion": True, "hover": True, "validate": True}
    settings = {"yaml": {**yaml, "schemaStore": {"enable": False}}}
    with LanguageServer([_program(pytestconfig), "--stdio"], settings) as running:
        yield running


def _program(config: pytest.Config) -> str:
    installed = shutil.which("yaml-language-server")
    if installed:
        return installed
    npm, folder = shutil.which("npm"), Path(config.cache.mkdir("language-server")) if config.cache else None
    if npm is None or folder is None:
        pytest.skip("needs yaml-language-server, or npm to install it")
    program = folder / "node_modules" / ".bin" / "yaml-language-server"
    if not program.exists():
        words = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(folder), PACKAGE]
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=200)
        if done.returncode:
            pytest.skip(f"npm cannot install {PACKAGE}: {done.stderr[-200:]}")
    return str(program)


def _offered(server: LanguageServer, text: str, name: str) -> set[str]:
    """The words offered where `|` stands in the text."""
    before, after = text.split("|")
    address = f"file:///{name}.yaml"
    server.open(address, before + after)
    line = before.count("\n")
    answer: Any = server.at("completion", address, line=line, column=len(before.rsplit("\n", 1)[-1]))
    items = answer["items"] if isinstance(answer, dict) else answer
    return {item["label"] for item in items}


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("top", GOOD + "|", {"skip", "let", "password", "unique", "duplicates", "rejects", "tests"}),
        ("source", GOOD.replace("people.ldif\n", "people.ldif\n  |\n"), {"where", "encoding", "binary"}),
        ("user", GOOD + "  |", {"given_name", "app_metadata", "user_id"}),
        ("long", GOOD + "  name:\n    expr: cn\n    |", {"map", "default", "required", "on_error", "because"}),
        ("skip", GOOD + "skip:\n  - |", {"id", "when"}),
        ("password", GOOD + "password:\n  from: hash\n  |", {"scheme", "unsupported"}),
        ("lookup", GOOD + "lookups:\n  roles:\n    type: csv\n    |", {"key", "match", "many", "path", "delimiter"}),
        ("case", GOOD + "tests:\n  - name: x\n    |", {"given", "expect"}),
        ("expect", GOOD + "tests:\n  - name: x\n    expect:\n      |", {"user", "reject", "skip", "filtered"}),
        ("type", GOOD.replace("type: ldif", "type: |"), {"ldif", "csv", "json", "sql", "ldap"}),
        ("on-error", GOOD + "  name: {expr: cn, on_error: |}", {"reject", "drop", "warn"}),
        ("unsupported", GOOD + "password:\n  from: hash\n  unsupported: |", {"lazy", "reset", "reject"}),
        ("scheme", GOOD + "password:\n  from: hash\n  scheme: |", {"auto", "ssha", "bcrypt"}),
    ],
)
def test_what_may_stand_at_a_place_is_offered(server: LanguageServer, name: str, text: str, expected: set[str]) -> None:
    assert expected <= _offered(server, text, name)


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        (1, 2, "The store that drives the run"),
        (3, 4, "The files, relative to the mapping"),
        (5, 4, "Address of the user"),
        (6, 27, "The value where there is none"),
    ],
)
def test_a_key_is_described_where_the_pointer_rests(server: LanguageServer, line: int, column: int, said: str) -> None:
    address = f"file:///hover-{line}.yaml"
    server.open(address, GOOD)
    answer = server.at("hover", address, line=line, column=column)
    assert said in str(answer["contents"])


def test_a_good_mapping_has_no_diagnostic(server: LanguageServer) -> None:
    assert server.open("file:///good.yaml", GOOD) == []


@pytest.mark.parametrize("path", sorted((ROOT / "mappings").glob("*.yaml")), ids=lambda path: path.name)
def test_a_bundled_mapping_has_no_diagnostic(server: LanguageServer, path: Path) -> None:
    # the first line names the schema by a path relative to the file
    text = path.read_text(encoding="utf-8").split("\n", 1)[1]
    assert server.open(f"file:///bundled-{path.name}", text) == []


@pytest.mark.parametrize(
    ("name", "wrong", "said"),
    [
        ("key", GOOD + "users: {}\n", "users"),
        ("field", GOOD + "  emial: mail\n", "emial"),
        ("type", GOOD.replace("ldif\n", "xml\n", 1), "ldif"),
        ("version", GOOD.replace("version: 1", "version: 2"), "1"),
        ("missing", GOOD.replace("  type: ldif\n", ""), "type"),
        ("choice", GOOD + "  name: {expr: cn, on_error: ignore}\n", "reject"),
        ("section", GOOD + "skip: {id: x, when: y}\n", "array"),
    ],
)
def test_a_bad_mapping_gets_a_diagnostic(server: LanguageServer, name: str, wrong: str, said: str) -> None:
    found = server.open(f"file:///bad-{name}.yaml", wrong)
    assert any(said in diagnostic["message"] for diagnostic in found)

"""The editor's schema takes every sound mapping and refuses what `convert check` refuses for its shape."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from converter import bundled
from converter.report.reference.editor_schema import mapping_schema
from converter.syntax.node import plain
from converter.syntax.yaml_reader import read
from tests.docs.blocks import Block, blocks_of

VALIDATOR = jsonschema_rs.Draft7Validator(mapping_schema())
SOUND = [block for block in blocks_of("yaml") if block.file != "broken.yaml"]
SOURCE = "source: {type: ldif, path: a.ldif}\n"
USER = "user: {email: 'mail[0]'}\n"


def _document(text: str) -> Any:
    root = read(text).root
    assert root is not None
    return plain(root)


def _errors(text: str) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(_document(text))]


@pytest.mark.parametrize("path", sorted(bundled.folder("mappings").glob("*.yaml")), ids=lambda path: path.name)
def test_a_bundled_mapping_is_taken(path: Any) -> None:
    assert _errors(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("block", SOUND, ids=str)
def test_a_mapping_on_a_page_is_taken(block: Block) -> None:
    assert _errors(block.completed) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(SOURCE + USER, id="no version"),
        pytest.param(f"version: 2\n{SOURCE}{USER}", id="unknown version"),
        pytest.param(f"version: 1\n{USER}", id="no source"),
        pytest.param(f"version: 1\n{SOURCE}", id="no user"),
        pytest.param(f"version: 1\n{SOURCE}{USER}users: {{}}\n", id="unknown key"),
        pytest.param(f"version: 1\nsource: {{type: xml, path: a}}\n{USER}", id="unknown type of source"),
        pytest.param(f"version: 1\nsource: {{type: ldif}}\n{USER}", id="no path"),
        pytest.param(f"version: 1\nsource: {{type: ldif, path: a, lists: {{}}}}\n{USER}", id="key of another type"),
        pytest.param(f"version: 1\n{SOURCE}user: {{name: cn}}\n", id="no email"),
        pytest.param(f"version: 1\n{SOURCE}user: {{email: mail, emial: mail}}\n", id="unknown field"),
        pytest.param(f"version: 1\n{SOURCE}user: {{email: true}}\n", id="constant of the wrong type"),
        pytest.param(f"version: 1\n{SOURCE}user: {{email: [a, b]}}\n", id="list for one value"),
        pytest.param(f"version: 1\n{SOURCE}user: {{email: {{expr: mail, defualt: x}}}}\n", id="unknown long form"),
        pytest.param(f"version: 1\n{SOURCE}user: {{email: {{expr: a, value: b}}}}\n", id="expr and value"),
        pytest.param(f"version: 1\n{SOURCE}user: {{email: {{expr: a, on_error: skip}}}}\n", id="unknown on_error"),
        pytest.param(f"version: 1\n{SOURCE}{USER}password: {{scheme: auto}}\n", id="password without from"),
        pytest.param(f"version: 1\n{SOURCE}{USER}duplicates: first\n", id="unknown policy"),
        pytest.param(f"version: 1\n{SOURCE}{USER}skip: {{id: a, when: b}}\n", id="skip is no list"),
        pytest.param(f"version: 1\n{SOURCE}{USER}let: {{a-b: uid}}\n", id="step with a hyphen"),
        pytest.param(f"version: 1\n{SOURCE}{USER}rejects: {{fail_above: many}}\n", id="no percentage"),
        pytest.param(f"version: 1\n{SOURCE}{USER}tests: [{{name: a, given: {{source: x}}}}]\n", id="nothing expected"),
    ],
)
def test_a_mapping_of_the_wrong_shape_is_refused(text: str) -> None:
    assert _errors(text) != []


def test_every_key_is_described() -> None:
    assert [path for path in _undescribed(mapping_schema()) if not path.endswith((".totp", ".phone", ".email"))] == []


def _undescribed(schema: Any, path: str = "") -> list[str]:
    if isinstance(schema, list):
        return [found for item in schema for found in _undescribed(item, path)]
    if not isinstance(schema, dict):
        return []
    members = schema.get("properties", {}) if isinstance(schema.get("properties"), dict) else {}
    own = [
        f"{path}.{name}" for name, member in members.items() if "description" not in member and "const" not in member
    ]
    return own + [found for name, inner in schema.items() for found in _undescribed(inner, f"{path}.{name}")]

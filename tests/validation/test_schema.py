from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from converter.validation.profile_rules import PROFILE_RULES
from converter.validation.rules import CODES, RULES
from converter.validation.schema import SCHEMA_RULES, load

STRUCTURE = Path(__file__).parent / "schema_structure.txt"
NOTES = frozenset(("description", "title", "$id", "$schema", "$comment"))
COMMON_KEYWORDS = frozenset(
    [
        "additionalProperties",
        "default",
        "enum",
        "format",
        "items",
        "maxItems",
        "maxProperties",
        "minItems",
        "pattern",
        "properties",
        "required",
        "type",
    ]
)


def leaves(node: Any, path: str = "", *, names: bool = False) -> Iterator[str]:
    """One line a value, without the notes; below `properties` a name is a name, not a keyword."""
    if not isinstance(node, dict):
        yield f"{path} = {json.dumps(node)}"
        return
    for name, value in node.items():
        if names or name not in NOTES:
            yield from leaves(value, f"{path}/{name}", names=name == "properties" and not names)


def subschemas(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    for child in [*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])]:
        yield from subschemas(child)


def test_structure_and_values_are_the_documented_ones() -> None:
    assert sorted(leaves(load())) == STRUCTURE.read_text(encoding="utf-8").splitlines()


def test_only_keywords_are_used_that_every_draft_reads_alike() -> None:
    assert {keyword for part in subschemas(load()) for keyword in part} - NOTES <= COMMON_KEYWORDS


def test_everything_but_the_items_has_a_description() -> None:
    schema = load()
    described = [part for part in subschemas(schema) if "description" in part]
    undescribed = [part for part in subschemas(schema) if "description" not in part]
    assert len(described) > 30
    assert all(part["type"] == "object" for part in undescribed)


def test_the_schema_says_which_state_it_follows() -> None:
    schema = load()
    assert schema["$id"].endswith(":2026-08-19")
    assert "2026-08-19" in schema["$comment"]


def test_every_asserting_keyword_of_the_schema_has_a_code() -> None:
    used = {keyword for part in subschemas(load()) for keyword in part}
    assert used - NOTES - {"properties", "items", "default"} == {rule.keyword for rule in SCHEMA_RULES}


def test_codes_are_unique() -> None:
    codes = [rule.code for rule in RULES] + [rule.code for rule in SCHEMA_RULES]
    assert len(codes) == len(set(codes)) == len(CODES) - 1


def test_rules_name_properties_of_the_schema() -> None:
    known = set(load()["properties"]) | {"(user)", "(size)"}
    assert {field for rule in RULES for field in rule.fields} <= known
    assert all(rule.source.startswith("https://") and rule.summary for rule in RULES)
    assert RULES[: len(PROFILE_RULES)] == PROFILE_RULES

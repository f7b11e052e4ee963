from __future__ import annotations

from typing import Any

import pytest

from converter.syntax.diagnostic import Diagnostic
from converter.syntax.field import Field, Kind, read_fields
from converter.syntax.json_schema import field_schema, fields_schema
from converter.syntax.node import Mapping, plain
from converter.syntax.yaml_reader import read

# Values as they are written, and whether both the reader and the schema take them under that kind.
VALUES = [
    (Kind.TEXT, ["a", "'1'"], ["1", "true", "[a]", "{a: b}"]),
    (Kind.TEXT_LIST, ["a", "[a, b]", "[]"], ["1", "[1]", "[[a]]", "{}"]),
    (Kind.BOOLEAN, ["true", "False"], ["yes", "1", "'true'"]),
    (Kind.INTEGER, ["1", "-3", "0x10"], ["1.5", "true", "'1'"]),
    (Kind.NUMBER, ["1", "1.5", "-.5"], ["true", "a", "[1]"]),
    (Kind.PERCENT, ["0.1%", "0.5", "1", "0", "100%", "33.3 %"], ["2", "101%", "-1%", "a", "true"]),
    (Kind.EXPRESSION, ["mail[0]", "true", "7"], ["[a]", "{a: b}", "~"]),
    (Kind.TEXT_MAP, ["{}", "{a: b}"], ["{a: 1}", "[a]", "a"]),
    (Kind.NODE, ["a", "1", "[]", "{}"], []),
]
TAKEN = [(kind, text, True) for kind, good, _ in VALUES for text in good]
REFUSED = [(kind, text, False) for kind, _, bad in VALUES for text in bad]


def _valid(schema: dict[str, Any], value: Any) -> bool:
    import jsonschema

    return jsonschema.Draft7Validator(schema).is_valid(value)


@pytest.mark.parametrize(("kind", "text", "taken"), TAKEN + REFUSED)
def test_the_schema_and_the_reader_agree(kind: Kind, text: str, taken: bool) -> None:
    field = Field("x", kind, "a field")
    root = read(f"x: {text}").root
    assert isinstance(root, Mapping)
    diagnostics: list[Diagnostic] = []
    read_fields(root, [field], diagnostics=diagnostics)
    assert (not diagnostics) is taken
    assert _valid(field_schema(field), plain(root)["x"]) is taken


def test_a_field_carries_its_text_default_choices_and_example() -> None:
    field = Field("type", Kind.TEXT, "the kind of store", default="ldif", choices=("ldif", "csv"), example="csv")
    assert field_schema(field) == {
        "description": "the kind of store",
        "enum": ["ldif", "csv"],
        "default": "ldif",
        "examples": ["csv"],
    }


def test_a_list_of_choices_may_be_one_choice() -> None:
    schema = field_schema(Field("x", Kind.TEXT_LIST, "some", choices=("a", "b")))
    assert _valid(schema, "a")
    assert _valid(schema, ["a", "b"])
    assert not _valid(schema, ["c"])


def test_an_example_is_the_value_that_is_written() -> None:
    assert field_schema(Field("x", Kind.TEXT_LIST, "some", example="[a, b]"))["examples"] == [["a", "b"]]
    assert field_schema(Field("x", Kind.EXPRESSION, "one", example="[a, b][0]"))["examples"] == ["[a, b][0]"]


def test_a_mapping_of_fields_refuses_other_keys_and_wants_the_required_ones() -> None:
    schema = fields_schema([Field("a", Kind.TEXT, "one", required=True), Field("b", Kind.INTEGER, "two")])
    assert _valid(schema, {"a": "x", "b": 1})
    assert not _valid(schema, {"b": 1})
    assert not _valid(schema, {"a": "x", "c": 1})


def test_schemas_can_be_changed_without_changing_each_other() -> None:
    field = Field("x", Kind.TEXT_LIST, "some")
    field_schema(field)["anyOf"].append({})
    assert len(field_schema(field)["anyOf"]) == 2

from __future__ import annotations

from pathlib import Path

import pytest

from converter.syntax.diagnostic import Diagnostic, Position
from converter.syntax.field import Field, Fields, Kind, expect_mapping, expect_sequence, read_fields
from converter.syntax.node import Mapping, Scalar, Sequence
from converter.syntax.render import render
from converter.syntax.yaml_reader import read

CASES = sorted((Path(__file__).parent / "cases" / "fields").glob("*.yaml"))
FIELDS = (
    Field("type", Kind.TEXT, "the kind of store", required=True, choices=("ldif", "csv", "json"), example="ldif"),
    Field("path", Kind.TEXT_LIST, "the files to read", required=True),
    Field("delimiter", Kind.TEXT, "what separates columns", default=","),
    Field("header", Kind.BOOLEAN, "is the first row a header", default=True),
    Field("limit", Kind.INTEGER, "the most records"),
    Field("ratio", Kind.NUMBER, "any number"),
    Field("warn_above", Kind.PERCENT, "the share that is too much"),
    Field("where", Kind.EXPRESSION, "which records count"),
    Field("rename", Kind.TEXT_MAP, "new names"),
    Field("columns", Kind.TEXT_LIST, "some columns", choices=("one", "two")),
    Field("anything", Kind.NODE, "whatever stands there"),
)


def _read(text: str) -> tuple[Fields, list[Diagnostic]]:
    root = read(text).root
    assert isinstance(root, Mapping)
    diagnostics: list[Diagnostic] = []
    return read_fields(root, FIELDS, diagnostics=diagnostics), diagnostics


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_bad_mapping_gets_the_recorded_diagnostics(case: Path) -> None:
    text = case.read_text(encoding="utf-8")
    _, diagnostics = _read(text)
    assert render(diagnostics, text, file=case.name) == case.with_suffix(".out").read_text(encoding="utf-8")


def test_each_kind_is_read_as_its_python_value() -> None:
    fields, diagnostics = _read((CASES[0].parent / "good.yaml").read_text(encoding="utf-8"))
    assert not diagnostics
    expected = {
        "type": "ldif",
        "path": ["people.ldif"],
        "delimiter": ";",
        "header": True,
        "limit": 10,
        "ratio": 2,
        "warn_above": 0.001,
        "rename": {"a": "b"},
        "columns": ["one"],
    }
    assert {name: fields[name] for name in expected} == expected
    assert isinstance(fields["where"], Scalar)
    assert fields["where"].text == "present(mail)"
    assert isinstance(fields["anything"], Sequence)


def test_an_absent_key_has_its_default_and_the_place_of_the_mapping() -> None:
    fields, _ = _read("type: ldif\npath: a\n")
    assert (fields["delimiter"], fields["limit"]) == (",", None)
    assert not fields.given("delimiter")
    assert fields.position("delimiter") == fields.key_position("delimiter") == Position(1, 1)


def test_a_key_that_is_given_knows_where_it_and_its_value_stand() -> None:
    fields, _ = _read("type: ldif\npath: a\n")
    assert fields.given("path")
    assert (fields.key_position("path"), fields.position("path")) == (Position(2, 1), Position(2, 7))


def test_a_wrong_value_leaves_the_default() -> None:
    fields, diagnostics = _read("type: ldif\npath: a\nheader: 3\ncolumns: [three]\n")
    assert [diagnostic.code for diagnostic in diagnostics] == ["wrong-type", "unknown-choice"]
    assert fields["header"] is True
    assert fields["columns"] is None


@pytest.mark.parametrize("written", ["true", "3", "'mail'", "mail"])
def test_constants_and_texts_are_expressions(written: str) -> None:
    fields, diagnostics = _read(f"type: ldif\npath: a\nwhere: {written}\n")
    assert not diagnostics
    assert isinstance(fields["where"], Scalar)


@pytest.mark.parametrize(
    ("written", "share"), [("0.1%", 0.001), ("50 %", 0.5), ("0.25", 0.25), ("0", 0.0), ("1", 1.0), ("100%", 1.0)]
)
def test_a_share_is_a_percentage_or_a_fraction(written: str, share: float) -> None:
    assert _read(f"type: ldif\npath: a\nwarn_above: {written}\n")[0]["warn_above"] == pytest.approx(share)


def test_a_name_that_was_not_declared_is_a_bug() -> None:
    fields, _ = _read("type: ldif\npath: a\n")
    with pytest.raises(KeyError):
        fields["pfad"]


def test_another_node_than_a_collection_is_reported_with_its_name() -> None:
    text = "source: people.ldif\nskip: {id: x}\n"
    root = read(text).root
    assert isinstance(root, Mapping)
    source, skip = root.get("source"), root.get("skip")
    assert source
    assert skip
    diagnostics: list[Diagnostic] = []
    assert expect_mapping(source, "source", diagnostics=diagnostics) is None
    assert expect_sequence(skip, "skip", diagnostics=diagnostics) is None
    assert expect_mapping(skip, "skip", diagnostics=diagnostics) is skip
    assert [diagnostic.message for diagnostic in diagnostics] == [
        "source must be a mapping (lines of key: value), not text",
        "skip must be a list (lines that begin with -), not a mapping",
    ]


def test_a_long_text_is_not_repeated_in_full() -> None:
    _, diagnostics = _read(f"type: {'x' * 500}\npath: a\n{'y' * 500}: 1\n")
    assert all(len(diagnostic.message) < 100 for diagnostic in diagnostics)

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.syntax.diagnostic import Diagnostic, Position
from converter.syntax.node import Mapping, Scalar
from converter.syntax.substitution import references, substitute
from converter.syntax.yaml_reader import read

ENVIRONMENT = {"HOST": "db.acme.com", "EMPTY": "", "SECRET": "hunter2", "NESTED": "${HOST}"}
FILES = {"secrets/pw": "hunter2\n", "two": "a\nb\r\n"}


def _scalar(text: str) -> Scalar:
    root = read(f"url: {text}").root
    assert isinstance(root, Mapping)
    scalar = root.entries[0][1]
    assert isinstance(scalar, Scalar)
    return scalar


def _read_file(path: str) -> str:
    if path == "latin1":
        raise UnicodeDecodeError("utf-8", b"hunter2\xff", 7, 8, "invalid start byte")
    if path not in FILES:
        raise FileNotFoundError(2, "No such file or directory", path)
    return FILES[path]


def _substituted(text: str) -> tuple[str, list[Diagnostic]]:
    diagnostics: list[Diagnostic] = []
    result = substitute(_scalar(text), environment=ENVIRONMENT, read_file=_read_file, diagnostics=diagnostics)
    return result, diagnostics


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("a$b$$c", "a$b$$c"),
        ("${HOST}", "db.acme.com"),
        ("sql://${HOST}:${PORT:-5432}/x", "sql://db.acme.com:5432/x"),
        ("${EMPTY}", ""),
        ("${EMPTY:-x}", "x"),
        ("${NONE:-}", ""),
        ("${NONE:-sqlite:///a-b.db}", "sqlite:///a-b.db"),
        ("$${HOST}", "${HOST}"),
        ("${NESTED}", "${HOST}"),
        ("${file:secrets/pw}", "hunter2"),
        ("${file:two}", "a\nb"),
    ],
)
def test_references_are_replaced_once(text: str, expected: str) -> None:
    assert _substituted(text) == (expected, [])


@pytest.mark.parametrize(
    ("text", "code", "column", "length"),
    [
        ("sql://${DBHOST}/x", "undefined-variable", 12, 9),
        ("a${HOST", "bad-substitution", 7, 2),
        ("a${}", "bad-substitution", 7, 3),
        ("a${1X}", "bad-substitution", 7, 5),
        ("a${file:}", "bad-substitution", 7, 8),
        ("${HOST:x}", "bad-substitution", 6, 9),
        ("${file:none}", "unreadable-file", 6, 12),
        ("${file:latin1}", "unreadable-file", 6, 14),
    ],
)
def test_what_cannot_be_replaced_is_reported_where_it_stands(text: str, code: str, column: int, length: int) -> None:
    result, diagnostics = _substituted(text)
    assert result == text
    assert [(d.code, d.position, d.length) for d in diagnostics] == [(code, Position(1, column), length)]


def test_a_default_holds_no_reference() -> None:
    _, diagnostics = _substituted("${NONE:-${HOST}}")
    assert [diagnostic.code for diagnostic in diagnostics] == ["bad-substitution"]


def test_an_unset_variable_gets_the_command_that_sets_it() -> None:
    _, diagnostics = _substituted("${DBHOST}")
    assert "export DBHOST=" in diagnostics[0].hint
    assert ":-default}" in diagnostics[0].hint


def test_no_message_holds_a_value() -> None:
    _, diagnostics = _substituted("${SECRET} ${file:secrets/pw} ${file:latin1} ${NONE} ${")
    assert diagnostics
    assert "hunter2" not in "".join(f"{d!r}" for d in diagnostics)


@pytest.mark.parametrize(("text", "expected"), [("${A}", True), ("x${file:y}", True), ("$${A}", False), ("a$b", False)])
def test_a_text_says_whether_it_holds_references(text: str, expected: bool) -> None:
    assert references(text) is expected


@given(st.text())
def test_no_text_raises(text: str) -> None:
    scalar = Scalar(text, text, Position(1, 1), Position(1, 1))
    substitute(scalar, environment=ENVIRONMENT, read_file=_read_file, diagnostics=[])

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.syntax.codes import diagnose
from converter.syntax.diagnostic import Diagnostic, Position, Severity
from converter.syntax.render import WIDTH, render, summary
from converter.syntax.sanitise import visible


def _error(line: int, column: int, message: str = "wrong", *, length: int = 1, secret: bool = False) -> Diagnostic:
    return Diagnostic(Position(line, column), "wrong-type", message, length=length, secret=secret)


def test_a_diagnostic_is_shown_with_its_line_a_caret_and_the_hint() -> None:
    diagnostic = diagnose(
        "unknown-key", Position(2, 3), "the key emial is unknown here", hint="did you mean email?", length=5
    )
    assert render([diagnostic], "user:\n  emial: mail\n", file="oracle.yaml") == (
        "oracle.yaml:2:3: error unknown-key: the key emial is unknown here\n"
        "    2 |   emial: mail\n"
        "      |   ^^^^^\n"
        "   = did you mean email?\n"
        "1 error\n"
    )  # fmt: skip


def test_nothing_is_shown_for_nothing() -> None:
    assert render([], "a: b", file="x.yaml") == ""


def test_diagnostics_are_sorted_by_place_and_shown_once() -> None:
    shown = render([_error(3, 1), _error(1, 2), _error(3, 1), _error(1, 1)], "a\nb\nc\n", file="x")
    places = [line.split(" ")[0] for line in shown.splitlines() if line.startswith("x:")]
    assert places == ["x:1:1:", "x:1:2:", "x:3:1:"]


def test_the_closing_line_counts_errors_and_warnings() -> None:
    warning = Diagnostic(Position(1, 1), "unused-anchor", "x", severity=Severity.WARNING)
    assert summary([warning, _error(1, 1), _error(1, 2)]) == "2 errors, 1 warning"
    assert summary([]) == "no errors"


def test_a_line_with_a_secret_is_shown_by_no_diagnostic() -> None:
    shown = render([_error(1, 1, secret=True), _error(1, 6), _error(2, 1)], "key: hunter2\nother: x\n", file="x")
    assert "hunter2" not in shown
    assert "other: x" in shown


def test_a_place_behind_the_last_line_is_shown_without_a_line() -> None:
    assert render([_error(9, 1)], "a\n", file="x") == "x:9:1: error wrong-type: wrong\n1 error\n"


def test_the_caret_stands_below_wide_and_escaped_characters() -> None:
    shown = render([_error(1, 4)], "名\t\x1bx", file="x").splitlines()
    assert shown[1] == "    1 | 名\\t\\x1bx"
    assert shown[2] == "      | " + " " * 8 + "^"


def test_the_byte_order_mark_counts_for_no_column() -> None:
    assert "    1 | ab" in render([_error(1, 1)], "\ufeffab", file="x").splitlines()


@pytest.mark.parametrize("column", [1, 50, 250, 480, 500])
def test_a_long_line_is_cut_around_the_caret(column: int) -> None:
    line = "".join(chr(ord("a") + n % 26) for n in range(500))
    _, excerpt, caret, _ = render([_error(1, column)], line, file="x").splitlines()
    assert len(excerpt) <= WIDTH + len("    1 | ")
    assert excerpt[caret.index("^")] == line[column - 1]


@given(
    st.lists(st.tuples(st.integers(1, 6), st.integers(1, 300), st.integers(1, 300), st.text()), max_size=5),
    st.text(st.characters(exclude_categories=()), max_size=300),
    st.text(st.characters(exclude_categories=())),
)
def test_what_is_shown_never_holds_a_control_character(
    places: list[tuple[int, int, int, str]], text: str, file: str
) -> None:
    diagnostics = [_error(line, column, message, length=length) for line, column, length, message in places]
    shown = render(diagnostics, text, file=file)
    assert visible(shown, keep="\n") == shown

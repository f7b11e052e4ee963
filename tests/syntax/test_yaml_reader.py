from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from converter.syntax.diagnostic import Position, Severity
from converter.syntax.node import Mapping, Node, Scalar, Sequence, plain
from converter.syntax.render import render
from converter.syntax.source_text import split_lines
from converter.syntax.tree_builder import MAX_DEPTH, MAX_NODES
from converter.syntax.yaml_reader import read

BOMBS = {
    "brackets": "[" * 100_000,
    "brackets on lines": "[\n" * 100_000,
    "braces": "{a: " * 100_000,
    "dashes": "- " * 100_000,
    "question marks": "? " * 100_000,
    "indentation": "".join(f"{' ' * depth}a:\n" for depth in range(1000)),
    "aliases": "a: &a [x]\n"
    + "".join(
        f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    ),
    "aliases one below the other": "- &a0 [x]\n" + "".join(f"- &a{n + 1} [*a{n}]\n" for n in range(5000)),
    "a large file": "a: " + "b" * 2_000_000,
    "a long number": "a: " + "1" * 1_000_000,
    "a long number of zeros": "a: " + "0" * 1_000_000,
    "control characters": "a: " + "\x00" * 200_000,
    "unclosed quotes": "a: 'x\n" * 100_000,
}
# Lines that make up mappings and the mistakes in them, so that random text comes near to YAML.
FRAGMENTS = st.sampled_from(
    [*"'\"[]{},#:\t\\%@`\nyé名\u2028\ufeff\r", "a", "b: ", "- ", "  ", "&x ", "*x", "!t ", "| ", ">\n", "? "]
) | st.sampled_from(["\r\n", "0x1F", "012", "no", "---\n", "...\n", "<<", "%TAG ", "|2-\n", "''", '\\"', "\\n"])
ANY_TEXT = st.one_of(st.text(st.characters(exclude_categories=())), st.lists(FRAGMENTS, max_size=30).map("".join))


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_refused_at_once(text: str) -> None:
    before = time.process_time()
    reading = read(text)
    assert time.process_time() - before < 0.5
    assert [diagnostic for diagnostic in reading.diagnostics if diagnostic.severity is Severity.ERROR]


@settings(max_examples=300)
@given(ANY_TEXT)
@example("a: \ud800")
@example("\ufeff\ufeffa")
@example("a: |\n\n\n")
@example("? |\n")
def test_no_text_raises_and_none_is_refused_without_a_reason(text: str) -> None:
    reading = read(text)
    assert reading.root is not None or reading.diagnostics
    lines = split_lines(text.removeprefix("\ufeff"))
    for diagnostic in reading.diagnostics:
        assert 1 <= diagnostic.position.line <= len(lines) + 1
        assert diagnostic.position.column >= 1
    render(reading.diagnostics, text, file="x.yaml")


@settings(max_examples=300)
@given(ANY_TEXT)
@example('"\\""')
def test_wherever_a_scalar_says_it_stands_it_stands(text: str) -> None:
    lines = split_lines(text.removeprefix("\ufeff"))
    for scalar in _scalars(read(text).root):
        if scalar.direct or scalar.anchors:
            for offset, character in enumerate(scalar.text):
                place = scalar.at(offset)
                shown = lines[place.line - 1][place.column - 1 : place.column]
                escaped = shown == "\\" and scalar.anchors
                assert shown in (character, "") or character in " \n\ufffd" or escaped


WORDS = st.text(st.sampled_from("abc'\"\\ :#[]{}@`,éß名"), min_size=1, max_size=20)


@settings(max_examples=200)
@given(st.lists(WORDS, min_size=1, max_size=5), st.sampled_from(["'", '"']))
def test_quoted_values_are_read_back_with_the_place_of_each_character(values: list[str], quote: str) -> None:
    lines = [f"key{n}: {_quoted(value, quote)}" for n, value in enumerate(values)]
    root = read("\n".join(lines)).root
    assert isinstance(root, Mapping)
    assert plain(root) == {f"key{n}": value for n, value in enumerate(values)}
    for number, (_, node) in enumerate(root.entries, start=1):
        assert isinstance(node, Scalar)
        assert node.position == Position(number, len("key0: ") + 1)
        for offset, character in enumerate(node.text):
            place = node.at(offset)
            shown = lines[place.line - 1][place.column - 1 :]
            assert shown.startswith((character, f"\\{character}"))


def _quoted(value: str, quote: str) -> str:
    if quote == "'":
        return f"'{value.replace(quote, quote * 2)}'"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _scalars(node: Node | None) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    if isinstance(node, Sequence):
        return [scalar for item in node.items for scalar in _scalars(item)]
    if isinstance(node, Mapping):
        return [scalar for key, value in node.entries for scalar in (key, *_scalars(value))]
    return []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: NO\nb: yes\nc: on", {"a": "NO", "b": "yes", "c": "on"}),
        ("a: true\nb: False\nc: TRUE", {"a": True, "b": False, "c": True}),
        ("a: null\nb: ~\nc:\nd: NULL", {"a": None, "b": None, "c": None, "d": None}),
        ("a: 012345\nb: 0o14\nc: 0x1F\nd: -7\ne: +3", {"a": 12345, "b": 12, "c": 31, "d": -7, "e": 3}),
        ("a: 1.5\nb: .5\nc: 1e3", {"a": 1.5, "b": 0.5, "c": 1000.0}),
        ("- .inf\n- +.Inf\n- -.INF", [float("inf"), float("inf"), -float("inf")]),
        ("a: '1'\nb: \"true\"\nc: '~'\nd: ''", {"a": "1", "b": "true", "c": "~", "d": ""}),
        ("a: 2024-01-01\nb: 12:30\nc: 1_000\nd: 0b1", {"a": "2024-01-01", "b": "12:30", "c": "1_000", "d": "0b1"}),
        ("1: a\ntrue: b\n~: c", {"1": "a", "true": "b", "~": "c"}),
        ("- a\n- [b, {c: d}]\n", ["a", ["b", {"c": "d"}]]),
        ("a: &x [1, 2]\nb: *x", {"a": [1, 2], "b": [1, 2]}),
        ("a: |\n  x\n  y\nb: >-\n  x\n  y\n", {"a": "x\ny\n", "b": "x y"}),
        ("\ufeffa: b\r\nc: d\r\n", {"a": "b", "c": "d"}),
        ("a", "a"),
        ("---\n", None),
    ],
)  # fmt: skip
def test_values_follow_the_core_schema(text: str, expected: object) -> None:
    reading = read(text)
    assert not [diagnostic for diagnostic in reading.diagnostics if diagnostic.severity is Severity.ERROR]
    assert reading.root is not None
    assert plain(reading.root) == expected
    assert repr(plain(reading.root)) == repr(expected)


def test_not_a_number_is_a_number() -> None:
    root = read(".nan").root
    assert isinstance(root, Scalar)
    assert root.value != root.value


def test_positions_do_not_count_the_byte_order_mark_and_count_characters() -> None:
    root = read("\ufeff名: é\r\nb: 'c'\r\n").root
    assert isinstance(root, Mapping)
    first, second = root.entries
    assert (first[0].position, first[1].position) == (Position(1, 1), Position(1, 4))
    assert isinstance(second[1], Scalar)
    assert (second[1].position, second[1].content) == (Position(2, 4), Position(2, 5))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("e: |\n  lower(\n    mail)\n", {"lower": (2, 3), "mail": (3, 5)}),
        ("e: |\n\n\n  lower(\n    mail)\n", {"lower": (4, 3), "mail": (5, 5)}),
        ("e: |2\n    lower(\n  mail)\n", {"lower": (2, 5), "mail": (3, 3)}),
        ("e: >-\n  lower(\n  mail)\n", {"lower": (2, 3), "mail": (3, 3)}),
        ("e: lower(\n     mail)\n", {"lower": (1, 4), "mail": (2, 6)}),
        ("e: 'f(''x'', mail)'\n", {"f(": (1, 5), "x": (1, 9), "mail": (1, 14)}),
        ("e: 'f(''x'',\n   mail)'\n", {"f(": (1, 5), "x": (1, 9), "mail": (2, 4)}),
        ('e: "\\"a b\\".mail"\n', {"a": (1, 7), "b": (1, 9), "mail": (1, 13)}),
        ('e: "a\\tb\\n\n  mail"\n', {"a": (1, 5), "b": (1, 6), "mail": (1, 9)}),
    ],
    ids=["literal", "blank-first", "indented", "folded", "plain", "single", "single-folded", "double", "unknown"],
)  # fmt: skip
def test_a_character_of_an_expression_over_lines_and_escapes_is_found(
    text: str, places: dict[str, tuple[int, int]]
) -> None:
    root = read(text).root
    assert isinstance(root, Mapping)
    scalar = root.entries[0][1]
    assert isinstance(scalar, Scalar)
    for word, place in places.items():
        if scalar.direct or scalar.anchors:
            assert scalar.at(scalar.text.index(word)) == Position(*place), word
        else:
            assert scalar.at(scalar.text.index(word)) == scalar.content


def test_of_two_equal_keys_the_first_is_kept() -> None:
    reading = read("a: 1\nb: 2\na: 3\n")
    assert reading.root is not None
    assert plain(reading.root) == {"a": 1, "b": 2}


def test_an_alias_is_the_node_of_its_anchor() -> None:
    root = read("a: &x [1]\nb: *x\n").root
    assert isinstance(root, Mapping)
    assert root.get("a") is root.get("b")


def test_the_deepest_allowed_file_is_read() -> None:
    assert read("[" * MAX_DEPTH + "]" * MAX_DEPTH).root is not None
    assert read("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)).root is None


def test_the_largest_allowed_number_of_values_is_read() -> None:
    within = "- x\n" * (MAX_NODES - 1)
    assert read(within).root is not None
    assert read(within + "- x\n").root is None


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x7f", "\x85", "\u2028", "\ud800", "\ufeff", "\uffff"])
def test_a_character_that_yaml_forbids_is_reported_where_it_stands_and_the_rest_is_read(character: str) -> None:
    reading = read(f"a: b\nc: d{character}e\nf: g\n")
    assert [(diagnostic.code, diagnostic.position) for diagnostic in reading.diagnostics] == [
        ("control-character", Position(2, 5))
    ]
    assert isinstance(reading.root, Mapping)
    assert [key.text for key, _ in reading.root.entries] == ["a", "c", "f"]


def test_a_number_that_is_too_long_is_reported() -> None:
    reading = read(f"a: {'9' * 5000}")
    assert [diagnostic.code for diagnostic in reading.diagnostics] == ["number-too-long"]

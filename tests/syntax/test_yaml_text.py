from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.syntax.node import plain
from converter.syntax.span import replaced, spans
from converter.syntax.yaml_reader import read
from converter.syntax.yaml_text import block, comment, flow

TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    | st.sampled_from(["yes", "NO", "on", "y", "~", "null", "1e3", "0x1F", "12:30", "- a", "a: b", "a #b", "", " a"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc: -#'\"", max_size=4), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@given(VALUES)
@settings(max_examples=150, deadline=None)
def test_what_is_written_is_read_as_the_same_without_a_warning(value: Any) -> None:
    reading = read(f"- {flow(value)}\n")
    if "" in _keys(value):
        return
    assert reading.diagnostics == []
    assert reading.root is not None
    assert plain(reading.root) == [value]


@given(VALUES, VALUES)
@settings(max_examples=100, deadline=None)
def test_a_replaced_value_changes_nothing_around_it(old: Any, new: Any) -> None:
    text = yaml.safe_dump({"a": {"b": [1, 2]}, "x": old, "z": "end"}, sort_keys=False, allow_unicode=True)
    span = spans(text).find(("x",))
    assert span is not None
    root = read(replaced(text, [(span, flow(new))])).root
    if "" not in [*_keys(old), *_keys(new)] and root is not None:
        document = plain(root)
        assert (document["a"], document["x"], document["z"]) == ({"b": [1, 2]}, new, "end")


def _keys(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(key for member in value.values() for key in _keys(member))]
    return [key for item in value for key in _keys(item)] if isinstance(value, list) else []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"email": "jane@example.com", "many": 1}, "{email: jane@example.com, many: 1}"),
        (["Jane Doe", "yes", "12", "a: b"], "[Jane Doe, 'yes', '12', 'a: b']"),
        ("\x85\u2028😀", '"\\u0085\\u2028😀"'),
    ],
)
def test_a_value_is_written_as_a_person_would(value: Any, text: str) -> None:
    assert flow(value) == text


@pytest.mark.parametrize("text", ["mail[0]", "lower(mail[0])", "a || b", "guid(orclguid)", "../x/people.ldif"])
def test_what_is_safe_stands_plain(text: str) -> None:
    assert block(text) == text


@pytest.mark.parametrize("text", ["-", "no", "", "a: b", "a #b", '"First Name"', "'x'", "!a", "1001", "a\nb", "\u202e"])
def test_everything_else_stands_in_quotes(text: str) -> None:
    assert block(text)[0] in "'\""


@given(TEXT)
def test_a_text_is_read_back_as_it_was(text: str) -> None:
    assert yaml.safe_load(f"key: {block(text)}\n") == {"key": text}


@given(TEXT)
def test_a_comment_is_one_line_and_nothing_else(text: str) -> None:
    assert yaml.safe_load(f"a: 1  {comment(text)}\nb: 2\n") == {"a": 1, "b": 2}

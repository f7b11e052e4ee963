from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from converter.report.yaml_text import block, comment, flow

TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
VALUE = st.recursive(
    TEXT | st.booleans() | st.integers(-99, 99),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("text", ["mail[0]", "lower(mail[0])", "a || b", "guid(orclguid)", "../x/people.ldif"])
def test_what_is_safe_stands_plain(text: str) -> None:
    assert block(text) == text


@pytest.mark.parametrize("text", ["-", "no", "", "a: b", "a #b", '"First Name"', "'x'", "!a", "1001", "a\nb", "\u202e"])
def test_everything_else_stands_in_quotes(text: str) -> None:
    assert block(text)[0] in "'\""


@given(TEXT)
def test_a_text_is_read_back_as_it_was(text: str) -> None:
    assert yaml.safe_load(f"key: {block(text)}\n") == {"key": text}


@given(VALUE)
def test_a_value_is_read_back_as_it_was(value: Any) -> None:
    assert yaml.safe_load(f"key: {flow(value)}\n") == {"key": value}


@given(TEXT)
def test_a_comment_is_one_line_and_nothing_else(text: str) -> None:
    assert yaml.safe_load(f"a: 1  {comment(text)}\nb: 2\n") == {"a": 1, "b": 2}

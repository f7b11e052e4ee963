"""Texts that were made together are what each of them is alone, whether that is compiled or not."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from converter import native
from converter.sinks.json_text import compact
from converter.sinks.texts import Same, TextMaker, value_of

VALUES = st.one_of(
    st.lists(st.text(st.characters(codec=None), max_size=12), min_size=1, max_size=8),
    st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=8),
)
BOTH = pytest.mark.parametrize("is_compiled", [True, False])
SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def maker(is_compiled: bool, monkeypatch: pytest.MonkeyPatch) -> TextMaker:
    if not is_compiled:
        monkeypatch.setattr(native, "compiled", lambda _: None)
    return TextMaker()


@BOTH
@SETTINGS
@given(values=VALUES)
def test_a_column_has_the_json_of_each_value(
    is_compiled: bool, values: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    column = maker(is_compiled, monkeypatch).column(values)
    assert isinstance(column, Same) is (len(set(values)) == 1)
    for number, value in enumerate(values):
        assert bytes(column.between(number, number + 1)) == compact(value)
        assert value_of(column, number) == orjson.loads(compact(value))
        assert bytes(column.between(number, len(values))) == b",".join(map(compact, values[number:]))


@BOTH
@SETTINGS
@given(texts=st.lists(st.binary(max_size=9), max_size=9), room=st.integers(0, 60))
def test_texts_are_cut_where_room_ends(
    is_compiled: bool, texts: list[bytes], room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = maker(is_compiled, monkeypatch).texts(texts)
    assert made.octets == b",".join(texts)
    for start in range(len(texts)):
        fitting = [
            end for end in range(start, len(texts) + 1) if sum(len(text) + 1 for text in texts[start:end]) <= room
        ]
        assert made.fitting(start, len(texts), room=room) == fitting[-1]

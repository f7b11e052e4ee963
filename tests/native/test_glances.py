"""What the compiled glances see is what the careful ways see, and as much as those in Python."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from converter import native
from converter.directory.identifiers import canonical_guid, plain_guid
from converter.directory.times import plain_time
from converter.expressions.codegen.inline import _GLANCES
from converter.expressions.codegen.remembered import Remembered, results
from converter.expressions.functions import text as functions

words = functions.words.implementation
GLANCES: Any = native.compiled("glances")

pytestmark = pytest.mark.skipif(GLANCES is None, reason="nothing was compiled")

TIMES = st.one_of(
    st.from_regex(r"(18|19|20|21)[0-9]{2}[0-3][0-9]{3}[0-6][0-9]{5}(Z|z|\.0Z|\.1Z|Zz|)", fullmatch=True),
    st.datetimes().map(lambda moment: f"{moment:%Y%m%d%H%M%S}Z"),
    st.text("0123456789Zz.", max_size=18),
)
GUIDS = st.one_of(
    st.uuids().map(lambda uuid: uuid.hex),
    st.uuids().map(str),
    st.uuids().map(lambda uuid: str(uuid).upper()),
    st.text("0123456789abcdefABCDEFg- {}", min_size=30, max_size=38),
)


def test_every_glance_has_a_compiled_form() -> None:
    for glance in _GLANCES.values():
        assert native.form("glances", glance) is not glance


@given(TIMES)
@example("20230229000000Z")
@example("２0240304121314Z")
@example("20240304121314Z\0")
def test_times_are_seen_as_in_python(text: str) -> None:
    assert GLANCES.plain_time(text) == plain_time(text)


@given(GUIDS)
@example("3F2504E04F8911D39A0C0305E82C3301")
@example("3F2504E0 4F8911D3 9A0C0305 E82C33")
@example("3f2504e0-4f89-11d3-9a0c-0305e82c3301")
@example("3f2504e0-4f89-11d3-9a0c-0305e82c330-")
def test_guids_are_read_as_by_the_careful_way(text: str) -> None:
    found = GLANCES.plain_guid(text)
    if found is None:
        assert plain_guid(text) is None
    else:
        assert found == canonical_guid(text)
        assert plain_guid(text) in (found, None)


@given(st.lists(st.text("ab", max_size=3)))
def test_results_are_those_that_are_remembered(texts: list[str]) -> None:
    asked: list[str] = []

    def answer(text: str) -> str | None:
        asked.append(text)
        return text[1:] or None

    remembered = Remembered(answer)
    assert GLANCES.results(remembered, texts) == results(remembered, texts) == [text[1:] for text in texts if text[1:]]
    assert sorted(asked) == sorted({*texts})


def test_what_a_function_raises_is_raised() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        GLANCES.results(Remembered(int), ["a"])


@given(st.uuids())
def test_guids_with_dashes_and_without_are_seen(uuid: Any) -> None:
    assert GLANCES.plain_guid(uuid.hex) == GLANCES.plain_guid(str(uuid).upper()) == str(uuid)
    assert plain_guid(uuid.hex) == str(uuid)


PARTS = st.sampled_from(["", "a", "é", "漢", "😀", " a", "a\u00a0", "\x1f", "ab c", "x" * 1000])
VALUES = st.one_of(st.none(), PARTS, st.text(max_size=3), st.lists(PARTS, max_size=2))


@given(st.lists(VALUES, min_size=1, max_size=3))
def test_words_are_joined_as_in_python(values: list[Any]) -> None:
    assert GLANCES.Words(words).joined(*values) == words(*values)


@given(st.lists(st.sampled_from(["a", "é", "漢", ["😀"]]), min_size=2, max_size=3))
def test_plain_words_are_joined_without_python(values: list[Any]) -> None:
    assert GLANCES.Words(None).joined(*values) == words(*values)


@given(st.one_of(st.none(), st.integers(), st.binary(), st.text(), st.lists(st.text())))
def test_other_values_are_not_seen(value: Any) -> None:
    if not isinstance(value, str):
        assert GLANCES.plain_time(value) is GLANCES.plain_guid(value) is None
        assert GLANCES.LdapValues({}).described(value) is None

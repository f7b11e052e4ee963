from __future__ import annotations

import json as standard
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.record import Record, Unreadable
from converter.sources import json
from converter.sources.files import InputFile
from converter.sources.source import keep_name

CASES = sorted((Path(__file__).parent / "json").glob("*.input"))


def read(data: bytes) -> list[Record | Unreadable]:
    return list(json.open_source(json.JsonSettings(), [InputFile("x", content=data)], keep_name).records())


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case_is_read_as_written_beside_it(path: Path, load_case: Any, assert_case: Any) -> None:
    assert_case(load_case(path))


def test_origin_names_row_line_and_bytes() -> None:
    data = b'\xef\xbb\xbf{"a":1}\n\n{"a":"\xc3\xa9"}\n'
    first, second = (record.origin for record in read(data))
    assert (first.row, first.first_line, data[first.offset :][: first.length]) == (1, 1, b'{"a":1}\n')
    assert (second.row, second.first_line, data[second.offset :][: second.length]) == (2, 3, b'{"a":"\xc3\xa9"}\n')


def test_a_line_that_is_cut_off_is_missed_at_its_end() -> None:
    (item,) = read(b'{"id": 17\n')
    assert isinstance(item, Unreadable)
    assert item.message.startswith("line 1: column 10: ")


def test_message_names_line_and_column_and_never_the_value() -> None:
    first, second = read(b'{"password":"s3cr3t}\n{"password":"s3cr3t","password":"x"}')
    assert isinstance(first, Unreadable)
    assert isinstance(second, Unreadable)
    assert first.message.startswith("line 1: column ")
    assert "s3cr3t" not in first.message + second.message


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(1 << 63), (1 << 64) - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.sampled_from(['":', " :", '"a":1']),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", 'c":', "d :"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    st.lists(
        st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=4), VALUES, max_size=4), max_size=3
    )
)
def test_what_was_written_is_read(objects: list[dict[str, Any]]) -> None:
    lines = [standard.dumps(value, separators=(",", " :")) for value in objects]
    assert [r.values for r in read("\n".join(["{}", *lines]).encode()) if isinstance(r, Record)] == [{}, *objects]


KEYS = st.sampled_from(["a", "b", '"', "x:"])
TREES: st.SearchStrategy[Any] = st.recursive(
    st.just(1), lambda inner: st.lists(st.tuples(KEYS, inner), max_size=3), max_leaves=8
)


def text_of(tree: Any, colon: str) -> str:
    if not isinstance(tree, list):
        return "1"
    return "{" + ",".join(f"{standard.dumps(key)}{colon}{text_of(value, colon)}" for key, value in tree) + "}"


def has_twice(tree: Any) -> bool:
    if not isinstance(tree, list):
        return False
    keys = [key for key, _ in tree]
    return len(set(keys)) < len(keys) or any(has_twice(value) for _, value in tree)


@given(st.lists(st.tuples(KEYS, TREES), max_size=4), st.sampled_from([":", " : ", "\t:", "  :"]))
def test_key_that_is_there_twice_is_always_found(tree: list[tuple[str, Any]], colon: str) -> None:
    _, record = read(b"{}\n" + text_of(tree, colon).encode())
    assert isinstance(record, Unreadable) == has_twice(tree)

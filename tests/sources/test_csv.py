from __future__ import annotations

import csv as standard
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.errors import SourceUnreadable
from converter.record import Record, Unreadable
from converter.sources import csv
from converter.sources.files import InputFile
from converter.sources.source import SettingError, keep_name

CASES = sorted((Path(__file__).parent / "csv").glob("*.csv"))
READABLE = [path for path in CASES if '{"unreadable"' not in path.with_suffix(".jsonl").read_text("utf-8")]
SMALL = [path for path in READABLE if path.stat().st_size < 10_000]


def read(data: bytes, settings: csv.CsvSettings | None = None) -> list[Record | Unreadable]:
    files = [InputFile("people.csv", content=data)]
    return list(csv.open_source(settings or csv.CsvSettings(), files, keep_name).records())


def values_of(**given: Any) -> dict[str, Any]:
    return {field.name: field.default for field in csv.FIELDS} | given


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case_is_read_as_written_beside_it(path: Path, load_case: Any, assert_case: Any) -> None:
    assert_case(load_case(path))


@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.stem)
@pytest.mark.parametrize("size", [1, 7, 40])
def test_case_is_read_the_same_in_small_blocks(
    path: Path, size: int, load_case: Any, read_case: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = load_case(path)
    whole = read_case(case)
    monkeypatch.setattr("converter.sources.blocks.BLOCK_SIZE", size)
    assert read_case(case) == whole


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.stem)
def test_case_is_read_the_same_where_nothing_was_compiled(
    path: Path, load_case: Any, read_case: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = load_case(path)
    compiled = read_case(case)
    monkeypatch.setattr("converter.native.compiled", lambda _: None)
    assert read_case(case) == compiled


def test_origin_names_row_lines_and_bytes() -> None:
    data = b'\xef\xbb\xbfuid,note\n\n1,"a\nb"\n2,\xc3\xa9\n'
    first, second = (record.origin for record in read(data))
    assert (first.row, first.first_line, first.last_line) == (1, 3, 4)
    assert data[first.offset :][: first.length] == b'1,"a\nb"\n'
    assert (second.row, second.first_line, second.last_line) == (2, 5, 5)
    assert data[second.offset :][: second.length] == b"2,\xc3\xa9\n"


def test_header_of_every_file_is_read_anew() -> None:
    files = [InputFile("a", content=b"uid,mail\n1,a\n"), InputFile("b", content=b"mail,uid\nb,2\n")]
    records = csv.open_source(csv.CsvSettings(), files, keep_name).records()
    assert [r.values for r in records if isinstance(r, Record)] == [
        {"uid": "1", "mail": "a"},
        {"mail": "b", "uid": "2"},
    ]


def test_columns_are_those_of_the_header() -> None:
    assert csv.columns(csv.CsvSettings(), [InputFile("x", content=b'uid,"full name"\n1')]) == ["uid", "full name"]


def test_quote_that_is_never_closed_names_its_line_and_swallows_nothing() -> None:
    data = b'uid,name\n1,"a\n' + b"2,bbbbbbbbbbbbbbbbbbbb\n" * 20_000
    first, *rest = read(data)
    assert isinstance(first, Unreadable)
    assert (first.code, first.origin.first_line) == ("csv-quote", 2)
    assert len(rest) == 20_000
    assert all(isinstance(record, Record) for record in rest)


def test_endless_line_costs_itself_alone() -> None:
    data = b"uid,name\n1,a\n2," + b"x" * 3_000_000 + b"\n3,c\n"
    _, large, last = read(data)
    assert isinstance(large, Unreadable)
    assert (large.code, large.origin.row, large.origin.first_line) == ("too-large", 2, 3)
    assert isinstance(last, Record)
    assert (last.origin.first_line, last.origin.row) == (4, 3)


@pytest.mark.parametrize(
    ("given", "name", "says"),
    [
        ({"delimiter": ""}, "delimiter", "empty"),
        ({"delimiter": "||"}, "delimiter", "one character"),
        ({"delimiter": "\n"}, "delimiter", "line end"),
        ({"delimiter": '"'}, "delimiter", "quote"),
        ({"quote": "''"}, "quote", "one character"),
        ({"encoding": "utf-9"}, "encoding", "utf-9 is no encoding"),
        ({"encoding": "base64"}, "encoding", "base64 is no encoding"),
        ({"lists": {"groups": ""}}, "lists", "groups"),
    ],
)
def test_setting_that_cannot_be_used_is_named(given: dict[str, Any], name: str, says: str) -> None:
    with pytest.raises(SettingError, match=says) as caught:
        csv.settings(values_of(**given), Path())
    assert caught.value.name == name


def test_unmatched_list_column_is_told_with_the_columns() -> None:
    settings = csv.settings(values_of(lists={"roles": "|"}), Path())
    with pytest.raises(SourceUnreadable, match="no column roles, which lists: names; its columns are uid, mail"):
        read(b"uid,mail\n", settings)


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
TABLES = st.integers(2, 4).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=1, max_size=6))


@given(TABLES, st.sampled_from(["\n", "\r\n"]), st.sampled_from([3, 50, 1 << 17]))
def test_what_was_written_is_read(table: list[list[str]], end: str, size: int) -> None:
    names = [f"c{i}" for i in range(len(table[0]))]
    text = io.StringIO(newline="")
    standard.writer(text, lineterminator=end, quoting=standard.QUOTE_ALL).writerows([names, *table])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("converter.sources.blocks.BLOCK_SIZE", size)
        records = read(text.getvalue().encode())
    assert [r.values for r in records if isinstance(r, Record)] == [dict(zip(names, row, strict=True)) for row in table]


@given(st.lists(st.sampled_from([b"a", b",", b'"', b"\n", b"\r\n", b"\xc3\xa9", b"\xff", b"\0", b" "]), max_size=40))
def test_rows_of_any_bytes_follow_each_other_without_gap_but_blank_lines(pieces: list[bytes]) -> None:
    data = b"x,y\n" + b"1,2\n" * 1100 + b"".join(pieces)
    place = 4
    for row, record in enumerate(read(data), start=1):
        origin = record.origin
        assert origin.row == row
        assert not data[place : origin.offset].strip(b"\r\n")
        assert origin.first_line == data.count(b"\n", 0, origin.offset) + 1
        place = origin.offset + origin.length
    assert not data[place:].strip(b"\r\n")

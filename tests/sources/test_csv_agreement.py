"""However CSV is read, in blocks, in chunks by several processes, row by row, it comes to the same."""

from __future__ import annotations

import csv as standard
import io
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from converter import native
from converter.record import Record, Unreadable
from converter.sources import csv
from converter.sources.csv_compiled import compiled_rows
from converter.sources.csv_quick import Quick
from converter.sources.csv_values import Column
from converter.sources.files import InputFile
from converter.sources.shape import Block
from converter.sources.source import keep_name

Read = list[Record | Unreadable]
TRY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Row(NamedTuple):
    """What matters of a record: where it stood, its code where it has a fault, its cells where it has none."""

    line: int
    last_line: int
    offset: int
    length: int
    code: str = ""
    cells: tuple[str, ...] = ()


def row_by_row(data: bytes, dialect: csv.CsvSettings, width: int) -> Iterator[Row]:
    """The rows, each read by a reader of its own from the line where it begins to the end of the data."""
    lines = list(io.BytesIO(data))
    start = 0
    while start < len(lines):
        reader = dialect.reader()(iter([line.decode(dialect.encoding, "replace") for line in lines[start:]]))
        cells: list[str] = []
        taken, code = 1, ""
        try:
            cells, taken = next(reader), reader.line_num
        except standard.Error as error:
            code = "too-large" if "field limit" in str(error) and reader.line_num == 1 else "csv-quote"
        if (
            taken > 1
            and sum(len(line.decode("utf-8", "replace")) for line in lines[start : start + taken]) > dialect.max_row
        ):
            cells, taken, code = [], 1, "csv-quote"
        own, offset = lines[start : start + taken], sum(map(len, lines[:start]))
        size = sum(map(len, own))
        for line in reversed(own):
            try:
                line.decode(dialect.encoding)
            except UnicodeDecodeError:
                code = "csv-encoding"
            code = "csv-nul" if b"\0" in line else code
        code = "too-large" if size > dialect.max_row else code
        if cells or code:
            code = code or ("csv-ragged" if len(cells) != width else "")
            yield Row(start + 1, start + taken, offset, size, code, () if code else tuple(cells))
        start += taken


def as_rows(records: Read) -> list[Row]:
    rows = []
    for number, record in enumerate(records, start=1):
        origin = record.origin
        assert origin.row == number
        place = (origin.first_line, origin.last_line, origin.offset, origin.length)
        if isinstance(record, Record):
            rows.append(Row(*place, cells=tuple(record.values.values())))
        else:
            rows.append(Row(*place, record.code))
    return rows


def source(data: bytes, dialect: csv.CsvSettings) -> csv.CsvSource:
    return csv.open_source(dialect, [InputFile("people.csv", content=data)], keep_name)


def in_chunks(data: bytes, dialect: csv.CsvSettings) -> Read:
    """As other processes read it: each chunk by a source that has seen no other."""
    sent = [pickle.dumps(chunk) for chunk in source(data, dialect).chunks()]
    return [record for one in sent for record in source(b"a,b\n", dialect).read(pickle.loads(one))]


def as_rows_of_blocks(data: bytes, dialect: csv.CsvSettings) -> Read:
    """As code reads it that needs no records: here they are made of its rows again."""
    opened, found = source(data, dialect), Read()
    for chunk in opened.chunks():
        for block in opened.blocks(chunk):
            lists = map(block.again, block.lines.first) if isinstance(block, Block) else [block]
            found += chain.from_iterable(lists)
    return found


@contextmanager
def in_python() -> Iterator[None]:
    """As where nothing could be compiled."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("converter.native.compiled", lambda _: None)
        yield


DIALECTS: list[dict[str, Any]] = [
    {},
    {"escape": "\\"},
    {"quote": ""},
    {"quote": "", "escape": "\\"},
    {"delimiter": "a", "quote": "'"},
    {"delimiter": "é"},
    {"encoding": "cp1252"},
    {"encoding": "cp1252", "quote": "Ã"},
    {"encoding": "cp1252", "escape": "Ã"},
    {"encoding": "cp1252", "delimiter": "Ã"},
    {"max_row": 12},
    {"lists": {"y": "b"}, "nulls": frozenset({"", "a"})},
    {"lists": {"x": " ", "y": "é"}, "nulls": frozenset({"é", "漢"}), "escape": "\\"},
    {"lists": {"x": "ab"}, "nulls": frozenset({"é"}), "encoding": "cp1252"},
    {"encoding": "euc_jp", "escape": "\\"},
    {"escape": '"'},
    {"escape": "'", "quote": "'"},
]
LONG = "as long as 16 bytes and more: é"
PIECES = [
    *("a", "b", ",", ",", '"', '"', '""', "\n", "\n", "\r\n", "\r", '",', '"\n', '\n"'),
    *(",a\n", "é", "\0", " ", "\\", "'", "\\\n", "漢", LONG),
]
TEXT = st.lists(st.sampled_from(PIECES), max_size=40).map(lambda pieces: "".join(pieces).encode())
OCTETS = [*(piece.encode() for piece in PIECES), b"\xff", b"\xc3", b"\xc3\\\xa9"]
BROKEN = TEXT | st.lists(st.sampled_from(OCTETS), max_size=40).map(b"".join)
CELL = st.sampled_from(
    ["", "a", "b c", "é", '"a"', '"a,b"', '"a\nb"', '"a\r\n"', '"say ""a"""', '""', '"""a"', "漢", LONG, f'"{LONG}"']
)
QUOTED = st.sampled_from(['"a"', '""', '"a,b"', '"a\nb"', '"\r\n"', '"é"', f'"{LONG}"'])
UNQUOTED = st.lists(st.lists(st.sampled_from(["", "a", "b c", "é", "漢", LONG]), min_size=2, max_size=2), max_size=12)
FEW_QUOTED = st.lists(st.lists(CELL, min_size=2, max_size=2), max_size=12)
ALL_QUOTED = st.lists(st.lists(QUOTED, min_size=2, max_size=2), min_size=1, max_size=12)
ENDS = st.sampled_from(["\n", "\r\n"])
GOOD = st.tuples(UNQUOTED | FEW_QUOTED | ALL_QUOTED, ENDS).map(
    lambda both: "".join(f"{','.join(row)}{both[1]}" for row in both[0]).encode()
)


@TRY
@given(
    GOOD | BROKEN | st.tuples(GOOD, BROKEN, GOOD).map(b"".join),
    st.sampled_from(DIALECTS),
    st.sampled_from([1, 5, 16, 60, 1 << 17]),
    st.sampled_from([1, 2, 128]),
    st.sampled_from([standard.field_size_limit(), 4]),
)
def test_blocks_chunks_and_single_rows_agree_compiled_and_in_python(
    data: bytes, dialect: dict[str, Any], size: int, rows: int, longest_cell: int
) -> None:
    """What reads row by row is the standard library."""
    chosen = csv.CsvSettings(header=("x", "y"), **dialect)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("converter.sources.csv_block.AT_A_TIME", rows)
        patch.setattr("converter.sources.csv_projection.WORTH_IT", rows)
        patch.setattr("converter.sources.csv_quick.WORTH_IT", rows)
        patch.setattr("converter.sources.blocks.BLOCK_SIZE", size)
        patch.setattr("converter.sources.csv_table.check_format", lambda _head, _name: None)
        data = data or b"\n"
        usual = standard.field_size_limit(longest_cell)
        try:
            found = list(source(data, chosen).records())
            assert in_chunks(data, chosen) == found
            assert as_rows_of_blocks(data, chosen) == found
            with in_python():
                assert list(source(data, chosen).records()) == found
                assert in_chunks(data, chosen) == found
                assert as_rows_of_blocks(data, chosen) == found
            if not chosen.lists:
                assert as_rows(found) == list(row_by_row(data, chosen, 2))
        finally:
            standard.field_size_limit(usual)


@TRY
@given(
    (UNQUOTED | FEW_QUOTED).map(lambda rows: [["a", "b"], *rows])
    | ALL_QUOTED.map(lambda rows: [['"a"', '"b"'], *rows]),
    ENDS,
    st.sampled_from(["utf-8", "cp1251", "euc_jp"]),
    st.sampled_from([[0, 1], [0], [1]]),
)
def test_a_block_without_fault_is_read_as_a_whole(
    table: list[list[str]], end: str, encoding: str, wanted: list[int]
) -> None:
    text = "".join(f"{','.join(row)}{end}" for row in table)
    data = text.replace("é", "ж").replace("漢", "я").encode(encoding)
    chosen = csv.CsvSettings(encoding=encoding)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("converter.sources.csv_quick.WORTH_IT", 1)
        takers = [Quick(chosen, 2, wanted), compiled_rows(chosen, 2, [Column(place, "") for place in wanted])]
        parts = [list(taker.parts(data, encoding)) for taker in takers if taker]
    rows = list(row_by_row(data, chosen, 2))
    for [(found, left)] in parts:
        assert found is not None
        assert not left
        assert [list(cells) for cells in found.cells] == [[row.cells[place] for place in wanted] for row in rows]
        assert list(found.sizes) == [row.length for row in rows]
        assert list(found.lines or [1] * len(rows)) == [row.last_line - row.line + 1 for row in rows]


compiled = pytest.mark.skipif(native.compiled("csv") is None, reason="nothing was compiled")


@compiled
def test_rows_around_one_with_a_fault_are_taken_compiled() -> None:
    taker: Any = compiled_rows(csv.CsvSettings(), 2, [Column(1, "")])
    faults = [b"a\n", b"\n", b"\r\n", b"a,b,c\n", b"\xff,b\n", b'"a\n",b,c\n']
    for fault in faults:
        parts = [(found and found.cells, left) for found, left in taker.parts(b'a,"b"\n' * 3 + fault + b"a,c", "utf-8")]
        assert parts == [([("b",)] * 3, fault), ([("c",)], b"")]


@compiled
@pytest.mark.parametrize("doubt", [b'"a"b,c\n', b"a\rb,c\n", b'"a,b\n', b"a\\\n,b\n", b"a,\\"])
def test_what_stands_behind_a_row_without_a_certain_end_is_not_taken_compiled(doubt: bytes) -> None:
    taker: Any = compiled_rows(csv.CsvSettings(escape="\\"), 2, [Column(1, "")])
    [(found, left)] = taker.parts(b'a,b"c\n' + doubt + b"a,c\n", "utf-8")
    assert found.cells == [('b"c',)]
    assert left == doubt + b"a,c\n"
    assert taker.count(b"a,b\n\n" + doubt) is None
    assert taker.count(b'a,"b\n"\n\n,') == (2, 4)


@compiled
def test_a_block_of_faults_is_not_looked_at_row_by_row() -> None:
    taker: Any = compiled_rows(csv.CsvSettings(), 2, [Column(1, "")])
    assert len(list(taker.parts(b"a\n" * 1000, "utf-8"))) < 10


@compiled
def test_nulls_and_lists_are_taken_compiled() -> None:
    settings = csv.CsvSettings(nulls=frozenset({"NULL", "–"}))
    taker: Any = compiled_rows(settings, 5, [Column(0, ""), Column(1, "|"), Column(2, " and "), Column(3, "é")])
    data = 'NULL,a|é||,"a and ""b""",aéb,x\n–,,,–,NULL\nNUL,|,a,–\r\n,x\n'.replace("–\r\n", '"–\r\n"').encode()
    [(found, _)] = taker.parts(data, "utf-8")
    assert found.cells == [
        (None, ["a", "é", "", ""], ["a", '"b"'], ["a", "b"]),
        (None, [], [], None),
        ("NUL", ["", ""], ["a"], ["–\r\n"]),
    ]
    assert found.lines == [1, 1, 2]
    assert sum(found.sizes) == len(data)


@pytest.mark.parametrize("encoding", ["gb18030", "iso2022_jp", "utf-7", "shift_jis"])
def test_one_pattern_reads_no_encoding_in_which_other_characters_hold_bytes_of_ascii(encoding: str) -> None:
    data = "a,b\n".encode(encoding) * 100
    assert Quick(csv.CsvSettings(), 2, [0, 1]).rows(data, "ascii")
    assert Quick(csv.CsvSettings(), 2, [0, 1]).rows(data, encoding) is None


def test_blocks_are_not_tried_for_ever() -> None:
    quick = Quick(csv.CsvSettings(), 2, [0, 1])
    ragged, good = b"a,b\n" * 100 + b"a\n", b"a,b\n" * 100
    assert quick.rows(good, "utf-8")
    assert {quick.rows(ragged, "utf-8") for _ in range(20)} == {None}
    assert quick.rows(good, "utf-8") is None


@pytest.mark.parametrize("first", ['"a",b\n', "a,b\n", '"a","b"\n'])
def test_lines_of_too_few_cells_are_not_each_compared_with_all_that_follow(first: str) -> None:
    data = f"{first}{'x' * 2}\n".encode() * 200 + b'""\n' + b"x\n" * 60_000 + b","
    assert Quick(csv.CsvSettings(), 2, [0, 1]).rows(data, "utf-8") is None


@pytest.mark.parametrize("last", [b"c,d\r", b"c,d", b"c,d\n", b'"c",d\r', b"c"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_the_last_line_may_end_in_another_way(last: bytes, end: bytes) -> None:
    data = (b"a,b" + end) * 100 + last
    chosen = csv.CsvSettings(header=("x", "y"))
    assert as_rows(list(source(data, chosen).records())) == list(row_by_row(data, chosen, 2))


def test_a_carriage_return_in_quotes_is_not_taken_for_one_of_a_line_end() -> None:
    rows = [f'u{n},"g{n}"\r\n' for n in range(100)]
    rows[5], rows[50] = 'a\rb,"g"\r\n', 'u50,"g\r"\n'
    data = "".join(rows).encode()
    chosen = csv.CsvSettings(header=("a", "b"))
    expected = list(row_by_row(data, chosen, 2))
    assert as_rows(list(source(data, chosen).records())) == expected
    assert as_rows(as_rows_of_blocks(data, chosen)) == expected
    assert ("u50", "g\r") in [row.cells for row in expected]
    assert not expected[5].cells

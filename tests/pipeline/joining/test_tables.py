"""Rows by their keys: whether they are held in memory or in files makes no difference."""

from __future__ import annotations

import gc
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.mapping.lookup import MOST, Key, Row
from converter.pipeline.joining import spilled
from converter.pipeline.joining.entry import Entry
from converter.pipeline.joining.held import Held
from converter.pipeline.joining.shelf import Shelf
from converter.pipeline.joining.spilled import Spill, Spilled
from converter.record import Origin

KEYS: st.SearchStrategy[Key] = st.one_of(st.text(max_size=3), st.binary(max_size=3), st.sampled_from(["a", "b", b"a"]))
VALUES = st.dictionaries(
    st.text(max_size=3),
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False),
        st.text(max_size=2000),
        st.binary(max_size=9),
        st.lists(st.text(max_size=3)),
    ),
    max_size=4,
)
ENTRIES = st.lists(
    st.builds(
        Entry,
        st.lists(KEYS, max_size=4, unique=True).map(tuple),
        VALUES,
        st.lists(KEYS, max_size=2).map(tuple),
        st.builds(Origin, st.text(max_size=5), st.integers(0, 9), row=st.integers(0, 9), dn=st.text(max_size=3)),
    ),
    max_size=30,
)


def in_files(entries: Sequence[Entry], folder: Path) -> Spilled:
    spill = Spill(folder)
    for entry in entries:
        spill.add(entry)
    return spill.table()


@given(ENTRIES, st.lists(KEYS))
def test_files_give_what_memory_gives(
    tmp_path_factory: pytest.TempPathFactory, entries: list[Entry], keys: list[Key]
) -> None:
    memory, files = Held(entries), in_files(entries, tmp_path_factory.getbasetemp())
    assert list(files) == list(memory)
    assert len(files) == len(memory)
    for key in [*keys, *(key for entry in entries for key in entry.keys)]:
        assert list(files.rows(key)) == list(memory.rows(key))
        assert [row.number for row in memory.rows(key)] == [n for n, entry in enumerate(entries) if key in entry.keys]
    assert [n in files.matched for n in range(len(files))] == [n in memory.matched for n in range(len(memory))]
    assert files.matched.count() == memory.matched.count()


def test_many_rows_wait_in_several_pieces_and_come_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spilled, "_WAITING", 1 << 12)
    entries = [entry(number, str(number % 700)) for number in range(5000)]
    table = in_files(entries, tmp_path)
    for key in range(700):
        assert [row.number for row in table.rows(str(key))] == list(range(key, 5000, 700))
    assert table.rows("700") == []
    assert table.matched.count() == 5000


@pytest.mark.parametrize("count", [MOST, MOST + 1, MOST + 500])
def test_of_a_key_with_very_many_rows_the_first_are_given(tmp_path: Path, count: int) -> None:
    entries = [entry(number, "all") for number in range(count)] + [entry(count, "other")]
    memory, files = Held(entries), in_files(entries, tmp_path)
    expected = list(range(min(count, MOST + 1)))
    assert [row.number for row in files.rows("all")] == expected
    assert [row.number for row in memory.rows("all")] == expected
    assert [row.number for row in files.rows("other")] == [count]


def test_nothing_of_the_files_has_a_name_and_nothing_stays_open(tmp_path: Path) -> None:
    before = open_files()
    table = in_files([entry(1, "a")], tmp_path)
    assert list(tmp_path.iterdir()) == []
    del table
    gc.collect()
    assert open_files() == before


def open_files() -> int:
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.exists() else 0


def test_a_forked_process_reads_at_places_of_its_own_and_notes_what_it_found(tmp_path: Path) -> None:
    table = in_files([entry(number, str(number)) for number in range(100)], tmp_path)
    child = os.fork()
    if child == 0:
        found = [row.number for number in range(50) for row in table.rows(str(number))]
        os._exit(0 if found == list(range(50)) else 1)
    assert [row.number for number in range(50, 90) for row in table.rows(str(number))] == list(range(50, 90))
    assert os.waitpid(child, 0)[1] == 0
    assert [number in table.matched for number in range(100)] == [True] * 90 + [False] * 10


@pytest.mark.parametrize(("memory", "kind"), [(1 << 20, Held), (2000, Spilled), (0, Spilled)])
def test_what_exceeds_the_memory_goes_into_files(tmp_path: Path, memory: int, kind: type) -> None:
    shelf = Shelf(memory, tmp_path)
    for number in range(10):
        shelf.add(entry(number, "k"))
    table = shelf.table()
    assert isinstance(table, kind)
    assert [row.number for row in table.rows("k")] == list(range(10))
    assert shelf.memory >= 0


def entry(number: int, key: Key) -> Entry:
    return Entry((key,), {"n": str(number)}, (), Origin("rows.csv", number + 2, row=number + 1))


def test_a_row_is_itself_again(tmp_path: Path) -> None:
    origin = Origin("a.ldif", 3, 9, 100, 20, dn="cn=a")
    [row] = in_files([Entry(("k", b"k"), {"cn": ["a"], "photo": [b"\xff"]}, ("up",), origin)], tmp_path).rows(b"k")
    assert row == Row(0, {"cn": ["a"], "photo": [b"\xff"]}, ("up",), origin)

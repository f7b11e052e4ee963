from __future__ import annotations

import pytest

from converter.sinks import layout


def test_part_names_count_from_one_and_sort_as_they_count() -> None:
    names = [layout.part_name(number) for number in (1, 2, 10, 99_999)]
    assert names == ["users-00001.json", "users-00002.json", "users-00010.json", "users-99999.json"]
    assert sorted(names) == names
    assert layout.is_part(layout.part_name(123_456))


@pytest.mark.parametrize("name", ["users-00001.json", "summary.json", "rejected.jsonl", "manifest.json"])
def test_what_a_run_writes_is_a_result_and_has_a_temporary_name(name: str) -> None:
    assert layout.is_result(name)
    assert layout.is_temporary(layout.temporary_name(name))


@pytest.mark.parametrize(
    "name", ["users-1.json", "users-00001.json.bak", "notes.txt", "../manifest.json", "a/users-00001.json", ".lock", ""]
)
def test_other_names_are_neither_results_nor_temporary(name: str) -> None:
    assert not layout.is_result(name)
    assert not layout.is_temporary(name)
    assert not layout.is_temporary(layout.temporary_name(name))

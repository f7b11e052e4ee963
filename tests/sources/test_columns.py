from __future__ import annotations

import pytest

from converter.sources.columns import header_problem


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        (["uid", "mail"], ""),
        (["uid", "UID"], ""),
        (["uid", "mail", "uid"], "columns 1 and 3 have the same name, uid"),
        (["uid", ""], "column 2 of 2 has no name"),
        ([" ", "x"], "column 1 of 2 has no name"),
    ],
)
def test_header_with_names_that_cannot_be_used_is_told(columns: list[str], problem: str) -> None:
    assert header_problem(columns) == problem

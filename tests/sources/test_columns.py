from __future__ import annotations

import pytest

from converter.sources.columns import header_problem, match_columns


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


def test_match_finds_wanted_columns_exactly_and_then_without_case() -> None:
    found = match_columns(["uid", "mail", "sn", "phone"], ["UID", "Mail", "mail", "Sn", "SN"])
    assert found.keys == {"UID": "uid", "mail": "mail"}
    assert found.missing == ("phone",)
    assert found.ambiguous == {"sn": ("Sn", "SN")}
    assert found.resolver("UID") == "uid"
    assert found.resolver("Mail") is None

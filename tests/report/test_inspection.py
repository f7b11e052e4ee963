"""Reports on records of any content: they fit, they say nothing that should stay hidden, and they never fail."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.pipeline.inspection.contents import Contents, inspect
from converter.pipeline.plain import Plain
from converter.record import Naming, Origin, Record
from converter.report.inspection import Shown, as_document, share
from converter.report.inspection_page import as_page
from converter.report.inspection_text import WIDTH, as_lines

PLAIN = Plain("json", {}, Path(), ())
SCALAR = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=40)
    | st.binary(max_size=8)
)
NAME = st.text(max_size=12)
VALUE = st.recursive(SCALAR, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAME, inner, max_size=3))


def contents(rows: list[dict[str, Any]]) -> Contents:
    records = (Record(row, Origin("x.jsonl", line, line)) for line, row in enumerate(rows, start=1))
    return inspect(records, Naming.MEMBERS, lambda _: None)


@given(st.lists(st.dictionaries(NAME, VALUE, max_size=4), max_size=4))
@settings(max_examples=60, deadline=None)
def test_no_content_breaks_a_report(rows: list[dict[str, Any]]) -> None:
    found = contents(rows)
    for shown in (Shown(), Shown(values=True)):
        assert max(map(len, as_lines(found, PLAIN, shown)), default=0) <= WIDTH
        assert "<script" not in as_page(found, PLAIN, shown)
        json.dumps(as_document(found, PLAIN, shown))


@given(
    st.from_regex(r"[A-Za-z0-9]{12,20}", fullmatch=True),
    st.sampled_from(["password", "userPin_pin", "apiKey", "x.token"]),
)
@settings(max_examples=30, deadline=None)
def test_a_secret_is_in_no_report(secret: str, name: str) -> None:
    found = contents([{name: secret}, {name: [secret]}, {"outer": {name: secret}}] * 5)
    for shown in (Shown(), Shown(values=True)):
        told = [
            *as_lines(found, PLAIN, shown),
            as_page(found, PLAIN, shown),
            json.dumps(as_document(found, PLAIN, shown)),
        ]
        assert not any(secret in text for text in told)


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0 %"), (0.001, "< 1 %"), (0.5, "50 %"), (0.989, "99 %"), (0.999, "> 99 %"), (1, "100 %")],
)
def test_a_share_is_never_rounded_to_nothing_or_to_all(number: float, text: str) -> None:
    assert share(number) == text


def test_an_estimate_is_marked() -> None:
    found = contents([{"uid": f"person {n}"} for n in range(3_000)])
    line = next(line for line in as_lines(found, PLAIN, Shown()) if line.startswith("uid"))
    assert re.search(r"  ~[23],\d00  ", line)

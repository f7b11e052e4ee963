"""Texts that are no hashes, or not whole ones: refused, each with a reason that shows none of them."""

from __future__ import annotations

import json
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.passwords.detect import detect
from converter.passwords.hash import PasswordFormatError
from converter.passwords.schemes import markers, table

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "malformed.json").read_text("utf-8"))
LEAK = 8
"""Characters in a row of a stored text that a message must not have."""


def _refused(stored: str, say: str = "auto") -> PasswordFormatError:
    with pytest.raises(PasswordFormatError) as caught:
        detect(stored, say)
    return caught.value


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['say']}: {case['why']}")
def test_a_malformed_text_is_refused(case: dict[str, Any]) -> None:
    assert _refused(case["stored"], case["say"]).code == case["code"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['say']}: {case['why']}")
def test_the_reason_shows_nothing_of_the_text(case: dict[str, Any]) -> None:
    error = _refused(case["stored"], case["say"])
    shown = f"{''.join(traceback.format_exception(error))} {error!r} {error.__cause__!r} {error.__context__!r}"
    payload = case["stored"].rpartition("}")[2]
    assert all(payload[i : i + LEAK] not in shown for i in range(len(payload) - LEAK + 1))


def test_there_are_at_least_a_hundred_cases_and_none_twice() -> None:
    assert len(CASES) >= 100
    assert len({(case["stored"], case["say"]) for case in CASES}) == len(CASES)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(PasswordFormatError):
        detect(b"{SSHA}\xff\xfe\x00")


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_text_makes_detection_fail_in_another_way(text: str) -> None:
    with suppress(PasswordFormatError):
        detect(text)


@given(st.sampled_from(sorted(markers())), st.text(alphabet="aA0/+.=$:,{}-_*é ", max_size=60))
@settings(max_examples=200, deadline=None)
def test_nothing_behind_a_mark_makes_detection_fail_in_another_way(mark: str, rest: str) -> None:
    with suppress(PasswordFormatError):
        detect(mark + rest, account="jdoe")


@given(st.sampled_from(sorted(set(table()) - {"plain"})), st.text(alphabet="aA0/+.=$:,{}-_*é ", max_size=60))
@settings(max_examples=200, deadline=None)
def test_nothing_makes_a_named_scheme_fail_in_another_way(name: str, text: str) -> None:
    with suppress(PasswordFormatError):
        detect(text, name, account="jdoe")

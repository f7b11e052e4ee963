from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.directory.phone import e164


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        ("+12125550001", None, "+12125550001"),
        ("+1 (212) 555-0001", None, "+12125550001"),
        ("tel:+1-212-555-0001", None, "+12125550001"),
        ("(212) 555-0001", "US", "+12125550001"),
        ("212.555.0001", "US", "+12125550001"),
        ("+49 (0)30 901820", None, "+4930901820"),
        ("030/901820", "DE", "+4930901820"),
        ("0033 1 42 68 53 00", "DE", "+33142685300"),
        ("٠١ ٤٢ ٦٨ ٥٣ ٠٠", "FR", "+33142685300"),
        ("＋12125550001", None, "+12125550001"),
        ("+1\u00a0212\u2011555\u20110001", None, "+12125550001"),
        ("+33142685300", "US", "+33142685300"),
        ("06 698 12345", "IT", "+390669812345"),
    ],
)
def test_a_number_is_written_as_e164(text: str, region: str | None, expected: str) -> None:
    assert e164(text, region) == expected


@pytest.mark.parametrize(
    ("text", "region", "reason"),
    [
        ("212 555 0001", None, "no region"),
        ("0012125550001", None, "no region"),
        ("555-0001", "US", "too few or too many"),
        ("12345", "US", "too few or too many"),
        ("+1 212 555 0001 0001", None, "too few or too many"),
        ("+999 123456", None, "no country code"),
        ("+", None, "digits"),
        ("+1 212 555 0001 x5", None, "extension"),
        ("+1 212 555 0001;ext=5", None, "extension"),
        ("1-800-FLOWERS", "US", "digits and separators only"),
        ("call +12125550001", None, "digits and separators only"),
        ("+1212+5550001", None, "digits and separators only"),
        ("+12125550001, +12125550002", None, "digits and separators only"),
        ("2125550001", "USA", "region"),
        ("2125550001", "us", "region"),
        ("", "US", "digits"),
        ("+" + "1" * 300, None, "digits"),
    ],
)
def test_what_is_no_number_is_refused_with_the_reason(text: str, region: str | None, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        e164(text, region)


@given(st.text(st.sampled_from("+0123456789 ()-./x"), max_size=22), st.sampled_from([None, "US", "DE", "IT"]))
def test_every_number_that_is_taken_is_e164(text: str, region: str | None) -> None:
    try:
        number = e164(text, region)
    except ValueError:
        return
    assert re.fullmatch(r"\+[1-9][0-9]{1,14}", number)
    assert e164(number) == number

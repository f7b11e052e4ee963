from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.validation.encoding import decoded_length, unpadded_length


@given(st.binary(max_size=80))
def test_the_length_is_that_of_the_bytes(data: bytes) -> None:
    standard, url = base64.b64encode(data).decode(), base64.urlsafe_b64encode(data).decode()
    for text in (standard, url, standard.rstrip("="), url.rstrip("=")):
        assert decoded_length(text, "base64") == len(data)
    assert decoded_length(data.hex(), "hex") == decoded_length(data.hex().upper(), "hex") == len(data)
    assert unpadded_length(standard.rstrip("=")) == len(data)


@given(st.text(max_size=12))
def test_utf8_counts_bytes(text: str) -> None:
    assert decoded_length(text, "utf8") == len(text.encode())


@pytest.mark.parametrize(
    "text", ["a", "abcde", "ab=", "abc==", "abcd=", "a===", "ab c", "abc\n", "ab%d", "é", "=abc", "ab=c"]
)
def test_what_is_not_base64_has_no_length(text: str) -> None:
    assert decoded_length(text, "base64") is None


@pytest.mark.parametrize("text", ["a", "abc", "0x00", "0g", "00\n", "٠٠"])
def test_what_is_not_hex_has_no_length(text: str) -> None:
    assert decoded_length(text, "hex") is None


@pytest.mark.parametrize("text", ["ab==", "ab", "abd", "a", "ab-_"])
def test_unpadded_base64_is_canonical(text: str) -> None:
    assert unpadded_length(text) is None

from __future__ import annotations

import pytest

from converter.syntax.diagnostic import Diagnostic, Position
from converter.syntax.source_text import clean, decode, split_lines


@pytest.mark.parametrize("data", [b"a: \xc3\xa9", b"\xef\xbb\xbfa: \xc3\xa9"])
def test_utf8_is_decoded_without_its_byte_order_mark(data: bytes) -> None:
    assert decode(data) == "a: é"


def test_another_encoding_is_reported_at_its_first_byte() -> None:
    found = decode("a: é\r\nb: naïve\n".encode("latin-1").replace(b"\xe9", b"e"))
    assert isinstance(found, Diagnostic)
    assert (found.code, found.position) == ("not-utf8", Position(2, 6))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_is_called_by_its_name(encoding: str) -> None:
    found = decode("\ufeffa: b".encode(encoding))
    assert isinstance(found, Diagnostic)
    assert "UTF-16" in found.hint


def test_only_line_ends_end_lines() -> None:
    assert split_lines("a\r\nb\nc\rd\u2028e\x0bf") == ["a", "b", "c", "d\u2028e\x0bf"]


def test_cleaning_keeps_every_place() -> None:
    cleaned, diagnostics = clean("a\x00b\n\x1bc")
    assert cleaned == "a\ufffdb\n\ufffdc"
    assert [diagnostic.position for diagnostic in diagnostics] == [Position(1, 2), Position(2, 1)]


def test_only_the_first_of_many_forbidden_characters_are_reported() -> None:
    assert len(clean("\x00" * 1000)[1]) == 20

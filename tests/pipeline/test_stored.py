"""Stored passwords one a line."""

from __future__ import annotations

from converter.pipeline.stored import Stored, read_stored
from converter.sources.files import InputFile

SHA = "{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g="


def read(data: bytes, scheme: str = "auto", account: str = "") -> list[Stored]:
    return list(read_stored(InputFile("x", content=data), scheme, account=account))


def test_blank_lines_are_passed_over_and_counted() -> None:
    assert [stored.line for stored in read(f"\n{SHA}\n  \r\n\n{SHA}".encode())] == [2, 5]


def test_line_ends_and_byte_order_marks_do_not_belong_to_a_password() -> None:
    first, second = read(b"\xef\xbb\xbf" + SHA.encode() + b"\r\n" + SHA.encode() + b"\n")
    assert first.password == second.password is not None
    assert first.fields == second.fields


def test_a_line_that_is_not_understood_says_why() -> None:
    [stored] = read(b"5f4dcc3b5aa765d61d8327deb882cf99")
    assert (stored.code, stored.fields) == ("unknown-scheme", {})
    assert "md5-hex" in stored.message


def test_bytes_that_are_no_text_are_an_error_of_their_line() -> None:
    assert [bool(stored.fields) for stored in read(b"{SHA}\xff\xfe\n" + SHA.encode())] == [False, True]


def test_a_line_without_an_end_in_sight_takes_no_memory_and_shifts_nothing() -> None:
    lines = read(b"x" * 5000 + b"\n" + b"y" * 1_000_000 + b"\n" + SHA.encode())
    assert [(stored.line, stored.code) for stored in lines] == [(1, "unknown-scheme"), (2, "unknown-scheme"), (3, "")]
    assert all("longer" in stored.message for stored in lines[:2])


def test_the_scheme_and_the_account_are_those_that_are_named() -> None:
    [stored] = read(b"5f4dcc3b5aa765d61d8327deb882cf99", "md5-hex")
    assert stored.password is not None
    assert stored.password.scheme == "md5-hex"
    [unnamed], [named] = (
        read(b"md5802a65f39a4890e95cf6d6f70e15b1f2"),
        read(b"md5802a65f39a4890e95cf6d6f70e15b1f2", account="jdoe"),
    )
    assert not unnamed.fields
    assert named.fields


def test_what_can_be_printed_of_it_shows_no_hash() -> None:
    assert "W6ph5Mm5" not in repr(read(SHA.encode()))

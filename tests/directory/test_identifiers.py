from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.directory.identifiers import canonical_guid, canonical_sid, guid_text, sid_text


def test_the_bytes_of_an_object_guid_are_little_endian() -> None:
    data = bytes.fromhex("e004253f894fd3119a0c0305e82c3301")
    assert guid_text(data) == "3f2504e0-4f89-11d3-9a0c-0305e82c3301"


@pytest.mark.parametrize("length", [0, 15, 17, 32])
def test_a_binary_guid_has_sixteen_bytes(length: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        guid_text(bytes(length))


@given(st.uuids())
def test_every_spelling_of_a_guid_is_the_same_guid(uuid: UUID) -> None:
    digits = uuid.hex
    spellings = [
        digits,
        digits.upper(),
        str(uuid),
        f"{{{str(uuid).upper()}}}",
        f" {uuid}\n",
        "-".join(digits[i : i + 8] for i in (0, 8, 16, 24)),
    ]
    assert {canonical_guid(spelling) for spelling in spellings} == {str(uuid)}
    assert guid_text(uuid.bytes_le) == str(uuid)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3f2504e04f8911d39a0c0305e82c330",
        "3f2504e04f8911d39a0c0305e82c33011",
        "3f2504e0-4f8911d3-9a0c-0305e82c3301",
        "{3f2504e0-4f89-11d3-9a0c-0305e82c3301",
        "{3f2504e04f8911d39a0c0305e82c3301}",
        "gf2504e04f8911d39a0c0305e82c3301",
        "３f2504e04f8911d39a0c0305e82c3301",
    ],
)
def test_what_is_no_guid_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="32 hex digits"):
        canonical_guid(text)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("010100000000000100000000", "S-1-1-0"),
        ("01020000000000052000000020020000", "S-1-5-32-544"),
        ("010500000000000515000000010000000200000003000000ffffffff", "S-1-5-21-1-2-3-4294967295"),
        ("0101ffffffffffff01000000", "S-1-0xffffffffffff-1"),
    ],
)
def test_a_binary_sid_is_written_as_windows_writes_it(data: str, text: str) -> None:
    assert sid_text(bytes.fromhex(data)) == text
    assert canonical_sid(text) == text


@pytest.mark.parametrize(
    "data",
    [
        "",
        "01",
        "0100000000000005",
        "020100000000000100000000",
        "01010000000000010000000000",
        "0102000000000001 00000000",
        "0110000000000005" + "00000000" * 16,
    ],
)
def test_a_binary_sid_of_the_wrong_length_or_revision_is_refused(data: str) -> None:
    with pytest.raises(ValueError, match="binary SID"):
        sid_text(bytes.fromhex(data))


@pytest.mark.parametrize(("text", "canonical"), [("s-1-5-018", "S-1-5-18"), (" S-1-0x5-18 ", "S-1-5-18")])
def test_a_sid_in_text_gets_its_canonical_form(text: str, canonical: str) -> None:
    assert canonical_sid(text) == canonical


@pytest.mark.parametrize(
    "text",
    ["", "S-1-5", "S-2-5-1", "S-1-5-4294967296", "S-1-281474976710656-1", "S-1-5-1-", "S-1-5" + "-1" * 16, "S-1-5-a"],
)
def test_what_is_no_sid_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="SID"):
        canonical_sid(text)


@given(st.binary(max_size=72))
def test_any_bytes_are_a_sid_that_reads_back_or_are_refused(data: bytes) -> None:
    try:
        text = sid_text(data)
    except ValueError:
        return
    assert canonical_sid(text) == text

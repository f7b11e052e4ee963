from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.record import Origin, Record, Unreadable
from converter.sources import ldif
from converter.sources.blocks import BLOCK_SIZE
from converter.sources.files import InputFile
from converter.sources.ldif_binary import BINARY
from converter.sources.ldif_lines import Segment, SegmentKind, segments
from converter.sources.source import keep_name

CASES = sorted((Path(__file__).parent / "ldif").glob("*.ldif"))
READABLE = [path for path in CASES if '{"unreadable"' not in path.with_suffix(".jsonl").read_text("utf-8")]


def read(data: bytes, settings: ldif.LdifSettings | None = None) -> list[Record | Unreadable]:
    files = [InputFile("people.ldif", content=data)]
    return list(ldif.open_source(settings or ldif.LdifSettings(), files, keep_name).records())


def nothing(_: bytes) -> None:
    """In place of the quick reader: declines every block."""


def anything(_: bytes, name: str) -> None:
    """In place of the look at what a file is, which small blocks would mislead."""


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case_is_read_as_written_beside_it(path: Path, load_case: Any, assert_case: Any) -> None:
    assert_case(load_case(path))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case_is_read_the_same_without_the_quick_reader(
    path: Path, load_case: Any, assert_case: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ldif, "plain_block", nothing)
    assert_case(load_case(path))


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.stem)
@pytest.mark.parametrize("size", [1, 7, 40])
def test_case_is_read_the_same_in_small_blocks(
    path: Path, size: int, load_case: Any, read_case: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = load_case(path)
    whole = read_case(case)
    monkeypatch.setattr("converter.sources.blocks.BLOCK_SIZE", size)
    monkeypatch.setattr(ldif, "check_format", anything)
    assert read_case(case) == whole


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_byte_of_a_case_belongs_to_one_segment(path: Path) -> None:
    assert_conserved(path.read_bytes(), list(segments(path.read_bytes())))


def test_origin_names_lines_bytes_and_dn() -> None:
    first, second = read(b"version: 1\n\n# a\ndn: cn=a\ncn: a\n b\n\n\ndn:: Y249Yg==\nx: \xc3\xa9\n")
    assert (first.origin.first_line, first.origin.last_line) == (3, 6)
    assert (first.origin.offset, first.origin.length, first.origin.dn) == (12, 22, "cn=a")
    assert (second.origin.first_line, second.origin.last_line) == (9, 10)
    assert (second.origin.offset, second.origin.length, second.origin.dn) == (36, 20, "cn=b")


def test_message_names_the_line_and_never_the_value() -> None:
    (bad,) = read(b"dn: cn=a\ncn: a\nuserpassword:: s3cr3t!\n")
    assert isinstance(bad, Unreadable)
    assert "line 3" in bad.message
    assert "userpassword" in bad.message
    assert "s3cr3t" not in bad.message


def test_records_of_several_files_follow_each_other(tmp_path: Path) -> None:
    files = [InputFile(name, content=f"dn: cn={name}\n".encode()) for name in ("a", "b")]
    source = ldif.open_source(ldif.LdifSettings(), files, keep_name)
    assert [record.origin.file for record in source.records()] == ["a", "b"]
    assert source.progress() == (18, 18)


def test_huge_entry_costs_itself_alone_and_no_memory() -> None:
    photo = b"jpegphoto:: " + b"QUFB\n " * 200_000 + b"QUFB\n"
    data = b"dn: cn=a\ncn: a\n\ndn: cn=big\n" + photo + b"\ndn: cn=c\ncn: c\n"
    settings = ldif.LdifSettings(max_entry=BLOCK_SIZE)
    first, big, last = read(data, settings)
    assert isinstance(big, Unreadable)
    assert (big.code, big.origin.dn) == ("too-large", "cn=big")
    assert (big.origin.first_line, big.origin.last_line) == (4, 4 + 200_001)
    assert big.origin.offset == 16
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert last.origin.first_line == big.origin.last_line + 2
    assert data[last.origin.offset :][: last.origin.length] == b"dn: cn=c\ncn: c\n"


def test_wanted_value_beyond_a_mebibyte_is_too_large() -> None:
    (bad,) = read(b"dn: cn=a\ncn: " + b"x" * (1 << 20) + b"y\n")
    assert isinstance(bad, Unreadable)
    assert bad.code == "too-large"


def test_too_many_values_are_too_large() -> None:
    (bad,) = read(b"dn: cn=a\n" + b"cn: x\n" * 100_001)
    assert isinstance(bad, Unreadable)
    assert bad.code == "too-large"


def test_resolver_is_asked_once_for_each_spelling() -> None:
    asked: list[str] = []

    def resolve(name: str) -> str | None:
        asked.append(name)
        return name

    data = b"dn: cn=a\nCN: a\nMail: x\n\n" * 50
    list(ldif.open_source(ldif.LdifSettings(), [InputFile("x", content=data)], resolve).records())
    assert sorted(asked) == ["cn", "mail"]


def test_resolver_may_join_attributes_under_one_key() -> None:
    files = [InputFile("x", content=b"dn: cn=a\ncn: a\ncommonname: b\nsn: c\n")]
    keys = {"cn": "cn", "commonname": "cn"}
    (record,) = ldif.open_source(ldif.LdifSettings(), files, keys.get).records()
    assert isinstance(record, Record)
    assert record.values == {"dn": "cn=a", "cn": ["a", "b"]}


class TestUrls:
    def read_url(self, url: str, folder: Path) -> dict[str, Any] | str:
        (record,) = read(f"dn: cn=a\njpegphoto:< {url}\n".encode(), ldif.LdifSettings(url_folder=folder))
        return record.values if isinstance(record, Record) else record.code

    def test_file_inside_the_folder_is_the_value(self, tmp_path: Path) -> None:
        (tmp_path / "a b.jpg").write_bytes(b"\xff\xd8")
        values = self.read_url(f"file://{tmp_path}/a%20b.jpg", tmp_path)
        assert values == {"dn": "cn=a", "jpegphoto": [b"\xff\xd8"]}

    @pytest.mark.parametrize(
        "path", ["../secret", "link", "sub", "missing", "..%2fsecret", "%00", "sub/../../secret", "linked/secret"]
    )
    def test_file_outside_the_folder_is_refused(self, path: str, tmp_path: Path) -> None:
        folder = tmp_path / "photos"
        (folder / "sub").mkdir(parents=True)
        (tmp_path / "secret").write_text("x")
        (folder / "link").symlink_to(tmp_path / "secret")
        (folder / "linked").symlink_to(tmp_path)
        assert self.read_url(f"file://{folder}/{path}", folder) == "ldif-url"

    @pytest.mark.parametrize(
        "url", ["http://localhost/x", "file://server/x", "file:x", "x", "", "file:///\xe9", "ftp:///"]
    )
    def test_other_addresses_are_refused(self, url: str, tmp_path: Path) -> None:
        assert self.read_url(url, tmp_path) == "ldif-url"


# --- whatever the bytes are


def assert_conserved(data: bytes, found: list[Segment]) -> None:
    assert b"".join(segment.data for segment in found) == data
    assert [segment.offset for segment in found] == [sum(s.length for s in found[:i]) for i in range(len(found))]
    lines = [number for s in found for number in range(s.first_line, s.last_line + 1)]
    assert lines == list(range(1, len(lines) + 1))


PIECES = st.sampled_from(
    [
        *(
            b"dn: cn=a",
            b"dn:: Y249Yg==",
            b"DN:x",
            b"version: 1",
            b"changetype: add",
            b"changetype: delete",
            b"control: 1",
        ),
        *(
            b"cn: x",
            b"cn:",
            b"cn",
            b"cn:: QQ==",
            b"cn:: Q",
            b"cn;x: y",
            b"CN:  y",
            b"cn : x",
            b"sn:x: y",
            b"sn:< file:///x",
        ),
        *(
            b"objectguid: x",
            b"jpegphoto::  AAAA",
            b"search: 2",
            b"result: 0 ok",
            b"# c",
            b"#",
            b":",
            b"=",
            b"-",
            b" ",
            b"  y",
        ),
        *(b"\xc3\xa9: x", b"cn: \xc3\xa9", b"cn: \xff", b"cn: \0", b"cn: \xe2\x80\xa8", b"\xef\xbb\xbf", b"\r", b"\t"),
    ]
)
ENDS = st.sampled_from([b"\n", b"\n", b"\n", b"\n\n", b"\r\n", b"\n\n\n", b"\r\n\r\n", b"\n ", b""])
UNIX_ENDS = st.sampled_from([b"\n", b"\n", b"\n", b"\n\n", b"\n\n\n", b"\n "])


def text_of(ends: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    return st.lists(st.tuples(PIECES, ends), max_size=25).map(lambda parts: b"".join(map(b"".join, parts)))


@given(st.one_of(text_of(ENDS), st.binary(max_size=200)))
def test_every_byte_belongs_to_one_segment(data: bytes) -> None:
    assert_conserved(data, list(segments(data)))


@given(st.one_of(text_of(ENDS), text_of(UNIX_ENDS), text_of(st.just(b"\r\n"))), st.sampled_from([3, 16, BLOCK_SIZE]))
def test_quick_and_strict_reader_agree_and_records_are_the_segments(data: bytes, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("converter.sources.blocks.BLOCK_SIZE", size)
        patch.setattr(ldif, "check_format", anything)
        quick = read(b"\n" + data)
        patch.setattr(ldif, "plain_block", nothing)
        strict = read(b"\n" + data)
    assert quick == strict
    places = [
        (s.offset, s.length, s.first_line, s.last_line) for s in segments(b"\n" + data) if s.kind is SegmentKind.RECORD
    ]
    origins = [record.origin for record in quick]
    assert places == [(o.offset, o.length, o.first_line, o.last_line) for o in origins]


PERSON = [b"dn: cn=a", b"dn:: Y249Yg==", b"cn: x", b"cn:: QQ==", b"cn:: Q", b"sn: y", b"mail: a", b"mail:: 4pyT"]
ODD = [b"cn:", b"CN: x", b"cn:x", b"cn:  x", b"sn:: QQ==", b"jpegphoto:: QUFB", b"objectguid: x", b"# c", b" z", b"-"]
ENTRY_LINES = st.lists(st.sampled_from(PERSON * 3 + ODD), max_size=9)


@given(st.lists(ENTRY_LINES, max_size=6), st.integers(1, 3), st.sampled_from([b"\n", b"\r\n"]))
def test_what_is_read_in_the_order_of_earlier_entries_is_what_the_strict_reader_reads(
    entries: list[list[bytes]], sample: int, end: bytes
) -> None:
    paragraphs = [end.join([b"dn: cn=%d" % number, *lines, b""]) for number, lines in enumerate(entries)]
    data = end.join(paragraphs * 3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("converter.sources.blocks.BLOCK_SIZE", 64)
        patch.setattr("converter.sources.ldif_learned.SAMPLE", sample)
        patch.setattr(ldif, "check_format", anything)
        learned = read(b"\n" + data)
        patch.setattr(ldif, "plain_block", nothing)
        assert learned == read(b"\n" + data)


def test_entries_in_the_order_of_earlier_ones_are_not_looked_at_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[list[str]] = []

    def decline(lines: list[str], prefixes: Any) -> None:
        looked_at.append(lines)

    monkeypatch.setattr(ldif, "read_lines", decline)
    monkeypatch.setattr("converter.sources.blocks.BLOCK_SIZE", 256)
    usual = b"dn: cn=a\ncn: a\ncn: b\nsn:: QQ==\nmail: c\n d\n\n"
    records = read(usual * 500 + b"dn: cn=a\nsn: A\ncn: a\n\n" + usual.replace(b"mail: c\n d\n", b"") * 500)
    assert len(records) == 1001
    assert len(looked_at) < 300


NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,8}(;[a-z-]{1,5})?", fullmatch=True).filter(
    lambda name: name not in ("dn", "control", "changetype")
)
VALUES = st.one_of(
    st.text(max_size=60), st.sampled_from(["", " x", "x ", ":x", "<x", "a\nb", "a\rb", "\0", "x" * 200, "\ufeff"])
)
ENTRIES = st.tuples(VALUES, st.dictionaries(NAMES, st.lists(VALUES, min_size=1, max_size=3), max_size=5))


def written(name: str, value: str, end: bytes) -> bytes:
    raw = value.encode()
    plain = raw.isascii() and raw.isalnum()
    line = name.encode() + (b": " + raw if plain else b":: " + base64.b64encode(raw))
    return b"".join(line[i : i + 76] + (end + b" " if i + 76 < len(line) else end) for i in range(0, len(line), 76))


@given(st.lists(ENTRIES, max_size=4), st.sampled_from([b"\n", b"\r\n"]))
def test_what_was_written_is_read(entries: list[tuple[str, dict[str, list[str]]]], end: bytes) -> None:
    data = b"version: 1" + end + end
    for dn, attributes in entries:
        lines = [("dn", dn), *((name, value) for name, values in attributes.items() for value in values)]
        data += b"".join(written(name, value, end) for name, value in lines) + end
    records = read(data, ldif.LdifSettings(text=BINARY))
    assert [r.values for r in records if isinstance(r, Record)] == [
        {"dn": dn, **attributes} for dn, attributes in entries
    ]


def test_every_origin_has_all_its_parts() -> None:
    records = read(b"dn: cn=a\ncn: a\n\ndn: cn=b\ncn:: !\n\ndn: cn=c\ncn: c\n")
    assert [len(record.origin) for record in records] == [len(Origin._fields)] * 3

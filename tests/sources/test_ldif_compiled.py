"""What the compiled reader gives in rows is what the strict reader reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter import native
from converter.errors import SourceUnreadable
from converter.record import Origin, Record, Unreadable
from converter.sources import blocks, ldif
from converter.sources.files import InputFile
from converter.sources.shape import Block

pytestmark = pytest.mark.skipif(native.compiled("ldif") is None, reason="nothing was compiled")

CASES = sorted((Path(__file__).parent / "ldif").glob("*.ldif"))
WANTED = {name: name for name in ("cn", "sn", "mail", "jpegphoto", "objectguid", "cn;x", "description")}
LINES = [
    *(b"cn: x", b"cn:: QQ==", b"cn: y", b"CN: z", b"Cn;X: y", b"sn: \xc3\xa9", b"sn:: w6k=", b"mail: a", b"mail: b"),
    *(b"other: 1", b"other:: ###", b"other", b"other:x", b"other:< file:///x", b"description: " + b"long " * 30),
    *(
        b"cn:",
        b"cn: ",
        b"cn:  x",
        b"cn:x",
        b"cn:: Q",
        b"cn:: /w==",
        b"cn:: QQ=== ",
        b"cn:: QQ=",
        b"cn:: =QQQ",
        b"cn:: QUJD",
    ),
    *(
        b"jpegphoto:: /9j/",
        b"jpegphoto: abc",
        b"objectguid:: AAECAwQFBgcICQoLDA0ODw==",
        b"sn: \xff",
        b"sn: \xed\xa0\x80",
    ),
    *(b"changetype: add", b"changetype: delete", b"changetype:add", b"control: 1", b"dn: cn=two", b"# c", b"#", b"-"),
    *(
        b" folded",
        b" ",
        b"  x",
        b"s p: x",
        b": x",
        b"\xc3\xa9: x",
        b"mail: \0",
        b"mail: a\rb",
        b"1.2.3;a: x",
        b"mail;: x",
    ),
]
FIRST = [
    b"dn: cn=%d",
    b"dn: cn=%d",
    b"dn: cn=%d",
    b"DN: cn=%d",
    b"dn:: Y249YQ==",
    b"dn:cn=%d",
    b"# c\ndn: cn=%d",
    b"version: 1",
]
ENTRIES = st.lists(
    st.tuples(st.sampled_from(FIRST), st.lists(st.sampled_from(LINES[:9] * 4 + LINES), max_size=9), st.integers(1, 2)),
    min_size=1,
    max_size=12,
)


def source(data: bytes, settings: ldif.LdifSettings, resolve: Any) -> ldif.LdifSource:
    return ldif.open_source(settings, [InputFile("people.ldif", content=data)], resolve)


def by_rows(data: bytes, settings: ldif.LdifSettings, resolve: Any) -> Iterator[Record | Unreadable]:
    for block in source(data, settings, resolve).all_blocks():
        if not isinstance(block, Block):
            yield from block
            continue
        for row, first, last, _ in zip(block.rows, *block.lines, strict=False):
            names: dict[str, Any] = dict(block.shape.names)
            exec(f"{block.shape.row} = row", names | {"row": row}, names)
            if eval(block.shape.unfit, names):
                yield from block.again(first)
                continue
            values = {key: eval(taken.value, names) for key, taken in block.shape.values.items()}
            present = {key: value for key, value in values.items() if value is not None}
            yield Record(present, Origin(block.file, first, last, dn=present["dn"]))


def by_the_strict_reader(data: bytes, settings: ldif.LdifSettings, resolve: Any) -> list[Record | Unreadable]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ldif, "plain_block", lambda _: None)
        return list(source(data, settings, resolve).records())


def assert_same(data: bytes, settings: ldif.LdifSettings, resolve: Any) -> None:
    strict = by_the_strict_reader(data, settings, resolve)
    rows = list(by_rows(data, settings, resolve))
    assert len(strict) == len(rows)
    for one, other in zip(rows, strict, strict=True):
        assert one.origin.place == other.origin.place
        assert (one.values if isinstance(one, Record) else one.code) == (
            other.values if isinstance(other, Record) else other.code
        )


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_cases_are_read_as_by_the_strict_reader(path: Path, load_case: Any) -> None:
    case = load_case(path)
    values = {field.name: field.default for field in ldif.FIELDS} | case.settings
    settings = ldif.settings(values, path.parent)
    try:
        strict = by_the_strict_reader(path.read_bytes(), settings, case.resolve)
    except SourceUnreadable:
        return
    assert strict is not None
    assert_same(path.read_bytes(), settings, case.resolve)


@given(ENTRIES, st.sampled_from([b"\n", b"\r\n"]), st.sampled_from([20, 90, 4000]), st.booleans())
def test_invented_entries_are_read_as_by_the_strict_reader(
    entries: list[tuple[bytes, list[bytes], int]], end: bytes, size: int, whole: bool
) -> None:
    data = b""
    for number, (first, lines, blank) in enumerate(entries):
        begin = first % number if b"%d" in first else first
        data += end.join([*begin.split(b"\n"), *lines, b""]) + end * blank
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("converter.sources.blocks.BLOCK_SIZE", size)
        patch.setattr(ldif, "check_format", lambda *_: None)
        assert_same(data if whole else data.rstrip(end), ldif.LdifSettings(), WANTED.get)


@given(
    st.lists(st.sampled_from([b"\n", b"\n\n", b" ", b":", b"dn: x", b"cn: y", b"cn:: QQ==", b"a", b"=", b"#", b"\xff"]))
)
def test_any_bytes_are_read_as_by_the_strict_reader(pieces: list[bytes]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ldif, "check_format", lambda *_: None)
        assert_same(b"\n" + b"".join(pieces), ldif.LdifSettings(), WANTED.get)


def test_most_entries_are_read_as_rows() -> None:
    entry = b"dn: cn=a\ncn: a\nsn:: QQ==\nmail: c\n d\n# said\nother: x\n\n"
    blocks = list(source(entry * 500, ldif.LdifSettings(), WANTED.get).all_blocks())
    rows = [row for block in blocks if isinstance(block, Block) for row in block.rows]
    assert rows == [("cn=a", "a", "A", "cd")] * 500


def test_what_is_met_late_is_read_as_by_the_strict_reader() -> None:
    names = [f"a{number}" for number in range(30)]
    one = b"dn: cn=a\n" + b"".join(b"%s: x\n" % name.encode() for name in names) + b"\n"
    two = b"dn: cn=b\n" + b"".join(b"%s: x\n%s: y\n" % (name.encode(), name.encode()) for name in names) + b"\n"
    late = b"dn: cn=c\na1: x\na1: y\nb1: x\nb1: y\nb2: z\n\n"
    for data in (one * 2000 + two * 9 + late, (one + two + late) * 600):
        assert_same(data, ldif.LdifSettings(), str)


@pytest.mark.parametrize("count", range(1, 6))
def test_what_shows_bit_by_bit_that_rows_are_too_narrow_is_not_lost(count: int) -> None:
    plain = b"dn: cn=a\n" + b"".join(b"a%d: x\n" % number for number in range(9)) + b"\n"
    twice = b"dn: cn=b\n" + b"".join(b"a%d: x\na%d: y\n" % (number, number) for number in range(count)) + b"late: z\n\n"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("converter.sources.blocks.BLOCK_SIZE", len(plain))
        assert_same(plain + twice + plain, ldif.LdifSettings(), str)


@pytest.mark.parametrize("size", [0, 1, 191, 192, 193, 5000])
def test_lines_are_counted(size: int) -> None:
    count = blocks.line_counter()
    for data in (b"\n" * size, b"x" * size, (b"\n" + b"y" * 30) * (size // 31), b"\n" * size + b"z"):
        assert count(data) == data.count(b"\n")

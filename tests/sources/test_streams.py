from __future__ import annotations

import bz2
import errno
import gzip
import io
import lzma
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from converter.errors import SourceUnreadable
from converter.sources import ldif
from converter.sources.files import InputFile
from converter.sources.source import keep_name
from converter.sources.streams import open_stream

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = b"".join(b"dn: cn=%d\ncn: %d\n\n" % (n, random.Random(n).getrandbits(64)) for n in range(3000))
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstd.compress,
}


def read_all(data: bytes, name: str) -> bytes:
    stream = open_stream(io.BytesIO(data), name)
    return b"".join(iter(lambda: stream.read(1000), b""))


@pytest.mark.parametrize("suffix", PACKERS)
class TestPacked:
    def test_is_unpacked_by_its_name(self, suffix: str) -> None:
        assert read_all(PACKERS[suffix](TEXT), f"people.ldif{suffix}") == TEXT

    def test_is_unpacked_by_how_it_begins(self, suffix: str) -> None:
        assert read_all(PACKERS[suffix](TEXT), "-") == TEXT

    def test_parts_one_behind_the_other_are_one_file(self, suffix: str) -> None:
        pack = PACKERS[suffix]
        assert read_all(pack(TEXT[:100]) + pack(TEXT[100:]), f"x{suffix}") == TEXT

    def test_file_that_is_cut_off_gives_its_whole_records_and_then_an_error(self, suffix: str) -> None:
        packed = PACKERS[suffix](TEXT)
        source = ldif.open_source(
            ldif.LdifSettings(), [InputFile(f"x{suffix}", content=packed[: len(packed) * 2 // 3])], keep_name
        )
        records = source.records()
        found: list[object] = []
        with pytest.raises(SourceUnreadable, match=r"is cut off: its \w+ data ends after [0-9,]+ bytes"):
            found.extend(next(records) for _ in range(3001))
        assert len(found) < 3000

    def test_damaged_data_is_told(self, suffix: str) -> None:
        packed = bytearray(PACKERS[suffix](TEXT))
        packed[len(packed) // 2 : len(packed) // 2 + 50] = bytes(50)
        with pytest.raises(SourceUnreadable, match=r"is (damaged|cut off): its \w+ data"):
            read_all(bytes(packed), f"x{suffix}")

    def test_plain_data_under_its_name_is_told(self, suffix: str) -> None:
        with pytest.raises(SourceUnreadable, match=f"though its name ends in {suffix}; it holds something else"):
            read_all(TEXT, f"x{suffix}")

    def test_other_compression_under_its_name_is_told(self, suffix: str) -> None:
        other = next(s for s in PACKERS if s != suffix)
        with pytest.raises(SourceUnreadable, match=f"end its name in {other}"):
            read_all(PACKERS[other](TEXT), f"x{suffix}")

    def test_progress_counts_packed_bytes(self, suffix: str) -> None:
        packed = PACKERS[suffix](TEXT)
        source = ldif.open_source(ldif.LdifSettings(), [InputFile(f"x{suffix}", content=packed)], keep_name)
        assert sum(1 for _ in source.records()) == 3000
        assert source.progress() == (len(packed), len(packed))


def test_empty_file_is_told() -> None:
    with pytest.raises(SourceUnreadable, match=r"standard input is empty"):
        open_stream(io.BytesIO(b""), "-")
    with pytest.raises(SourceUnreadable, match=r"x\.ldif is empty"):
        read_all(b"", "x.ldif")


def test_failing_disk_is_told_with_the_place() -> None:
    class Failing(io.BytesIO):
        def readinto(self, buffer: Any, /) -> int:
            if self.tell() >= 300_000:
                raise OSError(errno.EIO, "Input/output error")
            return super().readinto(buffer)

    stream = open_stream(Failing(b"x" * 600_000), "x")
    assert len(stream.read(400_000)) >= 262_144
    with pytest.raises(
        SourceUnreadable, match=r"cannot be read any further after [0-9,]+ bytes .*: Input/output error"
    ):
        stream.read(400_000)


def test_failing_pipe_at_the_start_is_told() -> None:
    class Failing(io.BytesIO):
        def readinto(self, _: Any, /) -> int:
            raise OSError(errno.EPIPE, "Broken pipe")

    with pytest.raises(SourceUnreadable, match="- cannot be read: Broken pipe"):
        open_stream(Failing(), "-")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_wide_text_with_a_mark_is_read_as_utf_8(encoding: str, tmp_path: Path) -> None:
    text = "dn: cn=Zoë 😀\n" * 500
    assert read_all(text.encode(encoding), "x") == text.encode()
    assert read_all(gzip.compress(text.encode(encoding)), "x.gz") == text.encode()


def test_wide_text_that_is_cut_off_is_told() -> None:
    with pytest.raises(SourceUnreadable, match="not valid UTF-16"):
        read_all("dn: cn=a\n".encode("utf-16")[:-1], "x")

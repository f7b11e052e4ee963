"""What a file may be packed with, and its bytes unpacked."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol, TypeAlias

from converter.errors import SourceUnreadable


class Unpacker(Protocol):
    """A binary file as the standard library's compression modules give it."""

    def read1(self, size: int = -1, /) -> bytes:
        """Some bytes, at most `size`; b"" at the end."""
        ...


Opened: TypeAlias = tuple[Unpacker, type[Exception]]


class Compression(NamedTuple):
    """A form of compression: its name, a file's suffix, how the data begins, and what opens it.

    `open` gives the unpacked file and the exception that it raises for damaged data.
    """

    name: str
    suffix: str
    magic: bytes
    open: Callable[[io.BufferedReader[Any]], Opened]


def _gzip(file: io.BufferedReader[Any]) -> Opened:
    import gzip
    import zlib

    return gzip.GzipFile(fileobj=file, mode="rb"), zlib.error


def _bzip2(file: io.BufferedReader[Any]) -> Opened:
    import bz2

    return bz2.BZ2File(file), OSError


def _xz(file: io.BufferedReader[Any]) -> Opened:
    import lzma

    return lzma.LZMAFile(file), lzma.LZMAError


def _zstandard(file: io.BufferedReader[Any]) -> Opened:
    import sys

    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return zstd.ZstdFile(file), zstd.ZstdError


COMPRESSIONS = (
    Compression("gzip", ".gz", b"\x1f\x8b", _gzip),
    Compression("bzip2", ".bz2", b"BZh", _bzip2),
    Compression("xz", ".xz", b"\xfd7zXZ\x00", _xz),
    Compression("Zstandard", ".zst", b"\x28\xb5\x2f\xfd", _zstandard),
)


def recognise(head: bytes, name: str) -> Compression | None:
    """What a file that begins with `head` is packed with, None for plain data.

    Raises `SourceUnreadable` where the file's name says something else.
    """
    actual = next((c for c in COMPRESSIONS if head.startswith(c.magic)), None)
    named = next((c for c in COMPRESSIONS if name.lower().endswith(c.suffix)), None)
    if named is None or named is actual:
        return actual
    found = f"{actual.name} data: end its name in {actual.suffix}" if actual else "something else: rename the file"
    raise SourceUnreadable(f"{name} is not {named.name} data, though its name ends in {named.suffix}; it holds {found}")


class Unpacked:
    """The bytes of a file that may be packed; `packed` says whether it is.

    What could be unpacked before a failure is handed out first: a file that is cut off gives the records
    that are whole, and then the error.
    """

    def __init__(self, file: io.BufferedReader[Any], name: str) -> None:
        self._name = name
        compression = recognise(file.peek(16), name)
        self.packed = compression is not None
        self._what = compression.name if compression else "plain"
        self._file, error = compression.open(file) if compression else (file, OSError)
        self._errors = (EOFError, OSError, error)
        self._failure: SourceUnreadable | None = None
        self._count = 0

    def read(self, size: int) -> bytes:
        """Up to `size` bytes, b"" at the end; raises `SourceUnreadable` for damaged data and failing disks."""
        pieces: list[bytes] = []
        missing = size
        while missing and self._failure is None and (piece := self._piece(missing)):
            pieces.append(piece)
            missing -= len(piece)
            self._count += len(piece)
        if self._failure and not pieces:
            raise self._failure
        return b"".join(pieces)

    def _piece(self, size: int) -> bytes:
        try:
            return self._file.read1(size)
        except self._errors as error:
            self._failure = SourceUnreadable(f"{self._name} {self._reason(error)}")
            return b""

    def _reason(self, error: Exception) -> str:
        place = f"after {self._count:,} bytes of plain data"
        if isinstance(error, OSError) and error.errno:
            return f"cannot be read any further {place}: {error.strerror}"
        if isinstance(error, EOFError):
            return f"is cut off: its {self._what} data ends {place}; copy or export the file again"
        return f"is damaged: its {self._what} data cannot be unpacked {place}; copy or export the file again"

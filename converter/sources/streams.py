"""A file as a stream of plain bytes: unpacked, counted, its failures told in one sentence."""

from __future__ import annotations

import codecs
import hashlib
import io
from collections.abc import Callable
from typing import Any, TypeAlias

from converter.errors import SourceUnreadable
from converter.sources.compression import Unpacked

_BUFFER = 1 << 18
_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

Read: TypeAlias = Callable[[int], bytes]
"""Up to that many bytes; b"" at the end and only there."""
Binary: TypeAlias = io.RawIOBase | io.BufferedIOBase


class CountedFile(io.RawIOBase):
    """A binary file that knows how many of its bytes were read, and their SHA-256, if that is `digested`.

    It leaves closing to whoever opened the file.
    """

    def __init__(self, file: Binary, *, digested: bool = False) -> None:
        super().__init__()
        self._file = file
        self.count = 0
        self.digest = hashlib.sha256() if digested else None

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as the file goes."""
        count = self._file.readinto(buffer) or 0
        self.count += count
        if self.digest:
            self.digest.update(memoryview(buffer)[:count])
        return count


class InputStream:
    """The plain bytes of one file.

    `name` is the path as messages show it, `stored` the file as it is stored, `transcoded` says that it comes
    out as UTF-8 whatever it was. UTF-16 and UTF-32 with a
    byte-order mark come out as UTF-8; a UTF-8 mark stays.
    """

    def __init__(self, name: str, stored: CountedFile, read: Read, *, packed: bool) -> None:
        self.name = name
        self.stored = stored
        self._packed = packed
        self._read = read
        self.transcoded = False
        self._head = read(4)
        wide = next((encoding for mark, encoding in _WIDE_MARKS if self._head.startswith(mark)), None)
        if wide:
            self.transcode(wide)

    @property
    def plain(self) -> bool:
        """Are these the bytes that are stored?"""
        return not (self._packed or self.transcoded)

    def read(self, size: int) -> bytes:
        """Up to `size` bytes, b"" at the end. Raises `SourceUnreadable` where the data is damaged or cut off."""
        head, self._head = self._head, b""
        return head + self._read(size - len(head))

    def transcode(self, encoding: str) -> None:
        """Read the rest as UTF-8 out of an encoding in which a line end is not one byte."""
        unread = Transcoder(self._replay(self._head, self._read), encoding, name=self.name)
        self._head = b""
        self._read = unread.read
        self.transcoded = True

    @staticmethod
    def _replay(head: bytes, read: Read) -> Read:
        heads = [head]
        return lambda size: heads.pop() + read(size) if heads else read(size)


class Transcoder:
    """Bytes of a wide encoding as UTF-8; raises `SourceUnreadable` where they are not of that encoding."""

    def __init__(self, read: Read, encoding: str, *, name: str) -> None:
        self._source = read
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._encoding = encoding
        self._name = name

    def read(self, size: int) -> bytes:
        """Some bytes of UTF-8, b"" at the end."""
        try:
            while data := self._source(size):
                if text := self._decoder.decode(data):
                    return text.encode()
            return self._decoder.decode(b"", final=True).encode()
        except UnicodeError:
            message = f"{self._name} is not valid {self._encoding.upper()}: save it as UTF-8 and run again"
            raise SourceUnreadable(message) from None


def open_stream(file: Binary, name: str, *, digested: bool = False) -> InputStream:
    """The plain bytes of an open binary file; raises `SourceUnreadable` for an empty one.

    What it is packed with is told by how it begins; a suffix that says otherwise is an error.
    """
    stored = CountedFile(file, digested=digested)
    buffered = io.BufferedReader(stored, _BUFFER)
    try:
        empty = not buffered.peek(1)
    except OSError as error:
        raise SourceUnreadable(f"{name} cannot be read: {error.strerror or error}") from error
    if empty:
        what = "standard input" if name == "-" else name
        raise SourceUnreadable(f"{what} is empty: it holds not a single byte; check that the export was finished")
    unpacked = Unpacked(buffered, name)
    return InputStream(name, stored, unpacked.read, packed=unpacked.packed)

"""A file without a name: nothing of it remains, however the run ends."""

from __future__ import annotations

import os
import tempfile
import weakref
from contextlib import suppress
from pathlib import Path
from typing import IO


class NamelessFile:
    """Written from its beginning to its end, then read at any place; closed when nobody has it any more."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError."""
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
        weakref.finalize(self, _close, self._file)

    def write(self, data: bytes | bytearray) -> None:
        """Add to the end. Raises OSError."""
        self._file.write(data)

    def flush(self) -> None:
        """What is written can be read from now on. Raises OSError."""
        self._file.flush()

    def read(self, size: int, at: int) -> bytes:
        """So many bytes at a place, fewer at the end; whatever other processes read of the same file."""
        if hasattr(os, "pread"):
            return os.pread(self._file.fileno(), size, at)
        self._file.seek(at)
        return self._file.read(size)


def _close(file: IO[bytes]) -> None:
    with suppress(OSError):  # what is still buffered is not wanted any more
        file.close()

"""Files that are complete under their name, or not there: also after a kill, a full disk or a power cut.

The order is what makes it so: write under a temporary name in the same folder, fsync the file, rename it,
fsync the folder. A rename before the fsync may survive a power cut without the bytes.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from msgspec import Struct

from converter.errors import RunStopped
from converter.sinks.layout import temporary_name

_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_BUFFER = 1 << 16
_PIECES = 512
"""Pieces that are written by one call; systems take 1,024."""

_CAUSES = {
    errno.ENOSPC: "the disk is full; free some space",
    errno.EDQUOT: "the disk quota is used up; free some space",
    errno.EFBIG: "the file is larger than this process may write; raise its limit (ulimit -f)",
    errno.EIO: "the disk reports an input/output error; check the disk",
    errno.EROFS: "the file system is read-only; make it writable",
    errno.EACCES: "this user may not write there; allow it",
    errno.EPERM: "this user may not write there; allow it",
    errno.ENOENT: "the folder has gone; leave it in place during a run",
    errno.EEXIST: "its temporary name is taken; keep other programs out of the folder",
    errno.ELOOP: "its temporary name is taken; keep other programs out of the folder",
    errno.EMFILE: "too many files are open; raise the limit (ulimit -n)",
    errno.ENFILE: "too many files are open on this machine; close some programs",
}


class Written(Struct, frozen=True):
    """A file as it was written: its name in the folder, its size in bytes, its SHA-256 in hex."""

    name: str
    bytes: int
    sha256: str


class DurableFile:
    """A new file, mode 0600, that takes its name (and replaces what had it) only in `commit`.

    As a context manager it leaves nothing behind unless it was committed. Every failure of the system
    is RunStopped with one sentence, and the temporary file is removed if that is still possible.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.open = True
        self._folder = folder
        self._path = folder / name
        self._temporary = folder / temporary_name(name)
        self._digest = hashlib.sha256()
        self._size = 0
        with stopping(self._path):
            self._file = _created(self._temporary)

    def write(self, data: bytes) -> None:
        """Append these bytes."""
        with self._discarding():
            self._file.write(data)
        self._digest.update(data)
        self._size += len(data)

    def write_all(self, pieces: Sequence[bytes | memoryview]) -> None:
        """Append these, one behind the other, without making one of them."""
        with self._discarding():
            self._file.flush()
            _write_all(self._file, pieces)
        for piece in pieces:
            self._digest.update(piece)
        self._size += sum(map(len, pieces))

    def finish(self) -> None:
        """Nothing more is written: let the system bring it to the disk while other things are done."""
        with self._discarding():
            self._file.flush()
            if hasattr(os, "posix_fadvise"):
                os.posix_fadvise(self._file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)

    def commit(self) -> Written:
        """Give the file its name. When this returns, a power cut can no longer take it away."""
        return commit_all(self._folder, [self])[0]

    def settle(self) -> None:
        """Wait until all that was written is on the disk, and close the file; nothing where that was done."""
        if self._file.closed:
            return
        with self._discarding():
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()

    def take_name(self) -> Written:
        """Take the name, once it is settled; it lasts when the folder is synchronised."""
        with self._discarding():
            self._temporary.replace(self._path)
            self.open = False
        return Written(self.name, self._size, self._digest.hexdigest())

    def discard(self) -> None:
        """Remove what was not committed; does nothing after `commit`."""
        if not self.open:
            return
        self.open = False
        with suppress(OSError):
            # Closing flushes what is buffered, which fails again on a full disk.
            self._file.close()
        with suppress(OSError):
            self._temporary.unlink()

    @contextmanager
    def _discarding(self) -> Iterator[None]:
        assert self.open, f"{self.name} is closed"
        try:
            with stopping(self._path):
                yield
        except RunStopped:
            self.discard()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.discard()


def commit_all(folder: Path, files: Sequence[DurableFile]) -> list[Written]:
    """Give files of a folder their names. The disk is waited for once rather than twice a file. Errors: RunStopped."""
    for file in files:
        file.settle()
    written = [file.take_name() for file in files]
    with stopping(folder):
        sync_folder(folder)
    return written


def _created(path: Path) -> BinaryIO:
    descriptor = os.open(path, _CREATE, 0o600)
    try:
        if os.name != "nt":
            # A umask can only take bits away; this gives them back.
            os.fchmod(descriptor, 0o600)
        return os.fdopen(descriptor, "wb", buffering=_BUFFER)
    except OSError:
        os.close(descriptor)
        path.unlink()
        raise


def _write_all(file: BinaryIO, pieces: Sequence[bytes | memoryview]) -> None:
    """Write behind what is flushed, as many pieces with one call as the system takes."""
    if not hasattr(os, "writev"):
        file.write(b"".join(pieces))
        return
    for first in range(0, len(pieces), _PIECES):
        some = pieces[first : first + _PIECES]
        written, size = os.writev(file.fileno(), some), sum(map(len, some))
        if written < size:  # the disk is full, or a signal came
            file.write(b"".join(some)[written:])
            file.flush()


def write_durably(folder: Path, name: str, data: bytes) -> Written:
    """Write a whole file. Errors: RunStopped."""
    with DurableFile(folder, name) as file:
        file.write(data)
        return file.commit()


def remove_durably(folder: Path, name: str) -> None:
    """Remove a file, if it is there, so that a power cut cannot bring it back. Errors: RunStopped."""
    with stopping(folder / name):
        with suppress(FileNotFoundError):
            (folder / name).unlink()
        sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Make renames and removals in a folder last. Errors: OSError."""
    if os.name == "nt":
        return  # Windows cannot open a folder, and its renames are journalled
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some network file systems have no such call for folders: there is then nothing to wait for.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


@contextmanager
def stopping(path: Path) -> Iterator[None]:
    """Turn a failure of the system while writing `path` into RunStopped: what failed, why, what to do."""
    try:
        yield
    except OSError as error:
        raise RunStopped(f"cannot write {path}: {cause(error)}, then run the same command again") from error


def cause(error: OSError) -> str:
    """Why the system refused, and what would help, in plain words."""
    known = _CAUSES.get(error.errno or 0)
    return known or f"{(os.strerror(error.errno) if error.errno else 'unknown cause').lower()}; remove the cause"

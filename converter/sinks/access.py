"""Who may use an output folder: its owner only, and one process at a time."""

from __future__ import annotations

import errno
import os
import shlex
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from converter.errors import OutputRefused
from converter.sinks.durable import cause, sync_folder
from converter.sinks.layout import LOCK

_LOCKLESS = (errno.ENOSYS, errno.ENOTSUP, errno.ENOLCK)
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def make_folder(path: Path) -> None:
    """Create the folder, and those above it that are missing, with mode 0700; one that exists is left as it is.

    Errors: OutputRefused.
    """
    with opening(path):
        missing = [folder for folder in (path, *path.parents) if not folder.exists()]
        for folder in reversed(missing):
            with suppress(FileExistsError):
                folder.mkdir(mode=0o700)
                # A umask can only take bits away; this gives them back.
                folder.chmod(0o700)
            # A folder that may be entered but not read cannot be synced.
            with suppress(PermissionError):
                sync_folder(folder.parent)
        if not path.is_dir():
            raise OutputRefused(f"{path} is not a folder. Name an empty or a new folder with --output.")


def refuse_public(path: Path) -> None:
    """Refuse a folder that every user may write to, sticky or not: another user could put files among ours.

    Errors: OutputRefused.
    """
    with opening(path):
        mode = stat.S_IMODE(path.stat().st_mode)
    if mode & stat.S_IWOTH:
        raise OutputRefused(
            f"every user of this machine may write to {path} (mode {mode:04o}). "
            f"Run `chmod go-w {shlex.quote(str(path))}`, or name a new folder with --output."
        )


def make_private(path: Path) -> None:
    """Close an existing folder to its group and to others; one that belongs to another user stays as it is.

    Errors: OutputRefused.
    """
    with opening(path):
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & _OTHERS:
            with suppress(PermissionError):
                path.chmod(mode & ~_OTHERS)


def lock(path: Path, otherwise: str = "name another folder with --output") -> Callable[[], None]:
    """Keep other processes out of the folder; gives the function that lets them in again.

    The operating system holds the lock and drops it when the process dies, however it dies.
    `otherwise` is what else a user can do than wait. Errors: OutputRefused where another process holds it, or where the
    file system has no such locks.
    """
    with opening(path):
        try:
            return _held(path / LOCK)
        except BlockingIOError:
            raise OutputRefused(f"another run is writing to {path}. Wait until it ends, or {otherwise}.") from None
        except OSError as error:
            if error.errno in _LOCKLESS:
                raise OutputRefused(
                    f"the file system of {path} cannot lock files. Name a folder on a local disk with --output."
                ) from None
            raise


def _held(file: Path) -> Callable[[], None]:
    """The lock of flock(2); on Windows that of a library, which takes longer to load than all that a run does here.

    Raises BlockingIOError where another process has it, OSError.
    """
    if sys.platform == "win32":
        from filelock import FileLock, Timeout

        library = FileLock(file, timeout=0, thread_local=False)
        try:
            library.acquire()
        except Timeout:
            raise BlockingIOError from None
        return library.release
    import fcntl

    opened = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with suppress(PermissionError):
            os.fchmod(opened, 0o600)  # a umask may have taken bits away
    except OSError:
        os.close(opened)
        raise

    def release() -> None:
        fcntl.flock(opened, fcntl.LOCK_UN)  # a process that was begun meanwhile has the file open too
        os.close(opened)

    return release


@contextmanager
def opening(path: Path) -> Iterator[None]:
    """Turn a failure of the system while opening the folder into OutputRefused."""
    try:
        yield
    except OSError as error:
        raise OutputRefused(
            f"cannot use {path} as the output folder: {cause(error)}, or name another folder with --output"
        ) from error

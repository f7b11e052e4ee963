"""The files of a source: found by path or glob, opened one after the other."""

from __future__ import annotations

import glob
import io
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, cast

from msgspec import Struct

from converter.errors import SourceUnreadable
from converter.sources.streams import Binary, InputStream, open_stream
from converter.syntax.field import Field, Kind
from converter.syntax.suggestion import suggest

STANDARD_INPUT = "-"

PATH = Field(
    "path",
    Kind.TEXT_LIST,
    "The files, relative to the mapping: a path, a glob or a list of them. `.gz`, `.bz2`, `.xz` and `.zst` are "
    "unpacked; `-` is standard input.",
    required=True,
    example="exports/people-*.ldif",
    others="file files filename paths glob",
)
"""The key of every type of source that reads files."""


class InputFile(Struct, frozen=True):
    """A file to be read: its name as messages and origins show it, and where it is.

    `path` is None for standard input; `content` is set where the file is a text in memory.
    """

    name: str
    path: Path | None = None
    content: bytes | None = None

    @contextmanager
    def open(self, *, digested: bool = False) -> Iterator[InputStream]:
        """The file's plain bytes. Raises `SourceUnreadable` where it cannot be opened."""
        file = self._binary()
        try:
            yield open_stream(file, self.name, digested=digested)
        finally:
            if self.name != STANDARD_INPUT:
                file.close()

    def part(self, *, offset: int, size: int) -> bytes:
        """So many bytes as they are stored, of a file that has a path.

        Raises `SourceUnreadable`, also where there are not so many.
        """
        try:
            # whatever stands in its place now, such as a named pipe, is not waited for
            descriptor = os.open(cast("Path", self.path), os.O_RDONLY | os.O_NONBLOCK)
            try:
                pieces = [os.pread(descriptor, size, offset)]
                while pieces[-1] and (missing := size - sum(map(len, pieces))):
                    pieces.append(os.pread(descriptor, missing, offset + size - missing))
            finally:
                os.close(descriptor)
        except OSError as error:
            raise SourceUnreadable(f"{self.name} cannot be read any further: {_reason(error)}") from error
        if not pieces[-1]:
            raise SourceUnreadable(changed(self.name))
        return b"".join(pieces)

    @property
    def size(self) -> int | None:
        """Bytes of the file as it is stored; None where that cannot be known."""
        if self.content is not None:
            return len(self.content)
        return self.path.stat().st_size if self.path and self.path.is_file() else None

    def _binary(self) -> Binary:
        if self.content is not None:
            return io.BytesIO(self.content)
        if self.path is None:
            return cast("io.BufferedReader", sys.stdin.buffer)
        try:
            return self.path.open("rb", buffering=0)
        except OSError as error:
            raise SourceUnreadable(f"{self.name} cannot be opened: {_reason(error)}") from error


class Digest(NamedTuple):
    """The bytes of a file and their SHA-256 in hex."""

    bytes: int
    sha256: str


class InputFiles:
    """Files read one after the other, and how far they are read. `digests` has those that were digested, by name."""

    def __init__(self, files: Iterable[InputFile]) -> None:
        self.digests: dict[str, Digest] = {}
        self._files = tuple(files)
        self._sizes = [file.size for file in self._files]
        self._done = 0
        self._current: InputStream | None = None

    @property
    def plain(self) -> bool:
        """Are all of them files that hold, as they are stored, what is read of them?"""
        return all(map(_is_plain, self._files))

    def streams(self, *, digested: bool = False) -> Iterator[InputStream]:
        """The files' plain bytes, each open until the next is asked for; each to be read to its end if `digested`."""
        for file in self._files:
            with file.open(digested=digested) as stream:
                self._current = stream
                yield stream
                self._done += stream.stored.count
                self._current = None
                if stream.stored.digest:
                    self.digests[file.name] = Digest(stream.stored.count, stream.stored.digest.hexdigest())

    def progress(self) -> tuple[int, int | None]:
        """Bytes read so far, as they are stored, and how many there are, where that is known."""
        sizes = [size for size in self._sizes if size is not None]
        read = self._done + (self._current.stored.count if self._current else 0)
        return read, sum(sizes) if len(sizes) == len(self._sizes) else None


def changed(name: str) -> str:
    """Why a run does not go on with a file that is not what it was."""
    return f"{name} changed while it was read; wait until it is complete and run again"


def _is_plain(file: InputFile) -> bool:
    if file.path is None or not file.path.is_file():
        return False
    try:
        with file.open() as stream:
            return stream.plain
    except SourceUnreadable:  # which is told when its turn comes
        return False


def inputs(values: Mapping[str, Any], folder: Path) -> list[InputFile]:
    """The files under `path`, relative to `folder`. Raises `SourceUnreadable`."""
    return find(values["path"] or (), folder)


def find(patterns: Sequence[str], folder: Path) -> list[InputFile]:
    """The files that a list of paths and globs names, relative to `folder`.

    The list's order stays; the files of a glob are sorted by name; a file that is named twice is read once.
    "-" is standard input. Raises `SourceUnreadable` for a name without a file, and where the system will not look.
    """
    found: dict[Path | None, InputFile] = {}
    try:
        for pattern in patterns:
            for file in _matches(pattern, folder):
                found.setdefault(file.path and file.path.resolve(), file)
    except (OSError, ValueError) as error:
        raise SourceUnreadable(f"{', '.join(patterns)} cannot be looked up: {_why_not_found(error)}") from error
    return list(found.values())


def _matches(pattern: str, folder: Path) -> list[InputFile]:
    if pattern == STANDARD_INPUT:
        return [InputFile(STANDARD_INPUT)]
    exact = folder / pattern
    if exact.is_dir():
        raise SourceUnreadable(f"{exact} is a folder: name the files in it, for example {pattern.rstrip('/')}/*.ldif")
    if exact.exists():
        return [InputFile(str(exact), exact)]
    names = sorted(_glob(pattern, folder)) if glob.has_magic(pattern) else []
    files = [InputFile(str(folder / name), folder / name) for name in names if not (folder / name).is_dir()]
    if not files:
        raise SourceUnreadable(_nothing_found(pattern, folder))
    return files


def _glob(pattern: str, folder: Path) -> list[str]:
    # Path.glob refuses absolute patterns and takes hidden files
    return glob.glob(pattern, root_dir=folder, recursive=True)  # noqa: PTH207


_HABITS = (
    ("$", "a variable is written ${NAME}"),
    ("~", "~ stands for no folder here: write ${HOME}"),
    *([("\\", "folders are parted by /")] if os.sep == "/" else []),
)
"""Signs that a shell or another system takes for something else, and what is written here."""


def _nothing_found(pattern: str, folder: Path) -> str:
    path = folder / pattern
    what = f"no file matches {path}" if glob.has_magic(pattern) else f"there is no file {path}"
    if not pattern.isprintable():
        return f"{what}; in double quotes YAML takes what follows a backslash for a sign: write /"
    if habit := next((told for sign, told in _HABITS if sign in pattern), ""):
        return f"{what}; {habit}"
    if not path.parent.is_dir():
        return what if glob.has_magic(str(path.parent)) else f"{what}: the folder {path.parent} does not exist"
    try:
        near = suggest(path.name, sorted(entry.name for entry in path.parent.iterdir()))
    except OSError:
        near = None
    elsewhere = "" if folder == Path() else "; paths are relative to the mapping file"
    return f"{what}; did you mean {near}?" if near else f"{what}{elsewhere}"


def _reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "you are not allowed to read it; change its permissions or run as its owner"
    return error.strerror or str(error)


def _why_not_found(error: OSError | ValueError) -> str:
    if isinstance(error, PermissionError):
        return "you are not allowed to; change its permissions or run as its owner"
    strerror = error.strerror if isinstance(error, OSError) else None
    return (strerror or "its name is not one that a file can have").lower()

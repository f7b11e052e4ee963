"""The output folder of one run: private, locked, and bound to the identity of the run that made it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from converter.errors import OutputRefused
from converter.sinks import layout
from converter.sinks.access import lock, make_folder, make_private, opening, refuse_public
from converter.sinks.awaited import Awaited
from converter.sinks.durable import (
    DurableFile,
    Written,
    commit_all,
    remove_durably,
    stopping,
    write_durably,
)
from converter.sinks.identity import PROGRAM, Identity, identity_from_json
from converter.sinks.json_text import indented


class OtherRun(StrEnum):
    """What to do with a folder that holds the result of another run."""

    REFUSE = "refuse"
    REPLACE = "replace"


class OutputFolder:
    """A folder that this process alone writes to; `close` (or leaving the `with` block) gives it up.

    Whatever an earlier run of the same identity left there, finished or killed, is removed when the folder is
    opened, the manifest first: so a manifest always stands for a complete result.
    """

    def __init__(self, path: Path, identity: Identity | Awaited, *, bound: bool, release: Callable[[], None]) -> None:
        self.path = path
        self._identity = identity
        self._bound = bound
        self._release = release
        self._files: set[DurableFile] = set()

    @classmethod
    def open(cls, path: Path, identity: Identity | Awaited, *, other_run: OtherRun = OtherRun.REFUSE) -> Self:
        """Open or create an output folder for that run.

        An identity is awaited where the folder belongs to a run already; else not before a file takes its name.

        Errors: OutputRefused where another process writes to it, where it belongs to another run (unless
        `other_run` says to replace that), where it holds other files, or where others may write to it;
        RunStopped where the system fails.
        """
        make_folder(path)
        refuse_public(path)
        # Before the lock, since locking puts a file there, and again behind it, since only then nobody else writes.
        _owner(path)
        release = lock(path)
        try:
            bound = _owner(path) is not None or not isinstance(identity, Awaited)
            if bound:
                _claim(path, identity.value() if isinstance(identity, Awaited) else identity, other_run)
            else:
                _blank(path)
        except BaseException:
            release()
            raise
        return cls(path, identity, bound=bound, release=release)

    @property
    def ready(self) -> bool:
        """Can a file take its name without waiting for the identity?"""
        return not isinstance(self._identity, Awaited) or self._identity.ready

    @property
    def identity(self) -> Identity:
        """Whose folder it is. Raises what awaiting it raises."""
        if isinstance(self._identity, Awaited):
            self._identity = self._identity.value()
        return self._identity

    def bind(self) -> None:
        """Write down whose folder it is, before a file takes its name. Errors: RunStopped; what awaiting it raises."""
        if not self._bound:
            write_durably(self.path, layout.RUN, self.identity.as_json())
            self._bound = True

    def create(self, name: str) -> DurableFile:
        """A new file of the folder; it is discarded with the folder unless it was committed."""
        assert layout.is_result(name), f"a repeated run would not remove {name}: add it to layout.py"
        file = DurableFile(self.path, name)
        self._files.add(file)
        return file

    def commit(self, files: Sequence[DurableFile]) -> list[Written]:
        """Give files their names, once it is written down whose they are. Errors: RunStopped."""
        self.bind()
        written = commit_all(self.path, files)
        self._files.difference_update(files)
        return written

    def write(self, name: str, data: bytes) -> Written:
        """Write a whole file."""
        assert layout.is_result(name), f"a repeated run would not remove {name}: add it to layout.py"
        self.bind()
        return write_durably(self.path, name, data)

    def write_json(self, name: str, document: Any) -> Written:
        """Write a JSON document for people and programs."""
        return self.write(name, indented(document))

    def close(self) -> None:
        """Discard files that were not committed, and let other processes in."""
        for file in self._files:
            file.discard()
        self._files.clear()
        with suppress(OSError):
            # A signal may end the run after a file was made and before it stood in the list.
            _clear(self.path, layout.is_temporary)
        self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _claim(path: Path, identity: Identity, other_run: OtherRun) -> None:
    """Make a locked folder ready for this run: nothing in it but `run.json`, and that is this run's."""
    earlier = _owner(path)
    differences = identity.differences(earlier) if earlier else []
    if differences and other_run is OtherRun.REFUSE:
        raise OutputRefused(
            f"{path} holds the result of another run: {'; '.join(differences)}. "
            "Add --replace to overwrite it, or name another folder with --output."
        )
    if differences and (path / layout.JOURNAL).exists():
        raise OutputRefused(
            f"{path} holds a result that was sent to Auth0, and {layout.JOURNAL} knows what became of it. "
            "Name another folder with --output."
        )
    if earlier is None:
        _blank(path)
    else:
        remove_durably(path, layout.MANIFEST)
        with stopping(path):
            _clear(path, lambda name: layout.is_result(name) or layout.is_temporary(name))
    if earlier is None or differences:
        write_durably(path, layout.RUN, identity.as_json())


def _blank(path: Path) -> None:
    """Make a locked folder ready that belongs to nobody."""
    make_private(path)
    with stopping(path):
        _clear(path, layout.is_temporary)


def _owner(path: Path) -> Identity | None:
    """The run that the folder belongs to; None for a blank folder. Errors: OutputRefused for any other folder."""
    with opening(path):
        names = sorted(entry.name for entry in path.iterdir())
        # A run that was killed before it wrote run.json leaves no more than these.
        blank = all(name == layout.LOCK or layout.is_temporary(name) for name in names)
        data = (path / layout.RUN).read_bytes() if layout.RUN in names else None
    if blank:
        return None
    if data is None:
        shown = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
        raise OutputRefused(
            f"{path} is not an output folder of {PROGRAM}: it holds {shown} but no {layout.RUN}. "
            "Name an empty or a new folder with --output."
        )
    owner = identity_from_json(data)
    if owner is None:
        raise OutputRefused(
            f"{path / layout.RUN} was not written by {PROGRAM}, or is damaged. "
            "Name an empty or a new folder with --output."
        )
    return owner


def _clear(path: Path, ours: Callable[[str], bool]) -> None:
    """Remove the files with such names. Errors: OSError."""
    for entry in sorted(path.iterdir()):
        if ours(entry.name):
            entry.unlink()

"""Notices an input that changes while it is read: its records would be of two states, and its digest of neither."""

from __future__ import annotations

from collections.abc import Iterable

from converter.sources.files import InputFile, changed


class Watch:
    """Files as they were when the run began. Standard input is not a file that could change."""

    def __init__(self, files: Iterable[InputFile] = ()) -> None:
        self._begun = {file: _state(file) for file in files}

    def changed(self) -> str:
        """Which file is not what it was, as a sentence; empty where none is."""
        for file, state in self._begun.items():
            if _state(file) != state:
                return changed(file.name)
        return ""


def _state(file: InputFile) -> tuple[int, int] | None:
    """Size and time of the last change; None where there is no file any more."""
    try:
        found = file.path.stat() if file.path else None
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns) if found else None

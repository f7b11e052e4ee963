"""A folder is opened before it is known whose it is, if it is blank; no file takes its name before."""

from __future__ import annotations

import shutil
from pathlib import Path
from threading import Event

import pytest

from converter.errors import OutputRefused, SourceUnreadable
from converter.record import Origin
from converter.sinks import layout
from converter.sinks.auth0_import import ImportFiles
from converter.sinks.awaited import Awaited
from converter.sinks.folder import OutputFolder
from converter.sinks.identity import Identity
from converter.sinks.json_lines import JsonLines

DESCRIPTORS = Path("/dev/fd")
"""Those that this process has open."""
ONE, OTHER = Identity("oracle.yaml", "ab", ()), Identity("oracle.yaml", "cd", ())


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def waiting(event: Event, identity: Identity) -> Awaited:
    def known() -> Identity:
        assert event.wait(30)
        return identity

    return Awaited(known)


def test_files_take_their_names_once_it_is_known_whose_they_are(tmp_path: Path) -> None:
    event = Event()
    killed = tmp_path / "killed"
    with OutputFolder.open(tmp_path / "out", waiting(event, ONE)) as folder:
        assert not folder.ready
        files = ImportFiles(folder, JsonLines(folder, layout.ORIGINS), limit=100)
        for number in range(40):
            files.add(b"x" * 60, Origin("people.ldif", number))
        assert all(name.startswith(".") for name in names(folder.path))
        assert len(names(folder.path)) == 41
        shutil.copytree(folder.path, killed)
        event.set()
        assert len(files.close()) == 40
        assert names(folder.path) >= {layout.RUN, "users-00001.json", "users-00040.json"}
    with OutputFolder.open(killed, OTHER):
        assert names(killed) == {layout.LOCK, layout.RUN}


def test_any_number_of_files_may_wait_and_few_of_them_are_open(tmp_path: Path) -> None:
    event = Event()
    with OutputFolder.open(tmp_path, waiting(event, ONE)) as folder:
        files = ImportFiles(folder, JsonLines(folder, layout.ORIGINS), limit=100)
        before = len(list(DESCRIPTORS.iterdir()))
        for number in range(100):
            files.add(b"x" * 60, Origin("people.ldif", number))
            assert len(list(DESCRIPTORS.iterdir())) <= before + 16
        assert layout.RUN not in names(tmp_path)
        event.set()
        assert folder.identity == ONE
        for number in range(100, 130):
            files.add(b"x" * 60, Origin("people.ldif", number))
        assert {layout.RUN, "users-00001.json", "users-00112.json"} <= names(tmp_path)


def test_a_folder_of_another_run_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with OutputFolder.open(tmp_path, ONE) as folder:
        folder.write(layout.SUMMARY, b"{}")
    before = names(tmp_path)
    with pytest.raises(OutputRefused, match="holds the result of another run"):
        OutputFolder.open(tmp_path, Awaited(lambda: OTHER))
    assert names(tmp_path) == before
    with OutputFolder.open(tmp_path, Awaited(lambda: ONE)) as folder:
        assert folder.ready
        assert names(tmp_path) == {layout.LOCK, layout.RUN}


def test_where_it_cannot_be_known_nothing_remains(tmp_path: Path) -> None:
    def fail() -> Identity:
        raise SourceUnreadable("people.ldif cannot be read")

    with OutputFolder.open(tmp_path, Awaited(fail)) as folder:
        lines = JsonLines(folder, layout.REJECTED)
        with pytest.raises(SourceUnreadable):
            lines.close()
    assert names(tmp_path) == {layout.LOCK}

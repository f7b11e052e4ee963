from __future__ import annotations

import stat
from pathlib import Path

import pytest
from msgspec.structs import replace

from converter.errors import OutputRefused
from converter.sinks.folder import OtherRun, OutputFolder
from converter.sinks.identity import Identity, SourceFile

IDENTITY = Identity("oracle.yaml", "ab", (SourceFile("people.ldif", 10, "cd"),), {"limit": None})
OTHER = replace(IDENTITY, mapping_sha256="ef")


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir() if entry.name != ".lock")


def finished(path: Path, identity: Identity = IDENTITY) -> Path:
    """A folder with everything in it that a finished run leaves, and a note of its owner's."""
    with OutputFolder.open(path, identity) as folder:
        for name in ("users-00001.json", "users-00002.json", "rejected.jsonl", "summary.json", "manifest.json"):
            folder.write(name, b"[]")
    (path / "notes.txt").write_text("mine")
    return path


def test_a_new_folder_is_private_and_holds_its_identity(tmp_path: Path) -> None:
    with OutputFolder.open(tmp_path / "out", IDENTITY) as folder:
        assert names(folder.path) == ["run.json"]
        assert (folder.path / "run.json").read_bytes() == IDENTITY.as_json()
        assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700


def test_an_empty_folder_is_taken_and_made_private(tmp_path: Path) -> None:
    tmp_path.chmod(0o775)
    OutputFolder.open(tmp_path, IDENTITY).close()
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def test_the_same_run_starts_over_and_leaves_other_files_alone(tmp_path: Path) -> None:
    path = finished(tmp_path / "out")
    (path / ".users-00009.json.tmp").write_text("cut off")
    with OutputFolder.open(path, IDENTITY):
        assert names(path) == ["notes.txt", "run.json"]


def test_another_run_is_refused_untouched_with_the_two_ways_out(tmp_path: Path) -> None:
    path = finished(tmp_path / "out")
    before = {name: (path / name).read_bytes() for name in names(path)}
    with pytest.raises(OutputRefused, match=r"oracle\.yaml has changed since\. Add --replace .* --output\.$"):
        OutputFolder.open(path, OTHER)
    assert {name: (path / name).read_bytes() for name in names(path)} == before
    OutputFolder.open(path, IDENTITY).close()


def test_another_run_replaces_it_when_asked(tmp_path: Path) -> None:
    path = finished(tmp_path / "out")
    with OutputFolder.open(path, OTHER, other_run=OtherRun.REPLACE):
        assert names(path) == ["notes.txt", "run.json"]
        assert (path / "run.json").read_bytes() == OTHER.as_json()


@pytest.mark.parametrize("content", [None, "{}", '{"program": "make"}', "not json"])
@pytest.mark.parametrize("other_run", OtherRun)
def test_a_folder_of_somebody_else_is_refused_untouched(
    tmp_path: Path, content: str | None, other_run: OtherRun
) -> None:
    (tmp_path / "summary.json").write_text("precious")
    if content is not None:
        (tmp_path / "run.json").write_text(content)
    before = sorted(entry.name for entry in tmp_path.iterdir())
    with pytest.raises(OutputRefused, match="auth0-convert"):
        OutputFolder.open(tmp_path, IDENTITY, other_run=other_run)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == before


def test_a_link_planted_at_a_temporary_name_is_removed_not_followed(tmp_path: Path) -> None:
    path = finished(tmp_path / "out")
    (tmp_path / "victim").write_text("precious")
    (path / ".users-00001.json.tmp").symlink_to(tmp_path / "victim")
    (path / ".run.json.tmp").symlink_to(tmp_path / "victim")
    with OutputFolder.open(path, OTHER, other_run=OtherRun.REPLACE) as folder:
        folder.write("users-00001.json", b"[]")
    assert (tmp_path / "victim").read_text() == "precious"


def test_leaving_the_folder_discards_what_was_not_committed(tmp_path: Path) -> None:
    with OutputFolder.open(tmp_path, IDENTITY) as folder:
        folder.create("rejected.jsonl").write(b"{}\n")
        kept = folder.create("skipped.jsonl")
        kept.commit()
        assert names(tmp_path) == [".rejected.jsonl.tmp", "run.json", "skipped.jsonl"]
    assert names(tmp_path) == ["run.json", "skipped.jsonl"]


def test_a_file_whose_making_was_interrupted_is_removed_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(descriptor: int, mode: int) -> None:
        raise KeyboardInterrupt

    with OutputFolder.open(tmp_path / "out", IDENTITY) as folder:
        monkeypatch.setattr("os.fchmod", interrupted)
        with pytest.raises(KeyboardInterrupt):
            folder.create("rejected.jsonl")
    assert names(tmp_path / "out") == ["run.json"]


def test_a_refusal_gives_the_lock_back(tmp_path: Path) -> None:
    finished(tmp_path / "out")
    for _ in range(2):
        with pytest.raises(OutputRefused, match="another run:"):
            OutputFolder.open(tmp_path / "out", OTHER)


def test_a_name_that_a_repetition_would_not_remove_cannot_be_written(tmp_path: Path) -> None:
    with OutputFolder.open(tmp_path, IDENTITY) as folder, pytest.raises(AssertionError):
        folder.write("../escape.json", b"")


def test_what_was_sent_to_auth0_is_not_replaced(tmp_path: Path) -> None:
    path = finished(tmp_path / "out")
    (path / "journal.sqlite").write_bytes(b"")
    with pytest.raises(OutputRefused, match=r"journal\.sqlite knows what became of it\. Name another folder"):
        OutputFolder.open(path, OTHER, other_run=OtherRun.REPLACE)
    OutputFolder.open(path, IDENTITY).close()

    assert "journal.sqlite" in names(path)

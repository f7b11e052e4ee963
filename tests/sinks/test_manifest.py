from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from converter.errors import OutputRefused
from converter.record import Origin
from converter.sinks import layout
from converter.sinks.auth0_import import ImportFiles
from converter.sinks.folder import OutputFolder
from converter.sinks.identity import Identity, SourceFile
from converter.sinks.json_lines import JsonLines
from converter.sinks.manifest import Manifest, read_manifest, verify, write_manifest

IDENTITY = Identity("oracle.yaml", "ab", (SourceFile("people.ldif", 10, "cd"),), {"limit": 5})


def finished(path: Path) -> Manifest:
    with OutputFolder.open(path, IDENTITY) as folder:
        origins = JsonLines(folder, layout.ORIGINS)
        users = ImportFiles(folder, origins, limit=100)
        for letter in "abc":
            users.add(f'{{"name":"{letter * 60}"}}'.encode(), Origin("people.ldif", 1))
        rejected = JsonLines(folder, "rejected.jsonl")
        rejected.write({"id": "x"})
        parts = users.close()
        files = [rejected.close(), origins.close()]
        return write_manifest(folder, {"read": 4, "exported": 3, "rejected": 1}, parts=parts, files=files)


def append(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes() + b" ")


def flip(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes().replace(b"a", b"b", 1))


def edit(name: str, old: str, new: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text((folder / name).read_text().replace(old, new))


def link(folder: Path) -> None:
    (folder / "users-00001.json").rename(folder / "elsewhere")
    (folder / "users-00001.json").symlink_to(folder / "elsewhere")


def test_a_manifest_reads_back_as_it_was_written(tmp_path: Path) -> None:
    written = finished(tmp_path)
    assert read_manifest(tmp_path) == written
    assert [part.users for part in written.parts] == [1, 1, 1]


def test_equal_runs_have_equal_manifests_wherever_they_are(tmp_path: Path) -> None:
    finished(tmp_path / "a")
    finished(tmp_path / "b" / "c")
    one, other = ((tmp_path / name / "manifest.json").read_bytes() for name in ("a", "b/c"))
    assert one == other
    assert str(tmp_path).encode() not in one


def test_a_finished_run_verifies(tmp_path: Path) -> None:
    finished(tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    assert verify(tmp_path) == []


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (append("users-00002.json"), "users-00002.json has 74 bytes, not the 73 that were written"),
        (flip("users-00001.json"), "users-00001.json has changed since it was written"),
        (edit("rejected.jsonl", "x", "y"), "rejected.jsonl has changed since it was written"),
        (lambda folder: (folder / "users-00003.json").unlink(), "users-00003.json is missing"),
        (link, "users-00001.json is not a file"),
        (lambda folder: (folder / "users-00004.json").write_text("[]"), "users-00004.json is not in manifest.json"),
        (
            lambda folder: (folder / ".users-00004.json.tmp").write_text("["),
            ".users-00004.json.tmp is not in manifest.json",
        ),
        (edit("run.json", '"limit": 5', '"limit": 6'), "manifest.json belongs to another run than run.json"),
        (lambda folder: (folder / "run.json").unlink(), "run.json is missing or damaged"),
        (
            edit("manifest.json", "rejected.jsonl", "../../etc/passwd"),
            "manifest.json names ../../etc/passwd, which no run writes",
        ),
    ],
)
def test_damage_is_named(tmp_path: Path, damage: Callable[[Path], object], problem: str) -> None:
    finished(tmp_path)
    damage(tmp_path)
    assert problem in verify(tmp_path)


def test_a_folder_without_a_manifest_is_not_finished(tmp_path: Path) -> None:
    finished(tmp_path)
    (tmp_path / "manifest.json").unlink()
    with pytest.raises(OutputRefused, match="holds no finished run"):
        read_manifest(tmp_path)
    assert len(verify(tmp_path)) == 1


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"program":"auth0-convert"}', "\x00"])
def test_a_damaged_manifest_is_one_sentence(tmp_path: Path, text: str) -> None:
    finished(tmp_path)
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(OutputRefused, match=r"manifest\.json is damaged"):
        read_manifest(tmp_path)
    assert verify(tmp_path) == [f"{tmp_path / 'manifest.json'} is damaged. Run the conversion again."]

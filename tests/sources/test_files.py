from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from converter.errors import SourceUnreadable
from converter.sources.files import InputFile, InputFiles, find


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("people-1.ldif", "people-2.ldif", "people-10.ldif", "other.csv", ".hidden.ldif", "odd[1].ldif"):
        (tmp_path / name).write_text(name)
    (tmp_path / "sub.ldif").mkdir()
    return tmp_path


def names(files: list[InputFile], folder: Path) -> list[str]:
    return [str(file.path.relative_to(folder)) if file.path else file.name for file in files]


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["other.csv"], ["other.csv"]),
        (["people-*.ldif"], ["people-1.ldif", "people-10.ldif", "people-2.ldif"]),
        (["people-2.ldif", "people-*.ldif"], ["people-2.ldif", "people-1.ldif", "people-10.ldif"]),
        (["./other.csv", "other.csv"], ["other.csv"]),
        (["odd[1].ldif"], ["odd[1].ldif"]),
        (["**/other.csv"], ["other.csv"]),
        (["*.ldif"], ["odd[1].ldif", "people-1.ldif", "people-10.ldif", "people-2.ldif"]),
        (["-", "other.csv", "-"], ["-", "other.csv"]),
    ],
)
def test_files_are_found_in_order_and_once(patterns: list[str], expected: list[str], folder: Path) -> None:
    assert names(find(patterns, folder), folder) == expected


def test_absolute_paths_and_links_to_the_same_file_are_one(folder: Path) -> None:
    (folder / "link.csv").symlink_to(folder / "other.csv")
    assert len(find([str(folder / "other.csv"), "link.csv", str(folder / "oth*.csv")], folder)) == 1


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("people-3.ldif", "there is no file .*people-3.ldif; did you mean people-1.ldif"),
        ("zzzzzzzz", "there is no file .*zzzzzzzz; paths are relative to the mapping file"),
        ("persons-*.ldif", "no file matches .*persons-"),
        ("missing/a.ldif", "the folder .*missing does not exist"),
        ("missing/*.ldif", "no file matches"),
        ("sub.ldif", r"is a folder: name the files in it, for example sub.ldif/\*.ldif"),
        (".", "is a folder"),
    ],
)
def test_name_without_a_file_is_told_with_what_to_do(pattern: str, says: str, folder: Path) -> None:
    with pytest.raises(SourceUnreadable, match=says):
        find([pattern], folder)


def test_a_mapping_is_not_mentioned_where_paths_are_relative_to_the_working_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    with pytest.raises(SourceUnreadable, match=r"there is no file zzzzzzzz$"):
        find(["zzzzzzzz"], Path())


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_file_that_may_not_be_read_is_told(folder: Path) -> None:
    (folder / "other.csv").chmod(0)
    with pytest.raises(SourceUnreadable, match="not allowed"), find(["other.csv"], folder)[0].open():
        pass


def test_file_that_went_away_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match=r"gone\.ldif cannot be opened"):
        InputFile("gone.ldif", tmp_path / "gone.ldif").open().__enter__()


def test_standard_input_is_read_and_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(b"dn: cn=a\n"))
    monkeypatch.setattr(sys, "stdin", stdin)
    files = InputFiles([InputFile("-")])
    assert [stream.read(100) for stream in files.streams()] == [b"dn: cn=a\n"]
    assert files.progress() == (9, None)
    assert not stdin.buffer.closed


def test_progress_counts_stored_bytes_over_all_files() -> None:
    files = InputFiles([InputFile("a", content=b"12345"), InputFile("b", content=b"678")])
    assert files.progress() == (0, 8)
    streams = files.streams()
    next(streams).read(100)
    assert files.progress() == (5, 8)
    next(streams).read(100)
    assert files.progress() == (8, 8)

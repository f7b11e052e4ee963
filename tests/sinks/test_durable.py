from __future__ import annotations

import errno
import hashlib
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from converter.errors import RunStopped
from converter.sinks.durable import DurableFile, Written, cause, remove_durably, write_durably


@pytest.fixture(params=[0o000, 0o022, 0o077, 0o277], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_a_file_has_its_name_only_after_commit(tmp_path: Path) -> None:
    with DurableFile(tmp_path, "summary.json") as file:
        file.write(b"one ")
        file.write(b"two")
        assert names(tmp_path) == [".summary.json.tmp"]
        written = file.commit()
    assert names(tmp_path) == ["summary.json"]
    assert (tmp_path / "summary.json").read_bytes() == b"one two"
    assert written == Written("summary.json", 7, hashlib.sha256(b"one two").hexdigest())


def test_what_the_system_takes_in_parts_keeps_its_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writev = os.writev
    monkeypatch.setattr(os, "writev", lambda file, pieces: writev(file, pieces[:2]))
    pieces = [b"%d," % number for number in range(2000)]
    with DurableFile(tmp_path, "summary.json") as file:
        file.write(b"[")
        file.write_all(pieces)
        file.write(b"]")
        written = file.commit()
    data = (tmp_path / "summary.json").read_bytes()
    assert data == b"[" + b"".join(pieces) + b"]"
    assert written.sha256 == hashlib.sha256(data).hexdigest()


def test_a_file_that_is_not_committed_leaves_nothing(tmp_path: Path) -> None:
    with DurableFile(tmp_path, "summary.json") as file:
        file.write(b"x" * 100_000)
    assert names(tmp_path) == []


def test_an_earlier_file_stays_whole_until_commit(tmp_path: Path) -> None:
    write_durably(tmp_path, "summary.json", b"old")
    with DurableFile(tmp_path, "summary.json") as file:
        file.write(b"new and longer")
        assert (tmp_path / "summary.json").read_bytes() == b"old"
        file.commit()
    assert (tmp_path / "summary.json").read_bytes() == b"new and longer"


def test_files_are_private_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    write_durably(tmp_path, "summary.json", b"{}")
    assert stat.S_IMODE((tmp_path / "summary.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("target", ["victim", "missing"])
def test_a_link_planted_at_the_temporary_name_is_not_followed(tmp_path: Path, target: str) -> None:
    (tmp_path / "victim").write_text("precious")
    (tmp_path / ".summary.json.tmp").symlink_to(tmp_path / target)
    with pytest.raises(RunStopped, match="temporary name is taken"):
        write_durably(tmp_path, "summary.json", b"{}")
    assert (tmp_path / "victim").read_text() == "precious"
    assert not (tmp_path / "missing").exists()


def test_a_link_planted_at_the_final_name_is_replaced_not_followed(tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("precious")
    (tmp_path / "summary.json").symlink_to(tmp_path / "victim")
    write_durably(tmp_path, "summary.json", b"{}")
    assert (tmp_path / "victim").read_text() == "precious"
    assert not (tmp_path / "summary.json").is_symlink()


def test_a_folder_that_has_gone_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(RunStopped, match=r"^cannot write .*/gone/summary\.json: the folder has gone; .* again$"):
        write_durably(tmp_path / "gone", "summary.json", b"{}")


def test_removing_is_no_error_where_there_is_nothing(tmp_path: Path) -> None:
    write_durably(tmp_path, "summary.json", b"{}")
    remove_durably(tmp_path, "summary.json")
    remove_durably(tmp_path, "summary.json")
    assert names(tmp_path) == []


def test_what_cannot_be_removed_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").mkdir()
    with pytest.raises(RunStopped, match=r"manifest\.json: .* run the same command again"):
        remove_durably(tmp_path, "manifest.json")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.ENOTDIR, 0])
def test_every_cause_says_what_would_help(number: int) -> None:
    assert "; " in cause(OSError(number, "text of the system") if number else OSError("no number"))


def test_a_write_beyond_the_limit_stops_the_run_and_leaves_nothing(tmp_path: Path) -> None:
    program = """
import pathlib, resource, sys
from converter.errors import RunStopped
from converter.sinks.durable import DurableFile
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    DurableFile(pathlib.Path(sys.argv[1]), "users-00001.json").write(bytes(400_000))
except RunStopped as error:
    sys.exit(str(error))
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.stderr.startswith(f"cannot write {tmp_path}/users-00001.json: the file is larger")
    assert done.stderr.count("\n") == 1
    assert names(tmp_path) == []

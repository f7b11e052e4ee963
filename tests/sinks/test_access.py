from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from converter.errors import OutputRefused
from converter.sinks.access import lock, make_folder, make_private, refuse_public

SMALL_RUN = Path(__file__).with_name("small_run.py")


def start(folder: Path) -> subprocess.Popen[str]:
    """A process that holds the folder until its standard input ends."""
    command = [sys.executable, str(SMALL_RUN), str(folder), "--hold"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


@pytest.fixture(params=[0o000, 0o077, 0o277], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_created_folders_are_private_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    make_folder(tmp_path / "a" / "b")
    assert mode(tmp_path / "a") == mode(tmp_path / "a" / "b") == 0o700


def test_a_folder_that_exists_keeps_its_mode_until_it_is_made_private(tmp_path: Path) -> None:
    tmp_path.chmod(0o2775)
    make_folder(tmp_path)
    assert mode(tmp_path) == 0o2775
    make_private(tmp_path)
    assert mode(tmp_path) == 0o2700


@pytest.mark.parametrize("beneath", ["file", "file/folder", "link"])
def test_what_cannot_be_a_folder_is_refused_in_one_sentence(tmp_path: Path, beneath: str) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(OutputRefused, match="--output"):
        make_folder(tmp_path / beneath)


@pytest.mark.parametrize("public", [0o777, 0o1777, 0o702])
def test_a_folder_that_everybody_may_write_to_is_refused(tmp_path: Path, public: int) -> None:
    tmp_path.chmod(public)
    with pytest.raises(OutputRefused, match=f"mode {public:04o}"):
        refuse_public(tmp_path)
    tmp_path.chmod(0o770)
    refuse_public(tmp_path)


def test_a_lock_is_held_once_and_again_after_its_release(tmp_path: Path) -> None:
    release = lock(tmp_path)
    with pytest.raises(OutputRefused, match="another run is writing to"):
        lock(tmp_path)
    release()
    lock(tmp_path)()
    assert mode(tmp_path / ".lock") == 0o600


def test_a_link_planted_at_the_lock_is_refused(tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("precious")
    (tmp_path / ".lock").symlink_to(tmp_path / "victim")
    with pytest.raises(OutputRefused):
        lock(tmp_path)
    assert (tmp_path / "victim").read_text() == "precious"


def test_of_several_processes_one_gets_the_folder_and_its_death_frees_it(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    processes = [start(folder) for _ in range(5)]
    try:
        first_lines = [process.stdout.readline() if process.stdout else "" for process in processes]
        assert sorted(first_lines) == ["", "", "", "", "open\n"]
        holder = processes[first_lines.index("open\n")]
        for loser in processes:
            if loser is not holder:
                assert "another run is writing to" in loser.communicate()[1]
                assert loser.returncode == OutputRefused.exit_code
        holder.send_signal(signal.SIGKILL)
        holder.communicate()
        lock(folder)()
    finally:
        for process in processes:
            process.kill()
            process.communicate()

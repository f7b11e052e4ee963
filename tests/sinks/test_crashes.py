"""A run that is killed, starved or cut off leads, repeated, to the bytes of an undisturbed one."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from converter.errors import RunStopped

COMMAND = [sys.executable, str(Path(__file__).with_name("small_run.py"))]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


def small_run(folder: Path, *options: str, under: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    command = [*under, *COMMAND, str(folder), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT)


def contents(folder: Path) -> dict[str, bytes]:
    return {entry.name: entry.read_bytes() for entry in folder.iterdir()}


@cache
def strace_is_missing() -> str:
    """Why no system calls can be traced here, or nothing."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    probe = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False)
    return "" if probe.returncode == 0 else "this machine forbids tracing"


@pytest.fixture
def strace() -> tuple[str, ...]:
    if strace_is_missing():
        pytest.skip(strace_is_missing())
    return ("strace", "-f", "-qq", "-y")


@pytest.fixture
def reference(tmp_path: Path) -> dict[str, bytes]:
    assert small_run(tmp_path / "reference").returncode == 0
    return contents(tmp_path / "reference")


@pytest.mark.slow
def test_every_kill_point_leads_to_the_undisturbed_result(tmp_path: Path) -> None:
    done = small_run(tmp_path, "--kill-everywhere")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["failures"] == []
    assert min(report["points"].values()) > 30


@pytest.mark.parametrize("largest", [1, 100, 186, 400])
def test_a_file_size_limit_stops_the_run_in_one_sentence(
    tmp_path: Path, largest: int, reference: dict[str, bytes]
) -> None:
    done = small_run(tmp_path / "out", "--largest-file", str(largest))
    assert done.returncode == RunStopped.exit_code
    assert re.fullmatch(r"cannot write .*: the file is larger .* run the same command again\n", done.stderr)
    left = contents(tmp_path / "out")
    assert "manifest.json" not in left
    assert not [name for name in left if name.endswith(".tmp")]
    assert small_run(tmp_path / "out").returncode == 0
    assert contents(tmp_path / "out") == reference


@pytest.mark.parametrize(
    ("call", "error", "nth"),
    [("fsync", "EIO", 3), ("fsync", "EIO", 8), ("rename", "ENOSPC", 2), ("rename", "EIO", 9), ("fchmod", "EPERM", 4)],
)
def test_a_failing_system_call_stops_the_run_in_one_sentence(
    tmp_path: Path, call: str, error: str, *, nth: int, strace: tuple[str, ...], reference: dict[str, bytes]
) -> None:
    trace = ("-o", os.devnull, "-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={nth}")
    done = small_run(tmp_path / "out", under=(*strace, *trace))
    assert done.returncode == RunStopped.exit_code, done.stderr
    assert re.fullmatch(r"cannot write .* run the same command again\n", done.stderr)
    assert not [name for name in contents(tmp_path / "out") if name.endswith(".tmp")]
    assert small_run(tmp_path / "out").returncode == 0
    assert contents(tmp_path / "out") == reference


def test_files_are_on_disk_before_they_have_their_names_and_these_before_anything_else(
    tmp_path: Path, strace: tuple[str, ...]
) -> None:
    folder, log = tmp_path / "out", tmp_path / "trace"
    trace = ("-o", str(log), "-e", "trace=write,fsync,rename,renameat,renameat2")
    assert small_run(folder, under=(*strace, *trace)).returncode == 0
    steps = [step for line in log.read_text().splitlines() if (step := step_of(line, folder))]
    names = [name for call, name in steps if call == "rename"]
    assert names[0] == "run.json"
    assert names[-1] == "manifest.json"
    assert len(names) == len(set(names)) == 10
    for position, (call, name) in enumerate(steps):
        if call == "rename":
            own = [step for step in steps[:position] if step[1] == f".{name}.tmp"]
            assert own[-1] == ("fsync", f".{name}.tmp")
            assert next(step for step in steps[position:] if step[0] != "rename") == ("fsync", "")


def test_a_repetition_first_makes_sure_that_the_manifest_is_gone(tmp_path: Path, strace: tuple[str, ...]) -> None:
    folder, log = tmp_path / "out", tmp_path / "trace"
    assert small_run(folder).returncode == 0
    trace = ("-o", str(log), "-e", "trace=fsync,unlink,unlinkat,rename,renameat,renameat2")
    assert small_run(folder, under=(*strace, *trace)).returncode == 0
    steps = [step for line in log.read_text().splitlines() if (step := step_of(line, folder))]
    assert steps[:2] == [("unlink", "manifest.json"), ("fsync", "")]


def step_of(line: str, folder: Path) -> tuple[str, str] | None:
    """The call and the file's name in the folder (empty for the folder itself), for a line about it."""
    call = re.search(r"\b(write|fsync|rename|unlink)\w*\(", line)
    paths = re.findall(re.escape(str(folder)) + r"(?:/([^>\"]*))?(?=[>\"])", line)
    return (call[1], paths[-1]) if call and paths else None

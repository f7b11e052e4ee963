from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path
from typing import Any

import pytest


def on_terminal(words: list[str], environment: dict[str, str]) -> tuple[int, str, str]:
    """Run with standard error on a terminal; gives exit code, standard output and what the terminal got."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        got = b""
        try:
            while piece := os.read(ours, 4096):
                got += piece
        except OSError:  # Linux says so that the other side has closed
            pass
        finally:
            os.close(ours)
        assert process.stdout
        return process.wait(timeout=30), process.stdout.read().decode(), got.decode()


@pytest.fixture
def job(people: Any, command: list[str]) -> list[str]:
    people([{} for _ in range(600)])
    return [*command, "-m", "people.yaml"]


def test_progress_is_shown_on_a_terminal_and_leaves_no_trace(job: list[str], environment: dict[str, str]) -> None:
    code, out, terminal = on_terminal(job, environment | {"TERM": "xterm"})
    assert code == 0
    assert "600 records, " in terminal
    assert terminal.endswith(("\x1b[2K", "\x1b[?25h", "\x1b[1A\x1b[2K"))
    assert out.startswith("people: 600 records read")


def test_progress_does_not_disturb_the_json(job: list[str], environment: dict[str, str]) -> None:
    _, out, terminal = on_terminal([*job, "--json"], environment | {"TERM": "xterm"})
    assert out.startswith("{")
    assert "600 records, " in terminal


def test_no_color_is_respected(job: list[str], environment: dict[str, str]) -> None:
    coloured = "\x1b[3"
    assert coloured in on_terminal(job, environment | {"TERM": "xterm-256color"})[2]
    assert coloured not in on_terminal(job, environment | {"TERM": "xterm-256color", "NO_COLOR": "1"})[2]


def test_a_terminal_that_can_do_nothing_gets_no_control_characters(job: list[str], environment: dict[str, str]) -> None:
    code, _, terminal = on_terminal(job, environment | {"TERM": "dumb"})
    assert code == 0
    assert "\x1b" not in terminal


def test_nothing_is_shown_where_there_is_no_terminal(job: list[str], environment: dict[str, str]) -> None:
    forced = environment | {"FORCE_COLOR": "1", "TTY_COMPATIBLE": "1"}
    done = subprocess.run(job, env=forced, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\x1b" not in done.stdout
    assert Path("out/people/manifest.json").exists()

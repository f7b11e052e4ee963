"""Killed, interrupted and started again, a run comes to the bytes of an undisturbed one."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

# A run that takes its time: it sleeps a little for every ten users and every decision.
SLOW = """
import sys, time
from converter.cli import main, store
from converter.mapping.batch import Batch, decided
at_once = store.all_batches
def slowly(program, source):
    for batch in at_once(program, source):
        start = 0
        for number, decision in [*batch.decisions, (len(batch.users[0]), None)]:
            for first in range(start, number, 10):
                time.sleep({pause})
                yield Batch([column[first : min(first + 10, number)] for column in batch.users], [])
            start = number
            if decision:
                time.sleep({pause})
                yield decided([decision], program.plan.model.unique)
store.all_batches = slowly
sys.argv[0] = "convert"
main()
"""
SAID = b"interrupted; run the same command again: it starts over and comes to the same result\n"


@contextmanager
def started(pause: float, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-c", SLOW.format(pause=pause), "-m", "people.yaml"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def changed(name: str) -> int:
    """When the file came, 0 where there is none."""
    try:
        return Path(name).stat().st_ctime_ns
    except FileNotFoundError:
        return 0


def contents(folder: Path) -> dict[str, bytes]:
    return {entry.name: entry.read_bytes() for entry in folder.iterdir() if entry.name != ".lock"}


@pytest.fixture
def reference(call: Any, people: Any) -> dict[str, bytes]:
    people([{} if number % 7 else {"mail": ""} for number in range(300)])
    assert call("-m", "people.yaml", "-o", "reference").code == 3
    return contents(Path("reference"))


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_run_in_order(
    reference: dict[str, bytes], call: Any, environment: dict[str, str], *, number: signal.Signals, code: int
) -> None:
    with started(1, environment) as process:
        wait_for(Path("out/people/.rejected.jsonl.tmp"))
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (code, SAID)
    assert set(contents(Path("out/people"))) == {"run.json"}
    assert call("-m", "people.yaml").code == 3
    assert contents(Path("out/people")) == reference


def test_the_second_signal_ends_the_run_at_once(environment: dict[str, str]) -> None:
    script = (
        "import time\nfrom converter.cli import interruption\ninterruption.listen()\n"
        "try:\n    print(1, flush=True)\n    time.sleep(60)\n"
        "except KeyboardInterrupt:\n    print(2, flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout
        for expected in (b"1\n", b"2\n"):
            assert process.stdout.readline() == expected
            process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == -signal.SIGINT


def test_a_signal_that_a_library_swallowed_is_not_lost(environment: dict[str, str]) -> None:
    script = (
        "import os, signal\nfrom converter.cli import interruption\ninterruption.listen()\n"
        "interruption.raise_lost()\n"
        "try:\n    os.kill(os.getpid(), signal.SIGTERM)\n    import time; time.sleep(60)\nexcept BaseException: pass\n"
        "try:\n    interruption.raise_lost()\nexcept interruption.Interrupted as error: print(error.exit_code)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=True, text=True)
    assert done.stdout == "130\n"


def test_an_ignored_signal_stays_ignored(environment: dict[str, str]) -> None:
    script = (
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nfrom converter.cli import interruption\n"
        "interruption.listen()\nprint(signal.getsignal(signal.SIGINT) is signal.SIG_IGN)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=True, text=True)
    assert done.stdout == "True\n"


def test_reading_standard_input_can_be_interrupted(
    people: Any, command: list[str], environment: dict[str, str]
) -> None:
    people([])
    process = subprocess.Popen(
        [*command, "read", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, SAID)


@pytest.mark.slow
def test_twenty_kills_at_random_moments_lead_to_the_same_result(
    reference: dict[str, bytes], call: Any, environment: dict[str, str]
) -> None:
    moments = random.Random(20)
    unfinished = 0
    for _ in range(20):
        earlier = changed("out/people/.rejected.jsonl.tmp")
        with started(0.01, environment) as process:
            while changed("out/people/.rejected.jsonl.tmp") in (0, earlier):
                assert process.poll() is None, process.communicate()
                time.sleep(0.002)
            # the run takes a third of a second from here
            time.sleep(moments.uniform(0, 0.45))
            process.kill()
            process.wait()
        left = contents(Path("out/people"))
        if "manifest.json" in left:
            assert left == reference
        else:
            unfinished += 1
    assert unfinished > 3
    assert call("-m", "people.yaml").code == 3
    assert contents(Path("out/people")) == reference

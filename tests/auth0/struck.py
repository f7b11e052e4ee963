"""Strikes `convert upload` at its journal's system calls: `python -m tests.auth0.struck`.

`strace` lists the calls of one upload on `journal.sqlite` and what SQLite keeps beside it. Then the upload is begun
anew for each of them, and at that call the process is killed, or the call fails as with a full or a broken disk. In
every case the same command has to come to the same end. `--every 10` takes each tenth call.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from converter.auth0.tenant.clock import Clock
from converter.auth0.tenant.server import serving
from converter.auth0.tenant.settings import DATABASE, Settings, Speed
from converter.auth0.tenant.tenant import Tenant
from converter.errors import EXIT_REJECTED
from converter.sinks.layout import JOURNAL
from tests.auth0.simulation import Rehearsal

ROOT = Path(__file__).resolve().parents[2]
CALLS = ("openat", "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "fallocate", "rename", "unlink")
HARM = {"openat": "EMFILE", "write": "ENOSPC", "pwrite64": "ENOSPC", "ftruncate": "EIO", "unlink": "EIO"}
"""How a call fails, if it is not the process that ends; EIO for those that make data durable."""

_CALL = re.compile(r"^\d+ +(\w+)\(", re.MULTILINE)
_SESSIONS = 4


@dataclass(frozen=True)
class Strike:
    """At the so-manieth call of a kind, from 1: `kill`, or the name of an error."""

    call: str
    number: int
    harm: str = "kill"

    @property
    def option(self) -> str:
        """As strace has it."""
        done = "signal=SIGKILL" if self.harm == "kill" else f"error={self.harm}"
        return f"inject={self.call}:{done}:when={self.number}"


def available() -> bool:
    """Is there strace, and may it look into other processes?"""
    found = shutil.which("strace")
    return bool(found) and subprocess.run(["strace", "-qq", "-o", os.devnull, "true"], check=False).returncode == 0


def calls() -> Counter[str]:
    """How often an upload that nobody disturbs makes each of the calls."""
    trace, problems = struck(None)
    assert not problems, problems
    return Counter(_CALL.findall(trace))


def strikes(found: Counter[str], every: int) -> Iterator[Strike]:
    """At each call, or at each so-manieth of a kind, one with a kill and one with an error."""
    for call, count in sorted(found.items()):
        for number in range(1, count + 1, every):
            yield Strike(call, number)
            yield Strike(call, number, HARM.get(call, "EIO"))


def struck(strike: Strike | None) -> tuple[str, list[str]]:
    """An upload that is struck, and started again until it ends: the trace of its first session, and what is wrong."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, trace = Path(scratch) / "out", Path(scratch) / "trace"
        folder.mkdir()
        rehearsal = Rehearsal(folder, parts=2, users=6)
        rehearsal.tenant = Tenant(Settings(speed=Speed(0.01, 10_000.0)), clock=Clock())
        rehearsal.put_there_before(ago=1000.0)
        words = ["strace", "-f", "-qq", "-o", str(trace), "-e", f"trace={','.join(CALLS)}"]
        words += [word for end in ("", "-wal", "-shm") for word in ("-P", f"{folder / JOURNAL}{end}")]
        words += ["-e", strike.option] if strike else []
        said = ""
        with serving(rehearsal.tenant) as url:
            for session in range(_SESSIONS):
                code, told = _upload([] if session else words, url, folder)
                said += told
                if code == EXIT_REJECTED:
                    break
        problems = rehearsal.problems() if code == EXIT_REJECTED else [f"the last session ended with {code}: {told}"]
        problems += ["a traceback"] if "Traceback" in said else []
        return trace.read_text(encoding="utf-8", errors="replace"), problems


def _upload(before: list[str], url: str, folder: Path) -> tuple[int, str]:
    tenant = {
        "AUTH0_DOMAIN": url,
        "AUTH0_CLIENT_ID": "rehearsal",
        "AUTH0_CLIENT_SECRET": "rehearsal-secret",
        "AUTH0_CONNECTION": DATABASE,
        "PYTHONPATH": str(ROOT),
    }
    words = [*before, sys.executable, "-m", "converter", "upload", str(folder)]
    done = subprocess.run(words, env=os.environ | tenant, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def main() -> int:
    """Strike at every call; 1 where an upload has not come to the same end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1)
    found = calls()
    sys.stdout.write(f"calls on the journal: {dict(found)}\n")
    counts, wrong = Counter[str](), 0
    for strike in strikes(found, parser.parse_args().every):
        _, problems = struck(strike)
        counts[strike.harm] += 1
        wrong += bool(problems)
        if problems:
            sys.stdout.write(f"{strike}: {problems}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{dict(counts)}: {wrong} wrong\n")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())

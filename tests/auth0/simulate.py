"""The full figures: `python -m tests.auth0.simulate --uploads 10000 --kills 500`. Prints what went wrong, and counts.

`--uploads` runs whole uploads in virtual time: first one fault of every kind at every request and a death at every
request and transaction, then many at once at random. `--kills` runs the real command against a tenant on loopback and
kills it with SIGKILL at random moments until it has ended by itself.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from converter.auth0.tenant.clock import Clock
from converter.auth0.tenant.server import serving
from converter.auth0.tenant.settings import Settings, Speed
from converter.auth0.tenant.tenant import Tenant
from tests.auth0.simulation import FAULTS, Plan, Rehearsal, to_the_end

ROOT = Path(__file__).resolve().parents[2]


def plans(count: int) -> Iterator[tuple[str, Plan]]:
    """The systematic ones, then random ones, so many in all."""
    single = [(f"{kind} at request {n}", Plan({n: kind})) for n in range(30) for kind in FAULTS]
    deaths = [
        (f"death at {what} {n}, {'after' if after else 'before'}", plan)
        for n in range(30)
        for after in (False, True)
        for what, plan in (
            ("request", Plan(kill_at_request=n, kill_after_acting=after)),
            ("commit", Plan(kill_at_commit=n, kill_after_commit=after)),
        )
    ]
    drawn = ((f"seed {seed}", Plan.drawn(seed)) for seed in itertools.count())
    return itertools.islice(itertools.chain(single, deaths, drawn), count)


def uploads(count: int) -> int:
    """Run so many uploads in virtual time; gives how many did not end as they should."""
    wrong, began = 0, time.monotonic()
    for number, (name, plan) in enumerate(plans(count), 1):
        with tempfile.TemporaryDirectory() as folder:
            found = to_the_end(Rehearsal(Path(folder)), plan)
        wrong += bool(found)
        if found:
            tell(f"{name}: {found}")
        if number % 1000 == 0:
            tell(f"{number} uploads, {wrong} wrong, {time.monotonic() - began:.0f} s")
    return wrong


def kills(count: int, seed: int) -> int:
    """Kill the real command so often; gives how many uploads did not end as they should."""
    chance, killed, ended, wrong = random.Random(seed), 0, 0, 0
    began, nursery = time.monotonic(), Nursery()
    while killed < count:
        with tempfile.TemporaryDirectory() as folder:
            rehearsal = Rehearsal(Path(folder), parts=6, users=20)
            rehearsal.tenant = Tenant(Settings(speed=Speed(0.15, 1000.0)), clock=Clock())
            rehearsal.put_there_before(ago=1000.0)
            with serving(rehearsal.tenant) as url:
                died = _until_it_ends(rehearsal, url, chance, nursery)
            found = rehearsal.problems()
        killed, ended, wrong = killed + died, ended + 1, wrong + bool(found)
        if found:
            tell(f"upload {ended}: {found}")
        if ended % 25 == 0:
            tell(f"{killed} kills in {ended} uploads, {wrong} wrong, {time.monotonic() - began:.0f} s")
    nursery.close()
    tell(f"{killed} kills in {ended} uploads, {wrong} wrong, {time.monotonic() - began:.0f} s")
    return wrong


def _until_it_ends(rehearsal: Rehearsal, url: str, chance: random.Random, nursery: Nursery) -> int:
    died = 0
    events = rehearsal.tenant.state.history.events
    while True:
        seen = len(events)
        pid = nursery.start(url, rehearsal.folder)
        # From its first request on; a start that is slow is no death worth counting.
        while len(events) == seen and nursery.ended(0.002) is None:
            pass
        if nursery.ended(chance.uniform(0.0, 1.0)) is not None:
            return died
        os.kill(pid, signal.SIGKILL)
        while nursery.ended(1.0) is None:
            pass
        died += 1


class Nursery:
    """Starts the command in a process of its own: a fork of an interpreter that has it loaded."""

    def __init__(self) -> None:
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        words = [sys.executable, "-c", _NURSERY]
        self._process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, bufsize=0
        )

    def start(self, url: str, folder: Path) -> int:
        """Start `convert upload`; gives the process."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{url} {folder}\n".encode())
        return self._number()

    def ended(self, seconds: float) -> int | None:
        """How the process has ended, None if it has not within that time."""
        assert self._process.stdout is not None
        readable, _, _ = select.select([self._process.stdout], [], [], seconds)
        return self._number() if readable else None

    def _number(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """End it."""
        self._process.communicate()


_NURSERY = """
import os, sys
import converter.auth0.upload, converter.auth0.crew, converter.auth0.result, converter.cli.upload, httpx2
from converter.cli.interruption import listen
from converter.cli.program import run_program
for line in sys.stdin:
    url, folder = line.split()
    os.environ.update(AUTH0_DOMAIN=url, AUTH0_CLIENT_ID="rehearsal", AUTH0_CLIENT_SECRET="rehearsal-secret",
                      AUTH0_CONNECTION="Username-Password-Authentication")
    pid = os.fork()
    if not pid:
        os.setpgid(0, 0)
        nothing = os.open(os.devnull, os.O_RDWR)
        for number in range(3):
            os.dup2(nothing, number)
        listen()
        os._exit(run_program("convert", ["upload", folder]))
    print(pid, flush=True)
    print(os.waitpid(pid, 0)[1], flush=True)
"""


def tell(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Run what the command line asks for; 1 where anything ended otherwise than it should."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uploads", type=int, default=0)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    wrong = uploads(arguments.uploads) + kills(arguments.kills, arguments.seed)
    tell(f"{arguments.uploads} uploads and {arguments.kills} kills: {wrong} wrong")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())

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

NOTHING = subprocess.DEVNULL
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
    began = time.monotonic()
    while killed < count:
        with tempfile.TemporaryDirectory() as folder:
            rehearsal = Rehearsal(Path(folder), parts=6, users=20)
            rehearsal.tenant = Tenant(Settings(speed=Speed(0.15, 1000.0)), clock=Clock())
            rehearsal.put_there_before(ago=1000.0)
            with serving(rehearsal.tenant) as url:
                died = _until_it_ends(rehearsal, url, chance)
            found = rehearsal.problems()
        killed, ended, wrong = killed + died, ended + 1, wrong + bool(found)
        if found:
            tell(f"upload {ended}: {found}")
        if ended % 25 == 0:
            tell(f"{killed} kills in {ended} uploads, {wrong} wrong, {time.monotonic() - began:.0f} s")
    tell(f"{killed} kills in {ended} uploads, {wrong} wrong, {time.monotonic() - began:.0f} s")
    return wrong


def _until_it_ends(rehearsal: Rehearsal, url: str, chance: random.Random) -> int:
    environment = os.environ | {
        "AUTH0_DOMAIN": url,
        "AUTH0_CLIENT_ID": "rehearsal",
        "AUTH0_CLIENT_SECRET": "rehearsal-secret",
        "AUTH0_CONNECTION": rehearsal.settings.connections[0].name,
        "PYTHONPATH": str(ROOT),
    }
    died = 0
    while True:
        seen = len(rehearsal.tenant.state.history.events)
        command = [sys.executable, "-m", "converter", "upload", str(rehearsal.folder)]
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            # From its first request on; a start that is slow is no death worth counting.
            while process.poll() is None and len(rehearsal.tenant.state.history.events) == seen:
                time.sleep(0.005)
            try:
                process.wait(chance.uniform(0.0, 1.2))
            except subprocess.TimeoutExpired:
                process.kill()
                died += 1
                continue
        return died


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

"""Uploads in which everything goes wrong at once: `python -m tests.auth0.tenant.campaign --uploads 2000`.

The wire breaks and programs die as in `tests/auth0/simulation.py`; besides, the tenant itself misbehaves: jobs fail,
hang, lose their errors or miscount, tokens expire. The judge is the tenant's history, not the journal.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from converter.auth0.tenant.checker import judge
from converter.auth0.tenant.faults import Faults, parse
from converter.errors import TenantFailure
from tests.auth0.simulation import Killed, Plan, Rehearsal

AT_A_PART = (
    *("job-stuck", "job-failed", "errors-lost", "summary-wrong"),
    *("token-expired", "rate-limit-bare", "error-after-acting", "wrong-type"),
)
AT_READING = ("error", "token-expired", "rate-limit", "wrong-type")
MOST_SESSIONS = 25


def problems(folder: Path, seed: int) -> list[str]:
    """Run one upload, as often as it takes, and give everything that is not as it has to be."""
    chance = random.Random(seed)
    rehearsal = Rehearsal(folder)
    part = {"request": "POST /api/v2/jobs/users-imports", "at": chance.randint(1, 4), "do": chance.choice(AT_A_PART)}
    reading = {"request": "GET /api/v2/*", "chance": 0.05, "do": chance.choice(AT_READING)}
    rehearsal.tenant.state.faults = Faults(parse([part, reading]), seed=seed)
    if not _ends(rehearsal, Plan.drawn(seed)):
        return ["it does not come to an end"]
    return list(_wrong(rehearsal))


def _ends(rehearsal: Rehearsal, plan: Plan) -> bool:
    for _ in range(MOST_SESSIONS):
        try:
            if rehearsal.session(plan):
                return True
        except (TenantFailure, Killed):
            plan = Plan()
    return False


def _wrong(rehearsal: Rehearsal) -> Iterator[str]:
    # the third of each part was there before: nobody sees it created
    entries = [user for users in rehearsal.documents for number, user in enumerate(users) if number != 2]
    found = judge(rehearsal.tenant.state.history.events, entries)
    told = rehearsal.result()
    for name in ("doubled", "altered", "unexpected"):
        if who := getattr(found, name):
            yield f"{name}: {who}"
    if found.jobs_at_once > 2:
        yield f"{found.jobs_at_once} jobs at once"
    if len(found.lost) > told.absent:
        yield f"lost, and the journal does not say so: {found.lost}"
    fates = (told.created, told.updated, told.existed, told.failed, told.absent, told.unresolved, told.waiting)
    if sum(fates) != told.users:
        yield f"the journal's counts do not add up: {told.as_document()}"


def main() -> int:
    """Run so many uploads; 1 where one ended otherwise than it should."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uploads", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    arguments = parser.parse_args()
    wrong, began = 0, time.monotonic()
    for seed in range(arguments.seed, arguments.seed + arguments.uploads):
        with tempfile.TemporaryDirectory() as folder:
            found = problems(Path(folder), seed)
        wrong += bool(found)
        if found:
            sys.stdout.write(f"seed {seed}: {found}\n")
    sys.stdout.write(f"{arguments.uploads} uploads, {wrong} wrong, {time.monotonic() - began:.0f} s\n")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())

"""Memory and time of a conversion that joins many rows onto many users, with one process and with several.

    python benchmarks/lookups.py                                   # 1,000,000 users, 5,000,000 rows: some ten minutes
    python benchmarks/lookups.py --users 10000 --rows 50000        # a quick look

Memory is the proportional set size of all processes together, the largest of samples taken three times a second; the
files that rows are put into are no memory of a process. The outputs of both runs have to be the same bytes.
"""

from __future__ import annotations

import argparse
import filecmp
import os
import random
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
FOLDER = HERE.parent / "build" / "bench" / "lookups"
MAPPING = """\
version: 1
source: {type: ldif, path: people.ldif}
lookups:
  roles: {type: csv, path: roles.csv, key: lower(usr_login), match: lower(uid), many: true}
user:
  email: mail[0]
  username: uid
  user_id: entryuuid
  app_metadata:
    roles: sort(unique(roles[].role_name))
"""


def write(users: int, rows: int) -> None:
    """The users, the rows in no order, the mapping."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    draw = random.Random(users + rows)
    with (FOLDER / "people.ldif").open("w") as file:
        for number in range(users):
            uid, uuid = f"User{number}", f"{draw.getrandbits(128):032x}"
            file.write(f"dn: uid={uid},ou=people,dc=acme\nobjectclass: person\nuid: {uid}\nentryuuid: {uuid}\n")
            file.write(f"mail: {uid.lower()}@example.com\n\n")
    with (FOLDER / "roles.csv").open("w") as file:
        file.write("usr_login,role_name,granted\n")
        for _ in range(rows):
            file.write(f"USER{draw.randrange(users)},Role {draw.randrange(300)},2023-01-{draw.randrange(1, 28):02d}\n")
    (FOLDER / "mapping.yaml").write_text(MAPPING, encoding="utf-8")


def measured(jobs: int) -> str:
    """Convert with so many processes; time and memory in words."""
    words = ["--mapping", str(FOLDER / "mapping.yaml"), "--output", str(FOLDER / f"out-{jobs}"), "--jobs", str(jobs)]
    start, peak = time.perf_counter(), 0
    environment = os.environ | {"PYTHONPATH": str(HERE.parent)}
    command = [sys.executable, "-m", "converter", *words, "--replace"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(_memory, _family(process.pid))))
            time.sleep(0.3)
    if process.returncode:
        sys.exit(f"exit {process.returncode}")
    usage = os.times()
    cpu = usage.children_user + usage.children_system
    wall = time.perf_counter() - start
    return f"--jobs {jobs}: {peak / 1024:.0f} MB at most, {wall:.0f} s; {cpu:.0f} s of processor so far"


def _memory(process: int) -> int:
    """Kilobytes, those of shared pages by the share."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")), 0)


def _family(process: int) -> list[int]:
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    except OSError:
        children = []
    return [process, *(one for child in children for one in _family(int(child)))]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=1_000_000)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    write(options.users, options.rows)
    for jobs in options.jobs:
        print(measured(jobs), flush=True)
    first, *others = (FOLDER / f"out-{jobs}" for jobs in options.jobs)
    names = [file.name for file in first.iterdir()]
    for other in others:
        _, differing, missing = filecmp.cmpfiles(first, other, names, shallow=False)
        print("the same bytes" if not differing and not missing else f"DIFFERENT: {differing + missing}")


if __name__ == "__main__":
    main()

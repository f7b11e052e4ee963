"""Compare the converter with its peers: `make bench`, or quickly `python benchmarks/run.py --size 10000`.

`--full` takes more rounds, and makes ten times as many people to see what grows and what a second process gives.
Only ratios are worth quoting, and only those of one run on one machine: programs run in turn, each figure is the
median of the rounds, each ratio the median of the rounds' ratios. Data and outputs stay below `--work`.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median as median_of

from measure import Command, Run, median, ratio, rounds
from peers import CHECKOUT, CONVERT, CONVERTER, CSV_PEERS, FINISHED, LDIF_PEERS, Job, available, converter
from tools import Tools, prepare

HERE = Path(__file__).parent
SCHEMA = HERE.parent / "schemas" / "auth0-user-import.schema.json"
FAULTS = "no-mail,mail-without-tld,mail-duplicate"
SECTIONS = ("ldif", "csv", "reader", "growth", "start")


def make_data(work: Path, size: int) -> dict[str, Job]:
    """The people as LDIF and CSV, three in a hundred of them faulty, with the mappings beside them; made once."""
    folder = work / str(size)
    data = folder / "data"
    if not data.exists():
        print(f"making {size:,} people", file=sys.stderr)
        half_made = folder / "data.tmp"
        half_made.mkdir(parents=True, exist_ok=True)
        words = ["--people", str(size), "--problems", FAULTS, "--each", str(max(1, size // 100))]
        files = ["--output", str(half_made / "people.ldif"), "--csv", str(half_made / "people.csv")]
        subprocess.run([sys.executable, str(HERE / "oracle_directory.py"), *words, *files], check=True)
        half_made.rename(data)
    for name in ("mapping.yaml", "mapping-csv.yaml"):
        shutil.copy(HERE / name, folder)
    return {
        "ldif": Job(data / "people.ldif", folder / "mapping.yaml", SCHEMA, folder / "ldif"),
        "csv": Job(data / "people.csv", folder / "mapping-csv.yaml", SCHEMA, folder / "csv"),
    }


def table(title: str, runs: Mapping[str, Sequence[Run]]) -> None:
    """Print figures and ratios; the first row is what the others are compared with."""
    if not runs:
        return
    reference = next(iter(runs.values()))
    print(f"\n{title}\n{'':24}{'CPU s':>9}{'wall s':>9}{'peak MB':>9}{'CPU x':>8}{'wall x':>8}")
    for name, found in runs.items():
        figures = f"{median(found, 'cpu'):9.3f}{median(found, 'wall'):9.3f}{median(found, 'peak'):9.0f}"
        print(f"{name:24}{figures}{ratio(found, reference, 'cpu'):8.2f}{ratio(found, reference, 'wall'):8.2f}")
    sys.stdout.flush()


def compare_outputs(commands: Mapping[str, Command], runs: Mapping[str, Sequence[Run]]) -> bool:
    """Did all of them make the same users? In a process of its own, which may grow."""
    folders = [str(command.output) for name, command in commands.items() if name in runs and command.output]
    return subprocess.run([sys.executable, str(HERE / "compare.py"), *folders], check=False).returncode == 0


def with_converter(commands: dict[str, Command]) -> dict[str, Command]:
    """Without those of the converter where it cannot be started."""
    if CONVERT.exists():
        return commands
    print(f"converter: left out, {CONVERT} is not installed", file=sys.stderr)
    return {name: command for name, command in commands.items() if not name.startswith(CONVERTER)}


def whole_job(job: Job, others: dict[str, Command], *, title: str, count: int) -> bool:
    """The converter with one and two processes, and the others. False where outputs differ."""
    own = {CONVERTER: converter(job, "--jobs", "1"), f"{CONVERTER}, 2 processes": converter(job, "--jobs", "2")}
    commands = with_converter(own | others)
    runs = rounds(commands, count)
    table(title, runs)
    return compare_outputs(commands, runs)


def readers(job: Job, tools: Tools, count: int) -> None:
    """Reading alone: the attributes that the mapping names, then all of them, and nothing done with them."""
    own = (sys.executable, str(HERE / "read_converter.py"))
    commands = {
        "converter, wanted": Command((*own, str(job.people)), environment=CHECKOUT),
        "converter, all": Command((*own, "--all", str(job.people)), environment=CHECKOUT),
    }
    if "python-ldap" not in tools.missing:
        words = (str(tools.python), str(HERE / "read_python_ldap.py"), str(job.people))
        commands["python-ldap's ldif"] = Command(words)
    table("Reading LDIF alone", rounds(commands, count))


def growth(small: Job, large: Job, *, factor: int, count: int) -> None:
    """What `factor` times as many people cost, the same a person and no more memory at best, and two processes."""
    one, two = f"{CONVERTER}, {factor} times", f"{CONVERTER}, {factor} times, 2 processes"
    commands = with_converter(
        {
            CONVERTER: converter(small, "--jobs", "1"),
            one: converter(large, "--jobs", "1"),
            two: converter(large, "--jobs", "2"),
        }
    )
    runs = rounds(commands, count)
    table(f"{factor} times the people", runs)
    if len(runs) < len(commands) or not runs:
        return
    memory = median(runs[one], "peak") - median(runs[CONVERTER], "peak")
    print(f"CPU a person {ratio(runs[one], runs[CONVERTER], 'cpu') / factor:.2f} times, peak memory {memory:+.0f} MB")
    gains = sorted(alone.wall / shared.wall for alone, shared in zip(runs[one], runs[two], strict=True))
    print(f"2 processes: {median_of(gains):.2f} times the throughput of one ({gains[0]:.2f} to {gains[-1]:.2f})")


def start_up(work: Path, count: int) -> None:
    """`--help` against a typer program that does nothing, `check` of a hundred fields, a conversion of one record."""
    mapping = work / "hundred.yaml"
    fields = "".join(f"    field{n}: lower(first_of(a{n}, b{n}, words(c{n}, d{n})))\n" for n in range(100))
    text = f"version: 1\nsource: {{type: ldif, path: none.ldif}}\nuser:\n  email: mail\n  user_metadata:\n{fields}"
    mapping.write_text(text, "utf-8")
    folder = make_data(work, 1)["csv"].mapping.parent
    one = (str(CONVERT), "-m", str(folder / "mapping-csv.yaml"), "-o", str(folder / "out"), "--replace")
    commands = {
        "empty typer program": Command((sys.executable, str(HERE / "empty_typer.py"), "--help")),
        CONVERTER: Command((str(CONVERT), "--help"), environment=CHECKOUT),
        f"{CONVERTER}, check": Command((str(CONVERT), "check", str(mapping)), environment=CHECKOUT),
        f"{CONVERTER}, one record": Command(one, folder / "out", CHECKOUT, accepted=FINISHED),
    }
    table("--help, check of 100 fields, a conversion of one record", rounds(with_converter(commands), count))


def main(words: list[str] | None = None) -> int:
    """The command line; 1 where two programs made different users."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=100_000, help="people (default: 100000)")
    parser.add_argument("--rounds", type=int, help="(default: 3, with --full 5)")
    parser.add_argument("--full", action="store_true", help="and ten times as many people: half an hour")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=SECTIONS)
    parser.add_argument("--work", type=Path, default=HERE.parent / "build" / "bench")
    arguments = parser.parse_args(words)
    work: Path = arguments.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    tools = prepare(work)
    count = arguments.rounds or (5 if arguments.full else 3)
    jobs = make_data(work, arguments.size)
    same = True
    for form, peers in (("ldif", LDIF_PEERS), ("csv", CSV_PEERS)):
        if form in arguments.only:
            others = available(peers, jobs[form], tools)
            title = f"{form.upper()}, {arguments.size:,} people, {count} rounds"
            same &= whole_job(jobs[form], others, title=title, count=count)
    if "reader" in arguments.only:
        readers(jobs["ldif"], tools, count)
    if "growth" in arguments.only:
        small, large = (1, 10) if arguments.full else (0.1, 1)
        few, many = (make_data(work, int(arguments.size * share))["ldif"] for share in (small, large))
        growth(few, many, factor=10, count=count)
    if "start" in arguments.only:
        start_up(work, max(count, 5))
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())

"""A whole run in little: `small_run.py FOLDER`, with options that the parser below lists.

Tests run it as a process of its own, to kill it, to starve it and to race it. `--hold` keeps the folder open until
standard input ends. `--kill-everywhere` does the run in children that are killed at every call that changes the
folder, repeats each, and prints what differed from an undisturbed run.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import signal
import stat
import sys
from pathlib import Path
from typing import Any

from converter.errors import ConverterError
from converter.record import Origin
from converter.sinks import layout
from converter.sinks.auth0_import import ImportFiles
from converter.sinks.folder import OtherRun, OutputFolder
from converter.sinks.identity import Identity, SourceFile
from converter.sinks.json_lines import JsonLines
from converter.sinks.manifest import verify, write_manifest
from converter.sinks.rejected import rejected_line, skipped_line
from converter.validation.violation import Violation

USERS = [f'{{"email":"user{n}@example.com","name":"Zoë {n}"}}'.encode() for n in range(24)]
COUNTS = {"short": 6, "long": 12, "longer": 24}
CALLS = frozenset(["open", "os.rename", "os.remove", "os.chmod", "os.mkdir", "fcntl.flock"])


def run(path: Path, digest: str, other_run: OtherRun) -> None:
    identity = Identity("oracle.yaml", digest, (SourceFile("people.ldif", 4711, "cd" * 32),), {"limit": None})
    with OutputFolder.open(path, identity, other_run=other_run) as folder:
        names = (layout.REJECTED, layout.SKIPPED, layout.WARNINGS, layout.ORIGINS)
        lines = [JsonLines(folder, name) for name in names]
        users = ImportFiles(folder, lines[-1], limit=200)
        origin = Origin("people.ldif", 3, 9, dn="cn=x")
        for user in USERS[: COUNTS[digest]]:
            users.add(user, origin)
        lines[0].write(rejected_line(origin, [Violation("email", "required", "there is no e-mail address")]))
        lines[1].write(skipped_line(origin, "service-account"))
        parts = users.close()
        files = [file.close() for file in lines]
        files.append(folder.write_json(layout.SUMMARY, {"read": COUNTS[digest] + 2}))
        write_manifest(folder, {"read": COUNTS[digest] + 2, "rejected": 1}, parts=parts, files=files)


def hold(path: Path) -> None:
    with OutputFolder.open(path, Identity("oracle.yaml", "ab" * 32, ())):
        sys.stdout.write("open\n")
        sys.stdout.flush()
        sys.stdin.read()


def kill_everywhere(path: Path) -> dict[str, Any]:
    """Kill points found, and one line for each that did not lead to the undisturbed result."""
    os.umask(0)
    reference = path / "reference"
    run(reference, "long", OtherRun.REFUSE)
    report: dict[str, Any] = {"points": {}, "failures": []}
    for start in (None, *COUNTS):
        point = 1
        while killed_at(point, path / "work", reference, start=start, failures=report["failures"]):
            point += 1
        report["points"][start or "blank"] = point - 1
    return report


def killed_at(point: int, work: Path, reference: Path, *, start: str | None, failures: list[str]) -> bool:
    """Kill at that point, kill the repetition elsewhere, finish, compare; False where the run ended before it.

    `start` is the run whose result the folder holds at first, if any.
    """
    shutil.rmtree(work, ignore_errors=True)
    if start:
        run(work, start, OtherRun.REFUSE)
    other_run = OtherRun.REPLACE if start else OtherRun.REFUSE
    killed = in_child(work, point, other_run)
    if (work / layout.MANIFEST).exists() and verify(work):
        failures.append(f"{start} {point}: a manifest over {verify(work)}")
    modes = {stat.S_IMODE(entry.stat().st_mode) for entry in work.iterdir()} if work.exists() else set()
    if modes - {0o600}:
        failures.append(f"{start} {point}: modes {modes}")
    in_child(work, point * 7 % 31 + 1, other_run)
    if in_child(work, 0, other_run):
        failures.append(f"{start} {point}: the repetition did not finish")
    if contents(work) != contents(reference) or verify(work):
        failures.append(f"{start} {point}: {sorted(contents(work))} {verify(work)}")
    return killed == -signal.SIGKILL


def in_child(path: Path, point: int, other_run: OtherRun) -> int:
    """Do the run in a child that kills itself just before its call number `point` (0: never); gives its exit code."""
    child = os.fork()
    if child == 0:
        left = [point]

        def count(event: str, arguments: tuple[Any, ...]) -> None:
            # Some calls name their file by its descriptor; all of those are about this folder.
            if event in CALLS and (isinstance(arguments[0], int) or str(path) in str(arguments[0])):
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        try:
            run(path, "long", other_run)
            os._exit(0)
        except ConverterError as error:
            sys.stderr.write(f"{error}\n")
        finally:
            # A child must never return into its parent's loop.
            os._exit(1)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def contents(path: Path) -> dict[str, bytes]:
    return {entry.name: entry.read_bytes() for entry in path.iterdir() if entry.name != layout.LOCK}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mapping", default="long", choices=COUNTS)
    parser.add_argument("--replace", action="store_true")
    parser.add_argument("--largest-file", type=int)
    parser.add_argument("--hold", action="store_true")
    parser.add_argument("--kill-everywhere", action="store_true")
    options = parser.parse_args()
    if options.largest_file:
        resource.setrlimit(resource.RLIMIT_FSIZE, (options.largest_file, options.largest_file))
    try:
        if options.hold:
            hold(options.folder)
        elif options.kill_everywhere:
            sys.stdout.write(json.dumps(kill_everywhere(options.folder)))
        else:
            run(options.folder, options.mapping, OtherRun.REPLACE if options.replace else OtherRun.REFUSE)
    except ConverterError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())

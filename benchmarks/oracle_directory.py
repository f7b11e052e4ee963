"""Write a made-up export of Oracle Internet Directory, as LDIF and, if asked, the same people as CSV.

    python benchmarks/oracle_directory.py --people 1000 --seed 7 --output people.ldif
    python benchmarks/oracle_directory.py --people 600 --seed 7 --output a.ldif b.ldif \\
        --line-ends lf crlf --problems --fates fates.jsonl --roles oim.db

The same arguments give the same bytes. With several outputs the people are shared out evenly, in order.
Everything streams: a million people take about two minutes and no more memory than ten.
"""

from __future__ import annotations

import argparse
import base64
import csv
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from ldif_text import entry_text
from oracle_people import COLUMNS, Directory, Entry
from oracle_problems import CRYPT, PROBLEMS, Problem, containers, service_account
from oracle_roles import RoleDatabase

SERVICE_ACCOUNTS = 6
CRYPT_ACCOUNTS = 2


@dataclass(frozen=True, slots=True)
class Made:
    """One entry of the export: its text, what must become of it, and the entry where it can stand in a CSV."""

    text: bytes
    dn: str
    fate: str
    code: str = ""
    field: str = ""
    kind: str = ""
    entry: Entry | None = None


def people(count: int, seed: int, *, problems: list[Problem], each: int) -> Iterator[Made]:
    """`count` people that can be exported, and spread among them `each` of every problem."""
    directory = Directory(seed)
    extras = _spread(count, _extras(problems, each))
    earlier = None
    for number in range(1, count + 1):
        entry = directory.person(number)
        yield Made(entry_text(entry), entry.dn, "exported", entry=entry)
        for place, make in enumerate(extras.get(number, [])):
            yield make(directory.person(count + number * 100 + place), earlier or entry)
        if number % 50 == 1:
            earlier = entry


Make = Callable[[Entry, Entry], Made]


def _extras(problems: list[Problem], each: int) -> list[Make]:
    """What stands among the people: every problem, and with all of them accounts of programs and foreign hashes."""
    makers = [_broken(problem) for problem in problems] * each
    if len(problems) == len(PROBLEMS):
        makers += [_service(number) for number in range(SERVICE_ACCOUNTS * each)]
        makers += [_foreign_hash] * CRYPT_ACCOUNTS * each
    return makers


def _spread(count: int, makers: list[Make]) -> dict[int, list[Make]]:
    """After which person each of them stands."""
    places: dict[int, list[Make]] = {}
    for index, make in enumerate(makers):
        places.setdefault(1 + (index + 1) * count // (len(makers) + 2), []).append(make)
    return places


def _broken(problem: Problem) -> Make:
    def make(entry: Entry, earlier: Entry) -> Made:
        if problem.edit:
            problem.edit(entry, earlier)
        text = entry_text(entry)
        kept = entry if not problem.spoil else None
        text = problem.spoil(text) if problem.spoil else text
        return Made(text, entry.dn, "rejected", problem.code, problem.field, problem.name, kept)

    return make


def _service(number: int) -> Make:
    def make(_: Entry, __: Entry) -> Made:
        dn = f"cn=svc_batch{number},cn=Users,dc=acme,dc=com"
        return Made(service_account(number), dn, "skipped", "service-account")

    return make


def _foreign_hash(entry: Entry, _: Entry) -> Made:
    entry.values["userpassword"] = [CRYPT]
    return Made(entry_text(entry), entry.dn, "skipped", "password-unsupported", kind="foreign-hash", entry=entry)


class LdifFile:
    """One LDIF file being written; knows the line it has come to."""

    def __init__(self, path: Path, stream: BinaryIO, line_end: bytes) -> None:
        self._path, self._stream, self._line_end = path, stream, line_end
        self._line = 1
        self._entries = 0
        self._write(b"version: 1\n\n")

    def add(self, made: Made) -> dict[str, Any]:
        """Write the entry, now and then with a comment above it; its fate as a JSON object."""
        self._entries += 1
        if self._entries % 40 == 1:
            self._write(b"# entry %d, dumped by the nightly job of the directory;\n  continued\n" % self._entries)
        fate: dict[str, Any] = {"file": self._path.name, "line": self._line}
        if made.kind != "no-dn":
            fate["dn"] = made.dn
        fate["fate"] = made.fate
        fate |= {name: value for name in ("code", "field", "kind") if (value := getattr(made, name))}
        self._write(made.text + b"\n")
        return fate

    def _write(self, text: bytes) -> None:
        self._line += text.count(b"\n")
        self._stream.write(text if self._line_end == b"\n" else text.replace(b"\n", self._line_end))


def csv_row(entry: Entry) -> list[str]:
    """The entry as one row; values of a list are joined by a bar."""
    return [entry.dn, *("|".join(map(_cell, entry.values.get(column, []))) for column in COLUMNS[1:])]


def _cell(value: str | bytes) -> str:
    return value if isinstance(value, str) else base64.b64encode(value).decode()


def write(arguments: argparse.Namespace) -> None:
    """Write all files that the command line names."""
    ends = {"lf": b"\n", "crlf": b"\r\n"}
    with ExitStack() as stack:
        outputs = []
        for index, path in enumerate(arguments.output):
            end = ends[arguments.line_ends[min(index, len(arguments.line_ends) - 1)]]
            outputs.append(LdifFile(path, stack.enter_context(path.open("wb", buffering=1 << 20)), end))
        table = None
        if arguments.csv:
            table = csv.writer(stack.enter_context(arguments.csv.open("w", encoding="utf-8", newline="")))
            table.writerow(COLUMNS)
        fates = stack.enter_context(arguments.fates.open("w", encoding="utf-8")) if arguments.fates else None
        roles = stack.enter_context(RoleDatabase(arguments.roles, arguments.seed)) if arguments.roles else None
        for file, made in _placed(arguments, outputs):
            fate = file.add(made)
            if roles and made.entry:
                roles.add(made.entry.text("uid"))
            if table and made.entry:
                table.writerow(csv_row(made.entry))
            if fates:
                fates.write(json.dumps(fate, ensure_ascii=False) + "\n")


def _placed(arguments: argparse.Namespace, outputs: list[LdifFile]) -> Iterator[tuple[LdifFile, Made]]:
    problems = arguments.problems or []
    if len(problems) == len(PROBLEMS):
        for text in containers():
            dn = text.split(b"\n", 1)[0].removeprefix(b"dn: ").decode()
            yield outputs[0], Made(text, dn, "filtered")
    done = 0
    for made in people(arguments.people, arguments.seed, problems=problems, each=arguments.each):
        yield outputs[min(done * len(outputs) // arguments.people, len(outputs) - 1)], made
        done += made.fate == "exported"


def _problems(names: str) -> list[Problem]:
    if names == "all":
        return list(PROBLEMS)
    known = {problem.name: problem for problem in PROBLEMS}
    unknown = [name for name in names.split(",") if name not in known]
    if unknown:
        raise argparse.ArgumentTypeError(f"no such problem: {', '.join(unknown)}; there are {', '.join(known)}")
    return [known[name] for name in names.split(",")]


def main(words: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, required=True, help="people that can be exported")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, nargs="+", required=True, help="LDIF files")
    parser.add_argument("--line-ends", choices=["lf", "crlf"], nargs="+", default=["lf"], help="one for each output")
    parser.add_argument("--csv", type=Path, help="the same people as CSV")
    parser.add_argument(
        "--problems",
        type=_problems,
        nargs="?",
        const="all",
        help="add faulty records of every kind, accounts of programs, groups and containers; or only the kinds named",
    )
    parser.add_argument("--each", type=int, default=1, metavar="N", help="of every problem this many (default: 1)")
    parser.add_argument("--roles", type=Path, help="an SQLite database with the roles of these people")
    parser.add_argument("--fates", type=Path, help="JSON lines: what must become of each record of the LDIF files")
    write(parser.parse_args(words))
    return 0


if __name__ == "__main__":
    sys.exit(main())

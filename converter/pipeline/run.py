"""The run: source → record → plan → document → validation → sink, and beside it whoever was rejected or skipped."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path

import orjson

from converter.errors import RunStopped
from converter.mapping.fate import Exported, Filtered, Rejected, Skipped
from converter.mapping.model import Duplicates
from converter.mapping.plan import Plan
from converter.pipeline.contest import Contest, Entry
from converter.pipeline.duplicates import Claims
from converter.pipeline.tally import Tally
from converter.record import Origin, Record, Unreadable
from converter.sinks import layout
from converter.sinks.auth0_import import ImportFiles, Part
from converter.sinks.durable import Written
from converter.sinks.folder import OtherRun, OutputFolder
from converter.sinks.identity import Identity
from converter.sinks.json_lines import JsonLines
from converter.sinks.manifest import write_manifest
from converter.sinks.rejected import rejected_line, skipped_line, warning_line
from converter.sources.source import Source
from converter.validation.violation import Violation

HOPELESS = 1000
"""A run stops when its first so many records are all rejected: then the mapping is wrong, not the data."""


class State(StrEnum):
    """How a run ended: `finished`; `stopped` early; `failed` because more was rejected than the mapping allows."""

    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """What to run: the plan, its source, where to write, and how far to go."""

    plan: Plan
    source: Source
    output: Path
    identity: Identity
    limit: int | None = None
    max_rejects: int | None = None
    other_run: OtherRun = OtherRun.REFUSE


@dataclass(frozen=True, slots=True)
class Result:
    """What a run did. `parts` are the import files it wrote."""

    tally: Tally
    parts: tuple[Part, ...]
    output: Path
    state: State = State.FINISHED


Progress = Callable[[int], None]


def run(job: Job, progress: Progress) -> Result:
    """Convert every record; `progress` is told the number of records read, now and then.

    Errors: OutputRefused, SourceUnreadable, RunStopped; after the latter the folder has no manifest.
    """
    with OutputFolder.open(job.output, job.identity, other_run=job.other_run) as folder:
        conversion = _Conversion(job, folder)
        try:
            for number, item in enumerate(islice(job.source.records(), job.limit), start=1):
                conversion.take(item)
                if not number % 1000:
                    progress(number)
            conversion.settle()
        except RunStopped:
            conversion.close(State.STOPPED)
            raise
        progress(conversion.tally.read)
        return conversion.close(conversion.state())


class _Conversion:
    """One run under way."""

    def __init__(self, job: Job, folder: OutputFolder) -> None:
        model = job.plan.model
        self.tally = Tally()
        self._job = job
        self._folder = folder
        self._users = ImportFiles(folder)
        self._rejected = JsonLines(folder, layout.REJECTED)
        self._skipped = JsonLines(folder, layout.SKIPPED)
        self._warnings = JsonLines(folder, layout.WARNINGS)
        secret = hashlib.sha256(job.identity.as_json()).digest()
        self._claims = Claims(model.unique, secret)
        self._contest = None if model.duplicates is Duplicates.REJECT else Contest(model.duplicates, folder.path)

    def take(self, item: Record | Unreadable) -> None:
        """Decide the fate of one record and write it down."""
        self.tally.read += 1
        if isinstance(item, Unreadable):
            self._reject(item.origin, (Violation("", item.code, item.message),))
            return
        fate = self._job.plan.fate(item)
        match fate:
            case Exported():
                self._export(item, fate)
            case Rejected():
                self._reject(item.origin, fate.reasons)
            case Skipped():
                self.tally.skipped[fate.id] += 1
                self._skipped.write(skipped_line(item.origin, fate.id))
            case Filtered():
                self.tally.filtered += 1

    def _export(self, record: Record, fate: Exported) -> None:
        user = orjson.dumps(fate.document)
        if self._contest:
            keep = self._job.plan.keep(record)
            self._contest.enter(Entry(record.origin, keep, user, fate), self._claims.keys(fate.document))
            return
        taken = self._claims.claim(fate.document, record.origin)
        if taken:
            self._reject(record.origin, taken)
        else:
            self._write(record.origin, user, fate)

    def settle(self) -> None:
        """Decide the duplicates that could not be decided on the way."""
        for entry, reasons in self._contest.decided() if self._contest else ():
            if reasons:
                self._reject(entry.origin, reasons)
            else:
                self._write(entry.origin, entry.user, entry.fate)

    def _write(self, origin: Origin, user: bytes, fate: Exported) -> None:
        self._users.add(user)
        self.tally.exported += 1
        self.tally.schemes[fate.scheme] += bool(fate.scheme)
        self.tally.note(self.tally.dropped, fate.dropped)
        if fate.warnings:
            self.tally.note(self.tally.warnings, fate.warnings)
            self._warnings.write(warning_line(origin, fate.warnings))

    def _reject(self, origin: Origin, reasons: tuple[Violation, ...]) -> None:
        self.tally.rejected += 1
        self.tally.note(self.tally.reasons, reasons)
        self._rejected.write(rejected_line(origin, reasons))
        most = self._job.max_rejects
        if most is not None and self.tally.rejected > most:
            raise RunStopped(f"more than {most} records were rejected; {self._folder.path / layout.REJECTED} says why")
        if self.tally.rejected == self.tally.read == HOPELESS:
            raise RunStopped(
                f"the first {HOPELESS} records were all rejected, so the mapping is probably wrong; "
                f"{self._folder.path / layout.REJECTED} says why"
            )

    def state(self) -> State:
        """Has the run rejected more than its mapping allows?"""
        most = self._job.plan.model.rejects.fail_above
        return State.FAILED if most is not None and self.tally.rejected_share > most else State.FINISHED

    def close(self, state: State) -> Result:
        """Complete the files, the manifest last; only a finished run has one."""
        self.tally.check()
        parts = self._users.close()
        files: list[Written] = [file.close() for file in (self._rejected, self._skipped, self._warnings)]
        summary = {**self._job.identity.as_document(), "state": state.value, **self.tally.as_document(),
                   "files": len(parts), "bytes": sum(part.bytes for part in parts)}  # fmt: skip
        files.append(self._folder.write_json(layout.SUMMARY, summary))
        if state is State.FINISHED:
            write_manifest(self._folder, self.tally.counts(), parts=parts, files=files)
        return Result(self.tally, parts, self._folder.path, state)

"""One run under way: every record goes to exactly one of its files, or is filtered, and is counted there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any

from converter.mapping.fate import Decision, Exported, Filtered, Undecided
from converter.mapping.model import Duplicates
from converter.mapping.password import policy_missing
from converter.passwords.description import Description
from converter.pipeline.contest import Contest, Entry
from converter.pipeline.duplicates import Claims
from converter.pipeline.job import Job, Result, State
from converter.pipeline.lots import Lot
from converter.pipeline.outcome import LeftOut, Outcome, Refused, refused
from converter.pipeline.tally import Tally, kinds_of
from converter.pipeline.turns import Turns
from converter.record import PLACE, Origin
from converter.sinks import layout
from converter.sinks.auth0_import import ImportFiles
from converter.sinks.durable import Written
from converter.sinks.folder import OutputFolder
from converter.sinks.json_lines import JsonLines
from converter.sinks.manifest import write_manifest
from converter.sinks.rejected import warning_line
from converter.sinks.texts import value_of


class Conversion:
    """The files of a run and its tally.

    `duplicates` counts those of the mapping whose turn it is that were found on the way.
    """

    def __init__(self, job: Job, folder: OutputFolder) -> None:
        models = [intake.model for intake in job.intakes]
        self.tally = Tally()
        self.turns = Turns(self.tally, len(models))
        self.duplicates = 0
        self._model = models[0]
        self._counts_passwords = any(model.password for model in models)
        self._job = job
        self._folder = folder
        self._origins = JsonLines(folder, layout.ORIGINS)
        self._users = ImportFiles(folder, self._origins)
        self._rejected = JsonLines(folder, layout.REJECTED)
        self._skipped = JsonLines(folder, layout.SKIPPED)
        self._warnings = JsonLines(folder, layout.WARNINGS)
        given = any(model.after_import for model in models)
        self._afterwards = JsonLines(folder, layout.AFTER_IMPORT) if given else None
        policy = models[0].duplicates
        contested = policy is not Duplicates.REJECT
        # keys are made for a contest alone: the identity need not be known before
        secret = hashlib.sha256(folder.identity.as_json()).digest() if contested else b""
        self._claims = Claims(self._model.unique, secret, folder.path)
        self._contest = Contest(policy, folder.path) if contested else None

    def begin(self, number: int) -> None:
        """What is taken now comes from the mapping of that number."""
        self.turns.turn_to(number)
        self._model = self._job.intakes[number].model
        self.duplicates = 0

    def take(self, lot: Lot, *, in_turn: bool) -> Iterator[Outcome]:
        """Write a lot down. Raises MappingInvalid where it ends with what is not decided.

        Gives the rejected; with `in_turn` each when it and what stands before it is written, and nothing behind it.
        """
        taken = [(n, 1, refused(_origin(lot, n), reasons)) for n, reasons in self._claims.sift(lot.identifiers)]
        told = sorted([*((n, 0, outcome) for n, outcome in lot.outcomes), *taken], key=itemgetter(0, 1))
        start, stretches = 0, list[tuple[int, int]]()
        for number, taken_out, outcome in told:
            if in_turn or taken_out:
                stretches.append((start, number))
                start = number + taken_out
            if in_turn:
                self._add(lot, stretches)
                stretches.clear()
                yield from self._tell(outcome, taken_out)
        self._add(lot, [*stretches, (start, lot.users.number)])
        if not in_turn:
            for _, taken_out, outcome in told:
                yield from self._tell(outcome, taken_out)

    def _add(self, lot: Lot, stretches: Sequence[tuple[int, int]]) -> None:
        """Write down users of whom nothing has to be told, from each of these numbers up to the other one."""
        for start, end in stretches:
            self._users.add_all(lot.users, start, end)
        added = sum(end - start for start, end in stretches)
        self.tally.read += added
        self.tally.exported += added
        if self._counts_passwords:
            self.tally.passwords.add_all(lot.passwords, stretches)

    def _tell(self, outcome: Outcome, duplicates: int) -> Iterator[Outcome]:
        """Write one record down, and give it if it is rejected."""
        before = self.tally.rejected
        self.duplicates += duplicates
        self._take(outcome)
        if self.tally.rejected > before:
            yield outcome

    def _take(self, outcome: Outcome) -> None:
        self.tally.read += 1
        match outcome:
            case Refused():
                self._count(outcome.password)
                self._reject(outcome)
            case LeftOut():
                self._count(outcome.password)
                self.tally.skipped[outcome.id] += 1
                self._skipped.write_line(outcome.line)
            case Decision(origin, Exported() as fate, rank):
                self._export(origin, fate, rank)
            case Decision(origin, Undecided() as fate):
                raise policy_missing(self._model, fate.password, origin)
            case Decision(_, Filtered()):
                self.tally.filtered += 1
            case _:
                raise AssertionError("what is rejected or skipped comes as its line")

    def changed(self) -> str:
        """Which input is not what it was when the run began, as a sentence. What reads it beside the run is awaited."""
        self._folder.bind()
        return self._job.watch.changed()

    def settle(self) -> None:
        """Decide the duplicates that could not be decided on the way; a second call finds nothing left."""
        for entry, reasons in self._contest.decided() if self._contest else ():
            self.turns.turn_to(entry.mapping)
            if reasons:
                self._reject(refused(entry.origin, reasons))
            else:
                self._write(entry.origin, entry.user, entry.fate)
        for violation in self._contest.unranked if self._contest else ():
            self.tally.note(self.tally.warnings, kinds_of([violation]))
        self._contest = None

    def release(self) -> None:
        """Let go of the identifiers, and of the users that wait, if the run ended before they were decided."""
        self._claims.close()
        if self._contest:
            self._contest.close()

    def close(self, state: State, reason: str) -> Result:
        """Complete the files, the manifest last; only a finished run has one."""
        self.settle()
        parts = self._users.close()
        self.tally.check(sum(part.users for part in parts), self._rejected.lines, skipped=self._skipped.lines)
        lines = (self._rejected, self._skipped, self._warnings, self._origins, self._afterwards)
        files = [file.close() for file in lines if file]
        complete = state is not State.STOPPED
        several = len(self._job.intakes) > 1
        lookups = {
            f"{intake.name}.{each.lookup.name}" if several else each.lookup.name: each.counts(complete=complete)
            for intake in self._job.intakes
            for each in intake.joinings
        }
        files += self._write_lookups(complete=complete)
        names = [intake.name for intake in self._job.intakes]
        counts = dict(zip(names, self.turns.counts(), strict=True)) if several else {}
        unmet = {each.name: each.model.overrides.unmet() for each in self._job.intakes if each.model.overrides}
        result = Result(self.tally, parts, self._folder.path, state, reason, lookups, counts, unmet if complete else {})
        summary = {**self._folder.identity.as_document(), **result.as_document()}
        files.append(self._folder.write_json(layout.SUMMARY, summary))
        if state is State.FINISHED:
            write_manifest(self._folder, self.tally.counts(), parts=parts, files=files)
        return result

    def _write_lookups(self, *, complete: bool) -> list[Written]:
        """The rows of lookups that have to be looked at; which were matched is known of a complete run alone."""
        joinings = [joining for intake in self._job.intakes for joining in intake.joinings]
        if not joinings:
            return []
        file = self._folder.create(layout.LOOKUPS)
        for joining in joinings:
            if complete and self._job.list_unmatched:
                joining.note_unmatched()
            for piece in joining.notes.lines():
                file.write(piece)
        return self._folder.commit([file])

    def _export(self, origin: Origin, fate: Exported, rank: Any) -> None:
        if self._contest:
            told = fate._replace(document={}, text=b"")
            self._contest.enter(
                Entry(origin, rank, fate.text, told, self.turns.current), self._claims.keys(fate.document)
            )
            return
        taken = self._claims.claim(fate.document, origin)
        if taken:
            self.duplicates += 1
            self._reject(refused(origin, taken))
        else:
            self._write(origin, fate.text, fate)

    def _write(self, origin: Origin, user: bytes, fate: Exported) -> None:
        self._users.add(user, origin)
        self.tally.exported += 1
        if fate.afterwards and self._afterwards:
            part, position = self._users.place
            self._afterwards.write({"part": part, "position": position, **fate.afterwards})
        if self._counts_passwords:
            self.tally.passwords.add(fate.password)
        if fate.dropped:
            self.tally.note(self.tally.dropped, kinds_of(fate.dropped))
        if fate.warnings:
            self.tally.note(self.tally.warnings, kinds_of(fate.warnings))
            self._warnings.write(warning_line(origin, fate.warnings))

    def _count(self, password: Description | None) -> None:
        if password:
            self.tally.passwords.add(password)

    def _reject(self, record: Refused) -> None:
        self.tally.rejected += 1
        self.tally.note(self.tally.reasons, record.reasons)
        self._rejected.write_line(record.line)


def _origin(lot: Lot, number: int) -> Origin:
    """Where one of the users came from."""
    return Origin(**dict(zip(PLACE, (value_of(column, number) for column in lot.users.places), strict=True)))

"""The run: source → record → plan → document → validation → sink, and beside it whoever was rejected or skipped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import TypeAlias

from converter.errors import MappingInvalid, SourceUnreadable
from converter.pipeline.conversion import Conversion
from converter.pipeline.job import Job, Result, State
from converter.pipeline.lots import Lot
from converter.pipeline.tally import rejected_share
from converter.pipeline.undecided import undecided
from converter.sinks.folder import OutputFolder

HOPELESS = 1000
"""A run stops when its first so many records, filtered ones aside, are all rejected: then the mapping is wrong."""

Progress: TypeAlias = Callable[[int], None]


def run(job: Job, progress: Progress) -> Result:
    """Convert every record of every mapping; `progress` is told the number of records read, now and then.

    Errors: OutputRefused; SourceUnreadable, before anything is written where the source is not what the mapping
    says, else with an account of what was read so far; RunStopped where the system fails; MappingInvalid. Only a
    finished run leaves a manifest.
    """
    # of every source, so that one that cannot be read is known before anything is written
    begun = [chain(list(islice(intake.lots, 1)), intake.lots) for intake in job.intakes]
    with OutputFolder.open(job.output, job.identity, other_run=job.other_run) as folder:
        conversion = Conversion(job, folder)
        try:
            return _convert(conversion, begun, progress, job=job)
        finally:
            conversion.release()


def _convert(conversion: Conversion, begun: Sequence[Iterator[Lot]], progress: Progress, *, job: Job) -> Result:
    reason = ""
    try:
        for number, lots in enumerate(begun):
            conversion.begin(number)
            reason = reason or _take_all(conversion, lots, progress, job=job)
    except SourceUnreadable as error:
        conversion.close(State.STOPPED, str(error))
        raise
    conversion.settle()
    progress(conversion.tally.read)
    reason = reason or _too_many(conversion, job) or conversion.changed()
    if reason:
        return conversion.close(State.STOPPED, reason)
    failure = _failure(conversion, job)
    return conversion.close(State.FAILED if failure else State.FINISHED, failure)


def _take_all(conversion: Conversion, lots: Iterator[Lot], progress: Progress, *, job: Job) -> str:
    """Write what becomes of the records of one mapping down; why that ended before they did, or nothing."""
    before = conversion.tally.counts()
    for lot in lots:
        hopeful = conversion.tally.exported > before["exported"]
        try:
            for _ in conversion.take(lot, in_turn=job.max_rejects is not None or not hopeful):
                if reason := _too_many(conversion, job) or _hopeless(conversion, before, job=job):
                    return reason
        except MappingInvalid as missing:
            conversion.settle()  # so that the users who wait are counted as well
            _, outcome = lot.outcomes[-1]
            raise undecided(missing, conversion.tally, outcome=outcome, further=lots) from None
        progress(conversion.tally.read)
    return ""


def _too_many(conversion: Conversion, job: Job) -> str:
    most = job.max_rejects
    return f"more than {most:,} records were rejected" if most is not None and conversion.tally.rejected > most else ""


def _hopeless(conversion: Conversion, before: Mapping[str, int], *, job: Job) -> str:
    """Are the first records of a mapping all rejected? `before` has the counts when its turn came.

    Whoever is rejected as a duplicate, of somebody in another store perhaps, is no sign of a mistake.
    """
    tally = conversion.tally
    useless = tally.rejected - before["rejected"] - conversion.duplicates
    looked_at = tally.read - before["read"] - (tally.filtered - before["filtered"])
    if job.max_rejects is not None or not useless == looked_at == HOPELESS:
        return ""
    return f"the first {HOPELESS:,} records were all rejected, so the mapping is probably wrong"


def _failure(conversion: Conversion, job: Job) -> str:
    """Has the run rejected more records of a mapping than that allows?"""
    for intake, counts in zip(job.intakes, conversion.turns.counts(), strict=True):
        share, most = rejected_share(counts), intake.model.rejects.fail_above
        if most is not None and share > most:
            whose = f" of {intake.name}" if len(job.intakes) > 1 else ""
            return f"{share:.2%} of the records{whose} were rejected, the mapping allows {most:.2%}"
    return ""

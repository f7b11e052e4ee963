"""The run: source → record → plan → document → validation → sink, and beside it whoever was rejected or skipped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import TypeAlias

from converter.errors import MappingInvalid, SourceUnreadable
from converter.pipeline.conversion import Conversion
from converter.pipeline.decide import Decision
from converter.pipeline.job import Job, Result, State
from converter.pipeline.undecided import undecided
from converter.sinks.folder import OutputFolder

HOPELESS = 1000
"""A run stops when its first so many records, filtered ones aside, are all rejected: then the mapping is wrong."""

Progress: TypeAlias = Callable[[int], None]


def run(job: Job, progress: Progress) -> Result:
    """Convert every record; `progress` is told the number of records read, now and then.

    Errors: OutputRefused; SourceUnreadable, before anything is written where the source is not what the mapping
    says, else with an account of what was read so far; RunStopped where the system fails; MappingInvalid. Only a
    finished run leaves a manifest.
    """
    first = next(job.decisions, [])
    with OutputFolder.open(job.output, job.identity, other_run=job.other_run) as folder:
        conversion = Conversion(job, folder)
        try:
            return _convert(conversion, chain([first], job.decisions), progress, job=job)
        finally:
            conversion.release()


def _convert(conversion: Conversion, batches: Iterator[list[Decision]], progress: Progress, *, job: Job) -> Result:
    try:
        reason = _take_all(conversion, batches, progress, job=job)
    except SourceUnreadable as error:
        conversion.close(State.STOPPED, str(error))
        raise
    conversion.settle()
    progress(conversion.tally.read)
    reason = reason or _too_many(conversion, job) or job.watch.changed()
    if reason:
        return conversion.close(State.STOPPED, reason)
    failure = _failure(conversion, job)
    return conversion.close(State.FAILED if failure else State.FINISHED, failure)


def _take_all(conversion: Conversion, batches: Iterator[list[Decision]], progress: Progress, *, job: Job) -> str:
    """Write the decisions down, one after the other; why that ended before they did, or nothing."""
    for batch in batches:
        rest = iter(batch)
        for decision in rest:
            try:
                conversion.take(decision)
            except MappingInvalid as missing:
                conversion.settle()  # so that the users who wait are counted as well
                further = chain(rest, chain.from_iterable(batches))
                raise undecided(missing, conversion.tally, decision=decision, further=further) from None
            if conversion.rejecting and (reason := _too_many(conversion, job) or _hopeless(conversion, job)):
                return reason
        progress(conversion.tally.read)
    return ""


def _too_many(conversion: Conversion, job: Job) -> str:
    most = job.max_rejects
    return f"more than {most:,} records were rejected" if most is not None and conversion.tally.rejected > most else ""


def _hopeless(conversion: Conversion, job: Job) -> str:
    tally = conversion.tally
    if job.max_rejects is not None or not tally.rejected == tally.read - tally.filtered == HOPELESS:
        return ""
    return f"the first {HOPELESS:,} records were all rejected, so the mapping is probably wrong"


def _failure(conversion: Conversion, job: Job) -> str:
    """Has the run rejected more than its mapping allows?"""
    share, most = conversion.tally.rejected_share, job.model.rejects.fail_above
    if most is None or share <= most:
        return ""
    return f"{share:.2%} of the records were rejected, the mapping allows {most:.2%}"

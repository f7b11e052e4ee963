"""The run: source → record → plan → document → validation → sink, and beside it whoever was rejected or skipped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import TypeAlias

from converter.errors import SourceUnreadable
from converter.pipeline.conversion import Conversion
from converter.pipeline.job import Job, Result, State
from converter.record import Record, Unreadable
from converter.sinks.folder import OutputFolder

HOPELESS = 1000
"""A run stops when its first so many records, filtered ones aside, are all rejected: then the mapping is wrong."""
BATCH = 64
"""Records that are converted together."""

Progress: TypeAlias = Callable[[int], None]
Batch: TypeAlias = list[Record | Unreadable]


def run(job: Job, progress: Progress) -> Result:
    """Convert every record; `progress` is told the number of records read, now and then.

    Errors: OutputRefused; SourceUnreadable, before anything is written where the source is not what the mapping
    says, else with an account of what was read so far; RunStopped where the system fails; MappingInvalid. Only a
    finished run leaves a manifest.
    """
    batches = _batches(islice(job.source.records(), job.limit))
    first = next(batches, [])
    with OutputFolder.open(job.output, job.identity, other_run=job.other_run) as folder:
        conversion = Conversion(job, folder)
        try:
            reason = _take_all(conversion, chain([first], batches), progress, job=job)
        except SourceUnreadable as error:
            conversion.close(State.STOPPED, str(error))
            raise
        conversion.settle()
        progress(conversion.tally.read)
        reason = reason or _too_many(conversion, job)
        if reason:
            return conversion.close(State.STOPPED, reason)
        failure = _failure(conversion, job)
        return conversion.close(State.FAILED if failure else State.FINISHED, failure)


def _batches(items: Iterator[Record | Unreadable]) -> Iterator[Batch]:
    """The records in lists; where the source fails, those before the failure come first."""
    batch: Batch = []
    try:
        for item in items:
            batch.append(item)
            if len(batch) == BATCH:
                yield batch
                batch = []
    except SourceUnreadable:
        if batch:
            yield batch
        raise
    yield batch


def _take_all(conversion: Conversion, batches: Iterator[Batch], progress: Progress, *, job: Job) -> str:
    """Convert batch by batch; why that ended before the source did, or nothing."""
    for batch in batches:
        fates = iter(job.program.fates([item for item in batch if isinstance(item, Record)]))
        for item in batch:
            if isinstance(item, Record):
                conversion.take(item, next(fates))
            else:
                conversion.take_unreadable(item)
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
    share, most = conversion.tally.rejected_share, job.program.plan.model.rejects.fail_above
    if most is None or share <= most:
        return ""
    return f"{share:.2%} of the records were rejected, the mapping allows {most:.2%}"

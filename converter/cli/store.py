"""A store of a run: a mapping with its files, how its records are read, and by how many processes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from converter.cli import console
from converter.cli.options import Options
from converter.cli.progress import progress
from converter.pipeline.chunks import all_batches
from converter.pipeline.decide import batch_of, decisions
from converter.pipeline.joining.inputs import LookupFiles
from converter.pipeline.load import Loaded
from converter.pipeline.lots import Lot, lots
from converter.sinks.identity import Identity, Setting
from converter.sources.files import InputFile
from converter.sources.source import Chunked, Placed, Shaped, Source

if TYPE_CHECKING:
    from converter.pipeline.joining.join import Joining
    from converter.scale.ahead import Ahead

WORTH_IT = 16 << 20
"""Bytes of input below which one process is as fast as several."""


class Store(Struct, frozen=True):
    """An opened one: `joinings` are the rows of its lookups, `shared` says that several processes read it.

    `ahead` is what finds their tasks, if its chunks lie where all of them can read.
    """

    loaded: Loaded
    files: Sequence[InputFile]
    source: Source
    joinings: tuple[Joining, ...]
    shared: bool
    ahead: Ahead | None

    def lots(self, options: Options) -> Iterator[Lot]:
        """What becomes of its records. Where several processes make that out, they are started at once."""
        program = self.loaded.program()
        if self.shared and isinstance(self.source, Chunked):
            from converter.scale.parallel import parallel

            return parallel(program, self.source, count=_jobs(options), report=console.complain, ahead=self.ahead)
        if isinstance(self.source, Shaped) and not options.limit:
            batches = all_batches(program, self.source)
        else:
            batches = decisions(program, islice(self.source.records(), options.limit), batch_of)
        return lots(batches, program.plan.model.unique)

    def identity(self, options: Options) -> Identity:
        """What of it, and of the command line, decides the output."""
        lookups = {each.lookup.name: each.inputs for each in self.joinings}
        listing: dict[str, Setting] = {"list_unmatched": options.list_unmatched} if self.joinings else {}
        settings = {"limit": options.limit, "validator": options.validator.value, **listing}
        digests = self.ahead.digests() if self.ahead else {}
        return self.loaded.identity(self.files, settings, lookups=lookups, digests=digests)


def opened(loaded: Loaded, files: Sequence[InputFile], beside: LookupFiles, *, output: Path, options: Options) -> Store:
    """The store of a mapping; `beside` are the files of its lookups. Raises SourceUnreadable."""
    source = loaded.open(files)
    if not _is_small(source):
        loaded.plan.validator.prepare()
    joined, joinings = _joined(loaded, beside, output, options) if beside else (loaded, ())
    shared = _is_shared(source, options)
    return Store(joined, files, source, joinings, shared, _ahead(source) if shared else None)


def _joined(loaded: Loaded, files: LookupFiles, output: Path, options: Options) -> tuple[Loaded, tuple[Joining, ...]]:
    """With the rows of the lookups; what does not fit into memory waits where the output goes, without a name."""
    from converter.cli.looking import Unmeasured
    from converter.pipeline.joining.join import Joiner

    folder = next(each for each in (output, *output.absolute().parents) if each.is_dir())
    with progress(Unmeasured()) as told:
        return Joiner(folder, listing=options.list_unmatched, progress=told).join(loaded, files)


def _is_shared(source: Source, options: Options) -> bool:
    small = options.jobs is None and _is_small(source)
    if _jobs(options) == 1 or small or options.limit or not isinstance(source, Chunked):
        return False
    from converter.scale.workers import can_work

    return can_work()


def _ahead(source: Source) -> Ahead | None:
    if not isinstance(source, Placed) or not source.has_places:
        return None
    from converter.scale.ahead import Ahead

    return Ahead(source)


def _is_small(source: Source) -> bool:
    _, size = source.progress()
    return size is not None and size < WORTH_IT


def _jobs(options: Options) -> int:
    return options.jobs or (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)

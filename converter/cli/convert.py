"""`convert --mapping FILE`: the main job."""

from __future__ import annotations

import gc
import os
import shlex
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain, islice, repeat
from pathlib import Path
from typing import TYPE_CHECKING

from converter.cli import console
from converter.cli.options import Options
from converter.cli.progress import progress
from converter.errors import EXIT_OK, EXIT_REJECTED, RunStopped, SourceUnreadable
from converter.mapping.compile import Program
from converter.pipeline import together
from converter.pipeline.chunks import all_batches
from converter.pipeline.decide import batch_of, decisions
from converter.pipeline.job import Intake, Job, Result, State, run_name
from converter.pipeline.joining.inputs import LookupFiles, files_of_lookups
from converter.pipeline.load import Loaded, columns_of, files_of, load, only_once
from converter.pipeline.lots import Lot, lots
from converter.pipeline.run import run
from converter.pipeline.undecided import SchemesUndecided
from converter.pipeline.watch import Watch
from converter.report.passwords import undecided_lines
from converter.report.summary import as_document, as_lines
from converter.sinks.awaited import Awaited
from converter.sinks.folder import OtherRun
from converter.sinks.identity import Identity, Setting
from converter.sources.files import InputFile
from converter.sources.source import Chunked, Shaped, Source

if TYPE_CHECKING:
    from converter.pipeline.joining.join import Joining

_SURVEYED, _NAMED = 1000, 6
WORTH_IT = 16 << 20
"""Bytes of input below which one process is as fast as several."""


def run_conversion(names: Sequence[str], options: Options) -> int:
    """Convert by one mapping or by several into one folder, say what was written, and give the exit code."""
    mappings = together.agreed([_loaded(name, options) for name in names])
    models = [loaded.plan.model for loaded in mappings]
    inputs = [files_of(model) for model in models]
    together.check(models, inputs)
    output = options.output or Path("out") / run_name(models)
    lookups = [files_of_lookups(model) for model in models]
    watch = Watch(chain(*inputs, *(files for beside in lookups for files in beside.values())))
    sources = list(map(_opened, mappings, inputs))
    joined = [_joined(loaded, beside, output, options) for loaded, beside in zip(mappings, lookups, strict=True)]
    intakes = tuple(
        Intake(name, loaded.plan.model, _lots(loaded.program(), source, options), joinings)
        for name, (loaded, joinings), source in zip(together.names(models), joined, sources, strict=True)
    )
    identify = partial(_identities, joined, inputs, options)
    job = Job(
        intakes=intakes,
        output=output,
        # the processes have been started: none is lost by a thread beside
        identity=Awaited(identify) if any(_is_shared(source, options) for source in sources) else identify(),
        max_rejects=options.max_rejects,
        other_run=OtherRun.REPLACE if options.replace else OtherRun.REFUSE,
        watch=watch,
        list_unmatched=options.list_unmatched,
    )
    gc.freeze()  # what is loaded stays, here and in the processes that share it
    try:
        with progress(together.Position(sources)) as shown:
            result = run(job, shown)
    except SchemesUndecided as stopped:
        console.complain(*undecided_lines(stopped))
        return stopped.exit_code
    if options.json:
        console.write_json(as_document(result, models))
    else:
        console.say(*as_lines(result, models))
        if result.state is State.FINISHED:
            console.say(*chain.from_iterable(map(_unmapped, names, mappings, inputs)))
    return _exit_code(result)


def _unmapped(name: str, loaded: Loaded, files: Sequence[InputFile]) -> Iterator[str]:
    """What the source has and nothing maps, by its first records; nothing of a source that is read once or asked."""
    from converter.pipeline.survey import unmapped

    if not files or only_once(loaded, files):
        return
    try:
        found = unmapped(loaded.plan.model, loaded.checked.reads, limit=_SURVEYED)
    except SourceUnreadable:  # the run is finished: this is beside it
        return
    if found:
        shown = ", ".join(found[:_NAMED]) + (" …" if len(found) > _NAMED else "")
        yield f"  not mapped: {shown}: convert check --with-source {shlex.quote(name)}"


def _loaded(name: str, options: Options) -> Loaded:
    loaded = load(name, os.environ, columns=columns_of, implementation=options.validator)
    console.complain(*loaded.checked.rendered().splitlines())
    return loaded


def _identities(
    joined: Sequence[tuple[Loaded, tuple[Joining, ...]]], inputs: Sequence[Sequence[InputFile]], options: Options
) -> Identity:
    return together.identity(map(_identity, joined, inputs, repeat(options)))


def _identity(joined: tuple[Loaded, tuple[Joining, ...]], files: Sequence[InputFile], options: Options) -> Identity:
    loaded, joinings = joined
    lookups = {each.lookup.name: each.inputs for each in joinings}
    return loaded.identity(files, _settings(options, joinings), lookups=lookups)


def _opened(loaded: Loaded, files: Sequence[InputFile]) -> Source:
    source = loaded.open(files)
    if not _is_small(source):
        loaded.plan.validator.prepare()
    return source


def _joined(loaded: Loaded, files: LookupFiles, output: Path, options: Options) -> tuple[Loaded, tuple[Joining, ...]]:
    """With the rows of the lookups; what does not fit into memory waits where the output goes, without a name."""
    if not files:
        return loaded, ()
    from converter.cli.looking import Unmeasured
    from converter.pipeline.joining.join import Joiner

    folder = next(each for each in (output, *output.absolute().parents) if each.is_dir())
    with progress(Unmeasured()) as told:
        return Joiner(folder, listing=options.list_unmatched, progress=told).join(loaded, files)


def _settings(options: Options, joinings: tuple[Joining, ...]) -> dict[str, Setting]:
    """What of the command line changes the output."""
    listing = {"list_unmatched": options.list_unmatched} if joinings else {}
    return {"limit": options.limit, "validator": options.validator.value, **listing}


def _lots(program: Program, source: Source, options: Options) -> Iterator[Lot]:
    """By as many processes as there are processors, if the source can be cut and is worth it."""
    if isinstance(source, Chunked) and _is_shared(source, options):
        from converter.scale.parallel import parallel

        return parallel(program, source, count=_jobs(options), report=console.complain)
    if isinstance(source, Shaped) and not options.limit:
        batches = all_batches(program, source)
    else:
        batches = decisions(program, islice(source.records(), options.limit), batch_of)
    return lots(batches, program.plan.model.unique)


def _is_shared(source: Source, options: Options) -> bool:
    """Is the source read by several processes?"""
    small = options.jobs is None and _is_small(source)
    if _jobs(options) == 1 or small or options.limit or not isinstance(source, Chunked):
        return False
    from converter.scale.workers import can_work

    return can_work()


def _is_small(source: Source) -> bool:
    _, size = source.progress()
    return size is not None and size < WORTH_IT


def _jobs(options: Options) -> int:
    return options.jobs or (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def show_program(name: str) -> None:
    """Print what the mapping is compiled to, and what of it is left to the interpreter."""
    program = load(name, os.environ, columns=columns_of).program()
    console.say(*program.source.splitlines())
    for node, reason in program.interpreted:
        console.complain(f"left to the interpreter: a {node.kind} ({reason})")


def _exit_code(result: Result) -> int:
    if result.state is not State.FINISHED:
        return RunStopped.exit_code
    return EXIT_REJECTED if result.tally.rejected or result.unreadable_rows else EXIT_OK

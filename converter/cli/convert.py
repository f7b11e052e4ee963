"""`convert --mapping FILE`: the main job."""

from __future__ import annotations

import gc
import os
import shlex
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from converter.cli import console
from converter.cli.options import Options
from converter.cli.progress import progress
from converter.cli.store import Store, opened
from converter.errors import EXIT_OK, EXIT_REJECTED, RunStopped, SourceUnreadable
from converter.pipeline import together
from converter.pipeline.job import Intake, Job, Result, State, run_name
from converter.pipeline.joining.inputs import files_of_lookups
from converter.pipeline.load import Loaded, columns_of, files_of, load, only_once
from converter.pipeline.run import run
from converter.pipeline.undecided import SchemesUndecided
from converter.pipeline.watch import Watch
from converter.report.passwords import undecided_lines
from converter.report.summary import as_document, as_lines
from converter.sinks.awaited import Awaited
from converter.sinks.folder import OtherRun
from converter.sinks.identity import Identity
from converter.sources.files import InputFile

_SURVEYED, _NAMED = 1000, 6


def run_conversion(names: Sequence[str], options: Options) -> int:
    """Convert by one mapping or by several into one folder, say what was written, and give the exit code."""
    mappings = together.agreed([_loaded(name, options) for name in names])
    models = [loaded.plan.model for loaded in mappings]
    inputs = [files_of(model) for model in models]
    together.check(models, inputs)
    output = options.output or Path("out") / run_name(models)
    lookups = [files_of_lookups(model) for model in models]
    watch = Watch(chain(*inputs, *(files for beside in lookups for files in beside.values())))
    stores = [
        opened(loaded, files, beside, output=output, options=options)
        for loaded, files, beside in zip(mappings, inputs, lookups, strict=True)
    ]
    job = _job(stores, output=output, watch=watch, options=options)
    try:
        with progress(together.Position([store.ahead or store.source for store in stores])) as shown:
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


def _job(stores: Sequence[Store], *, output: Path, watch: Watch, options: Options) -> Job:
    gc.freeze()  # what is loaded stays, here and in the processes that share it
    names = together.names([store.loaded.plan.model for store in stores])
    intakes = tuple(
        Intake(name, store.loaded.plan.model, store.lots(options), store.joinings)
        for name, store in zip(names, stores, strict=True)
    )
    # the processes have been started: none is lost by a thread beside
    for store in stores:
        if store.ahead:
            store.ahead.start()

    def identify() -> Identity:
        return together.identity(store.identity(options) for store in stores)

    return Job(
        intakes=intakes,
        output=output,
        identity=Awaited(identify) if any(store.shared for store in stores) else identify(),
        max_rejects=options.max_rejects,
        other_run=OtherRun.REPLACE if options.replace else OtherRun.REFUSE,
        watch=watch,
        list_unmatched=options.list_unmatched,
    )


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

"""`convert --mapping FILE`: the main job."""

from __future__ import annotations

import gc
import os
from dataclasses import dataclass
from pathlib import Path

from converter.cli import console
from converter.cli.progress import progress
from converter.errors import EXIT_OK, EXIT_REJECTED, RunStopped
from converter.pipeline.job import Job, Result, State
from converter.pipeline.load import columns_of, files_of, load
from converter.pipeline.run import run
from converter.report.summary import as_document, as_lines
from converter.sinks.folder import OtherRun
from converter.validation.implementation import Implementation


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says beside the mapping."""

    output: Path | None = None
    limit: int | None = None
    max_rejects: int | None = None
    replace: bool = False
    json: bool = False
    validator: Implementation = Implementation.FAST


def run_conversion(name: str, options: Options) -> int:
    """Convert, say what was written, and give the exit code."""
    loaded = load(name, os.environ, columns=columns_of, implementation=options.validator)
    console.complain(*loaded.checked.rendered().splitlines())
    model = loaded.plan.model
    files = files_of(model)
    source = loaded.open(files)
    job = Job(
        program=loaded.program(),
        source=source,
        output=options.output or Path("out") / model.name,
        identity=loaded.identity(files, {"limit": options.limit, "validator": options.validator.value}),
        limit=options.limit,
        max_rejects=options.max_rejects,
        other_run=OtherRun.REPLACE if options.replace else OtherRun.REFUSE,
    )
    _spare_the_collector()
    with progress(source) as shown:
        result = run(job, shown)
    if options.json:
        console.write_json(as_document(result, model))
    else:
        console.say(*as_lines(result, model))
    return _exit_code(result)


def show_program(name: str) -> None:
    """Print what the mapping is compiled to, and what of it is left to the interpreter."""
    program = load(name, os.environ, columns=columns_of).program()
    console.say(*program.source.splitlines())
    for node, reason in program.interpreted:
        console.complain(f"left to the interpreter: a {node.kind} ({reason})")


def _spare_the_collector() -> None:
    """Records come and go by the million and hold no cycles: looking for some costs a sixth of the reading."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def _exit_code(result: Result) -> int:
    if result.state is not State.FINISHED:
        return RunStopped.exit_code
    return EXIT_REJECTED if result.tally.rejected else EXIT_OK

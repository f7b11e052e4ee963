"""The rest as import files: a conversion that leaves out whoever is in Auth0, or may be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from converter.hybrid.standing import AHEAD, Evidence, Standing, stands
from converter.mapping.batch import Batch, decided
from converter.mapping.fate import Decision, Exported, Skipped
from converter.mapping.model import Limits
from converter.pipeline.decide import decide, decisions
from converter.pipeline.fates import Ending
from converter.pipeline.job import Intake, Job, Result
from converter.pipeline.load import Loaded, files_of
from converter.pipeline.lots import lots
from converter.pipeline.run import Progress, run
from converter.pipeline.watch import Watch
from converter.sinks.folder import OtherRun


def write_remainder(loaded: Loaded, evidence: Evidence, output: Path, *, digest: str, progress: Progress) -> Result:
    """Write import files of those whom an import can take; the others are skipped under where they stand.

    `digest` tells one body of evidence from another. Raises what a conversion raises.
    """
    # that so few are left is what is wanted: shares of the records say nothing here
    model = replace(loaded.plan.model, rejects=Limits())
    files = files_of(model)
    watch = Watch(files)
    identity = loaded.identity(files, {"remainder": digest})
    found = decisions(loaded.program(), loaded.open(files).records(), decide)
    job = Job(
        intakes=(Intake(model.name, model, lots(_left(found, evidence, model.unique), model.unique)),),
        output=output,
        identity=identity,
        other_run=OtherRun.REFUSE,
        watch=watch,
    )
    return run(job, progress)


def _left(found: Iterator[list[Decision]], evidence: Evidence, unique: Sequence[str]) -> Iterator[Batch]:
    for some in found:
        yield decided([_decision(decision, evidence) for decision in some], unique)


def _decision(decision: Decision, evidence: Evidence) -> Decision:
    fate = decision.fate
    if not isinstance(fate, Exported):
        return decision
    standing = stands(Ending(decision.origin, fate, fate.document), evidence)
    return decision if standing in AHEAD else decision._replace(fate=Skipped(_id(standing), fate.password))


def _id(standing: Standing | None) -> str:
    """Under which a person is skipped; None has no user_id, by which alone one could tell."""
    return f"hybrid-{standing.value}" if standing else "hybrid-no-user-id"

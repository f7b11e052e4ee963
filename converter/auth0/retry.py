"""Rebuilds the users that Auth0 refused, from the source, into a further round that `convert upload` sends."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from converter.auth0.delivery import FIRST, Delivery, round_folder
from converter.auth0.journal_tables import Fate
from converter.auth0.sought import Key, Sought, place_of
from converter.auth0.worklist import Failure
from converter.mapping.model import Limits, Model
from converter.pipeline.job import Intake, Job, Result, State
from converter.pipeline.joining.join import Joiner, files_of_lookups
from converter.pipeline.load import Loaded, files_of
from converter.pipeline.run import Progress, run
from converter.pipeline.watch import Watch
from converter.sinks.auth0_import import Part
from converter.sinks.folder import OtherRun
from converter.sinks.identity import Identity
from converter.sinks.manifest import read_manifest
from converter.sinks.origins import read_origins


@dataclass(frozen=True, slots=True)
class Retried:
    """What a retry made: its round, the run that made it, and those whose records are not in the source any more.

    `result` is None where there was nobody to rebuild. `elsewhere` counts those of other mappings.
    """

    number: int
    sought: int
    result: Result | None
    missing: tuple[Failure, ...]
    elsewhere: int = 0


def worth_retrying(failure: Failure, *, upsert: bool) -> bool:
    """Can the user be rebuilt, and is it known not to be in Auth0 as it should? An upsert mends those who are there."""
    return failure.origin is not None and (
        failure.fate in (Fate.FAILED, Fate.ABSENT) or (upsert and failure.fate in (Fate.CREATED, Fate.UPDATED))
    )


def retry(delivery: Delivery, loaded: Loaded, wanted: Sequence[Failure], *, progress: Progress) -> Retried:
    """Rebuild these users as the mapping makes them now, and note them in the journal as the next round.

    Errors: those of a run. Killed at any point and started again, it comes to the same end.
    """
    number = max(delivery.rounds(), default=FIRST) + 1
    model = replace(loaded.plan.model, rejects=Limits())
    foreign = _foreign(delivery, model)
    ours = [each for each in wanted if not (each.origin and each.origin.file in foreign)]
    elsewhere = len(wanted) - len(ours)
    if not ours:
        return Retried(number, 0, None, (), elsewhere)
    files, lookups = files_of(model), files_of_lookups(model)
    watch = Watch([*files, *chain.from_iterable(lookups.values())])
    loaded, joinings = Joiner(delivery.folder).join(loaded, lookups)
    inputs = {each.lookup.name: each.inputs for each in joinings}
    identity = loaded.identity(files, {"round": number, "retried": _digest(ours)}, lookups=inputs)
    sought = _sought(delivery, ours, identity)
    source = loaded.open(files)
    job = Job(
        intakes=(Intake(model.name, model, sought.decisions(loaded.program(), source.records())),),
        output=round_folder(delivery.folder, number),
        identity=identity,
        max_rejects=len(ours),
        # a round that the journal does not know was never sent
        other_run=OtherRun.REPLACE,
        watch=watch,
    )
    result = run(job, progress)
    if result.state is State.FINISHED and result.parts:
        _register(delivery, number, result.parts, sought)
    missing = tuple(each for each in ours if (each.part, each.position) not in sought.found)
    return Retried(number, len(ours), result, missing, elsewhere)


def _foreign(delivery: Delivery, model: Model) -> frozenset[str]:
    """The inputs of the other mappings of the run, where it had several."""
    first = delivery.manifest.identity
    every = (first, *first.further)
    ours = {source.name for each in every if each.mapping == model.path.name for source in each.sources}
    return frozenset(source.name for each in every for source in each.sources) - ours if ours else frozenset()


def _sought(delivery: Delivery, wanted: Sequence[Failure], now: Identity) -> Sought:
    sought = Sought()
    rounds = {failure.round for failure in wanted}
    manifests = {number: read_manifest(round_folder(delivery.folder, number)) for number in rounds}
    unchanged = {number: _unchanged(manifest.identity, now) for number, manifest in manifests.items()}
    for failure in wanted:
        sought.add(failure, unchanged=unchanged[failure.round])
    return sought


def _register(delivery: Delivery, number: int, parts: Sequence[Part], sought: Sought) -> None:
    """Those who were rebuilt belong to the new round from now on."""
    folder = round_folder(delivery.folder, number)
    exported = {place_of(origin) for _, origins in read_origins(folder) for origin in origins}
    rebuilt = [key for key, origin in sought.found.items() if place_of(origin) in exported]
    named = [replace(part, name=f"{folder.name}/{part.name}") for part in parts]
    delivery.journal.add_parts(number, named, instead_of=rebuilt)


def _unchanged(then: Identity, now: Identity) -> frozenset[str]:
    """The names of the files that are the same, to the byte."""
    before = {source.name: source.sha256 for each in (then, *then.further) for source in each.sources}
    return frozenset(s.name for s in now.sources if s.sha256 and before.get(s.name) == s.sha256)


def _digest(wanted: Sequence[Failure]) -> str:
    keys: list[Key] = sorted((failure.part, failure.position) for failure in wanted)
    return hashlib.sha256(repr(keys).encode()).hexdigest()

"""Rebuilds the users that Auth0 refused, from the source, into a further round that `convert upload` sends."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from copy import copy
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from converter.auth0.delivery import FIRST, Delivery, round_folder
from converter.auth0.journal_tables import Fate
from converter.auth0.sought import Key, Sought, place_of
from converter.auth0.worklist import Failure
from converter.mapping.model import Limits, Model
from converter.pipeline import together
from converter.pipeline.job import Intake, Job, Result, State
from converter.pipeline.joining.inputs import files_of_lookups
from converter.pipeline.joining.join import Joiner
from converter.pipeline.load import Loaded, files_of
from converter.pipeline.run import Progress, run
from converter.pipeline.watch import Watch
from converter.sinks.auth0_import import Part
from converter.sinks.folder import OtherRun
from converter.sinks.identity import Identity, Setting
from converter.sinks.manifest import read_manifest
from converter.sinks.origins import read_origins


class Retried(Struct, frozen=True):
    """What a retry made: its round, the run that made it, and those whose records are not in the source any more.

    `result` is None where there was nobody to rebuild. `elsewhere` counts those whom only the `others` can rebuild: the
    mappings of the run that were not given.
    """

    number: int
    sought: int
    result: Result | None
    missing: tuple[Failure, ...]
    elsewhere: int = 0
    others: tuple[str, ...] = ()


def worth_retrying(failure: Failure, *, upsert: bool) -> bool:
    """Can the user be rebuilt, and is it known not to be in Auth0 as it should? An upsert mends those who are there."""
    return failure.origin is not None and (
        failure.fate in (Fate.FAILED, Fate.ABSENT) or (upsert and failure.fate in (Fate.CREATED, Fate.UPDATED))
    )


def retry(delivery: Delivery, mappings: Sequence[Loaded], wanted: Sequence[Failure], *, progress: Progress) -> Retried:
    """Rebuild these users as the mappings of the run make them now, and note them in the journal as the next round.

    Each is sought in the source of every mapping that is given. Errors: those of a run. Killed at any point and started
    again, it comes to the same end.
    """
    number = max(delivery.rounds(), default=FIRST) + 1
    mappings = together.agreed([_unlimited(loaded) for loaded in mappings])
    models = [loaded.plan.model for loaded in mappings]
    inputs = [files_of(model) for model in models]
    together.check(models, inputs)
    foreign, others = _not_given(delivery, models)
    ours = [each for each in wanted if not (each.origin and each.origin.file in foreign)]
    if not ours:
        return Retried(number, 0, None, (), len(wanted), others)
    lookups = [files_of_lookups(model) for model in models]
    watch = Watch(chain(*inputs, *(files for beside in lookups for files in beside.values())))
    joined = [Joiner(delivery.folder).join(*each) for each in zip(mappings, lookups, strict=True)]
    settings: dict[str, Setting] = {"round": number, "retried": _digest(ours)}
    identity = together.identity(
        loaded.identity(files, settings, lookups={each.lookup.name: each.inputs for each in joinings})
        for (loaded, joinings), files in zip(joined, inputs, strict=True)
    )
    sought = _sought(delivery, ours, identity)
    job = Job(
        intakes=tuple(
            Intake(name, loaded.plan.model, sought.decisions(loaded.program(), loaded.open(files).records()))
            for name, (loaded, _), files in zip(together.names(models), joined, inputs, strict=True)
        ),
        output=round_folder(delivery.folder, number),
        identity=identity,
        max_rejects=len(ours) * len(models),
        # a round that the journal does not know was never sent
        other_run=OtherRun.REPLACE,
        watch=watch,
    )
    result = run(job, progress)
    if result.state is State.FINISHED and result.parts:
        _register(delivery, number, result.parts, sought)
    missing = tuple(each for each in ours if not sought.met((each.part, each.position)))
    return Retried(number, len(ours), result, missing, len(wanted) - len(ours), others)


def _unlimited(loaded: Loaded) -> Loaded:
    """A retry has few records: the share of those that are rejected again says nothing."""
    plan = copy(loaded.plan)
    plan.model = replace(plan.model, rejects=Limits())
    return replace(loaded, plan=plan)


def _not_given(delivery: Delivery, models: Sequence[Model]) -> tuple[frozenset[str], tuple[str, ...]]:
    """The inputs of the run's other mappings, which none of these reads, and the names of those mappings."""
    first = delivery.manifest.identity
    every, given = (first, *first.further), {model.path.name for model in models}
    ours = {source.name for each in every if each.mapping in given for source in each.sources}
    if not ours:
        return frozenset(), ()
    others = tuple(each.mapping for each in every if each.mapping not in given)
    return frozenset(source.name for each in every for source in each.sources) - ours, others


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
    after = (source for each in (now, *now.further) for source in each.sources)
    return frozenset(s.name for s in after if s.sha256 and before.get(s.name) == s.sha256)


def _digest(wanted: Sequence[Failure]) -> str:
    keys: list[Key] = sorted((failure.part, failure.position) for failure in wanted)
    return hashlib.sha256(repr(keys).encode()).hexdigest()

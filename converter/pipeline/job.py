"""What a run is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from converter.mapping.model import Model
from converter.pipeline.lots import Lot
from converter.pipeline.tally import Tally
from converter.pipeline.watch import Watch
from converter.sinks.auth0_import import Part
from converter.sinks.awaited import Awaited
from converter.sinks.folder import OtherRun
from converter.sinks.identity import Identity

if TYPE_CHECKING:
    from converter.pipeline.joining.join import Joining


class State(StrEnum):
    """How a run ended: `finished`; `stopped` early; `failed` because more was rejected than the mapping allows."""

    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"


class Intake(Struct, frozen=True):
    """One mapping of a run and what becomes of its records, as that is made out; `joinings` are its lookups' rows.

    `name` tells it from the other mappings of the run.
    """

    name: str
    model: Model
    lots: Iterator[Lot]
    joinings: tuple[Joining, ...] = ()


class Job(Struct, frozen=True):
    """What to run: one or more mappings in their order, where to write, and how far to go.

    All of them have the same policy on duplicates and the same unique fields. `watch` has the inputs as they were
    when the identity was made.
    `max_rejects` is the number of rejected records at which the run still goes on; None leaves that to the run.
    `list_unmatched` says whether to list rows of lookups that nobody matched.
    """

    intakes: tuple[Intake, ...]
    output: Path
    identity: Identity | Awaited
    max_rejects: int | None = None
    other_run: OtherRun = OtherRun.REFUSE
    watch: Watch = field(default_factory=Watch)
    list_unmatched: bool = False


def run_name(models: Sequence[Model]) -> str:
    """What a run is called: the names of its mappings."""
    return "+".join(model.name for model in models)


class Result(Struct, frozen=True):
    """What a run did. `parts` are the import files it wrote, `reason` says why it did not finish.

    `lookups` has for each lookup how many rows there were and what became of them. `mappings` has the counts of each
    mapping by its name, where there are several. `unmet` has, by its name, what the `overrides:` of a mapping name
    that no user of it has.
    """

    tally: Tally
    parts: tuple[Part, ...]
    output: Path
    state: State = State.FINISHED
    reason: str = ""
    lookups: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    mappings: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    unmet: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def unreadable_rows(self) -> int:
        """Rows of lookups that could not be read, so that records may lack what they say."""
        return sum(counts["unreadable"] for counts in self.lookups.values())

    def as_document(self) -> dict[str, Any]:
        """The state, the counts, the files, as JSON."""
        return {
            "state": self.state.value,
            **({"reason": self.reason} if self.reason else {}),
            **self.tally.as_document(),
            **({"mappings": {name: dict(counts) for name, counts in self.mappings.items()}} if self.mappings else {}),
            **({"lookups": {name: dict(counts) for name, counts in self.lookups.items()}} if self.lookups else {}),
            **({"overrides_unmet": [id_ for unmet in self.unmet.values() for id_ in unmet]} if self.unmet else {}),
            "files": len(self.parts),
            "bytes": sum(part.bytes for part in self.parts),
        }

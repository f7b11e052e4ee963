"""What a run is told of a record of which something has to be told, as far as that is known of the record alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct

from converter.mapping.fate import FILTERED, Decision, Exported, Filtered, Rejected, Skipped
from converter.passwords.description import Description
from converter.pipeline.tally import Kind, kinds_of
from converter.record import Origin
from converter.sinks.json_text import compact
from converter.sinks.rejected import rejected_line, skipped_line
from converter.validation.violation import Violation


class Refused(Struct, frozen=True):
    """A rejected record: its line of `rejected.jsonl`, messages by kind of reason, a password Auth0 cannot take."""

    line: bytes
    reasons: Mapping[Kind, str]
    password: Description | None = None


class LeftOut(Struct, frozen=True):
    """A skipped record: its line of `skipped.jsonl`, the id of the rule, a password Auth0 cannot take."""

    line: bytes
    id: str
    password: Description | None = None


Outcome: TypeAlias = Decision | Refused | LeftOut
"""A `Decision` where there is more to do, or nothing to write down."""

_FILTERED = Decision(Origin(""), FILTERED)


def refused(origin: Origin, reasons: Sequence[Violation], password: Description | None = None) -> Refused:
    """A record that is rejected for these reasons."""
    return Refused(compact(rejected_line(origin, reasons)), kinds_of(reasons), password)


def outcome_of(decision: Decision, unique: Sequence[str]) -> Outcome:
    """What a run needs of a decision; `unique` are the fields whose values nobody else may have."""
    fate = decision.fate
    match fate:
        case Exported():
            document = {field: fate.document[field] for field in unique if field in fate.document}
            return decision._replace(fate=fate._replace(document=document))
        case Rejected():
            return refused(decision.origin, fate.reasons, fate.password)
        case Skipped():
            return LeftOut(compact(skipped_line(decision.origin, fate.id)), fate.id, fate.password)
        case Filtered():
            return _FILTERED
        case _:
            return decision

"""Outcomes on their way from one process to another: without what nobody asks for any more."""

from __future__ import annotations

from collections.abc import Iterable

from converter.mapping.fate import Decision, Exported, Outcome


def pack(outcomes: Iterable[Outcome], unique: tuple[str, ...]) -> list[Outcome]:
    """Of a user that is not plain, its text and its identifiers are enough."""
    return [_packed(outcome, unique) if isinstance(outcome, Decision) else outcome for outcome in outcomes]


def _packed(decision: Decision, unique: tuple[str, ...]) -> Decision:
    fate = decision.fate
    if not isinstance(fate, Exported):
        return decision
    document = {field: fate.document[field] for field in unique if field in fate.document}
    return decision._replace(fate=fate._replace(document=document))

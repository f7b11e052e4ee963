"""Batches on their way from one process to another: without what nobody asks for any more."""

from __future__ import annotations

from converter.mapping.batch import Batch
from converter.mapping.fate import Decision, Exported


def pack(batch: Batch, unique: tuple[str, ...]) -> Batch:
    """Of a user that is not plain, its text and its identifiers are enough."""
    return Batch(batch.users, [(number, _packed(decision, unique)) for number, decision in batch.decisions])


def _packed(decision: Decision, unique: tuple[str, ...]) -> Decision:
    fate = decision.fate
    if not isinstance(fate, Exported):
        return decision
    document = {field: fate.document[field] for field in unique if field in fate.document}
    return decision._replace(fate=fate._replace(document=document))

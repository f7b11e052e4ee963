"""Batches on their way from one process to another: without what nobody asks for any more, the texts in one piece."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import NamedTuple

from converter.mapping.batch import TEXT, Batch, Columns
from converter.mapping.fate import Decision, Exported


class Packed(NamedTuple):
    """A batch whose users have their JSON texts, of these sizes, one behind the other."""

    texts: bytes
    sizes: list[int]
    users: Columns
    decisions: list[tuple[int, Decision]]


def packed(batch: Batch, unique: tuple[str, ...]) -> Packed:
    """Of a user that is not plain, its text and its identifiers are enough."""
    texts = batch.users[TEXT]
    users = [*batch.users[:TEXT], [], *batch.users[TEXT + 1 :]]
    decisions = [(number, _packed(decision, unique)) for number, decision in batch.decisions]
    return Packed(b"".join(texts), list(map(len, texts)), users, decisions)


def unpacked(its: Packed) -> Batch:
    """The batch again."""
    ends = accumulate(its.sizes, initial=0)
    its.users[TEXT].extend(its.texts[start:end] for start, end in pairwise(ends))
    return Batch(its.users, its.decisions)


def _packed(decision: Decision, unique: tuple[str, ...]) -> Decision:
    fate = decision.fate
    if not isinstance(fate, Exported):
        return decision
    document = {field: fate.document[field] for field in unique if field in fate.document}
    return decision._replace(fate=fate._replace(document=document))

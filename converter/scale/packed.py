"""Decisions on their way from one process to another: plain tuples, which cost half of what the decisions would."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from converter.mapping.fate import Exported
from converter.pipeline.decide import Decision
from converter.record import Origin

Packed: TypeAlias = list[Decision | tuple[Any, ...]]
"""Of a user of whom nothing has to be told: origin, JSON text, password and identifiers, one behind the other."""

_new: Any = tuple.__new__
_PLACE = len(Origin._fields)


def pack(decisions: Iterable[Decision], unique: tuple[str, ...]) -> Packed:
    """The decisions without what nobody asks for any more: of a user its text and its identifiers are enough."""
    packed: Packed = []
    for decision in decisions:
        origin, fate, rank = decision
        if not isinstance(fate, Exported):
            packed.append(decision)
        elif fate.warnings or fate.dropped or fate.afterwards or rank is not None:
            document = {field: fate.document[field] for field in unique if field in fate.document}
            packed.append(decision._replace(fate=fate._replace(document=document)))
        else:
            identifiers = map(fate.document.get, unique)
            packed.append((*origin, fate.text, fate.password, *identifiers))
    return packed


def unpack(packed: Packed, unique: tuple[str, ...]) -> list[Decision]:
    """What was packed; a document is what is left of it, its identifiers."""
    decisions: list[Decision] = []
    for one in packed:
        if isinstance(one, Decision):
            decisions.append(one)
            continue
        identifiers = zip(unique, one[_PLACE + 2 :], strict=True)
        document = {field: value for field, value in identifiers if value is not None}
        fate = Exported(document, one[_PLACE], [], [], one[_PLACE + 1])
        decisions.append(_new(Decision, (_new(Origin, one[:_PLACE]), fate, None)))
    return decisions

"""A mapping beside the first records of its source: names that no record has, and values that nothing maps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from converter.expressions.scope import attribute_key
from converter.expressions.tree import Node
from converter.mapping.model import Expression, Model
from converter.pipeline.expressions import expressions_of
from converter.pipeline.load import files_of, open_source
from converter.record import Naming, Unreadable
from converter.sources import SOURCES
from converter.sources.source import keep_name
from converter.syntax.codes import diagnose
from converter.syntax.diagnostic import Diagnostic
from converter.syntax.suggestion import suggest

RECORDS = 10_000
"""How many records are looked at unless the caller says otherwise."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What the first records of a source have.

    `populated` is from a name, as expressions use it, to the number of records that have a value under it; `unseen`
    are the warnings about names that none has, `unmapped` the populated names that the mapping does not read, most
    frequent first.
    """

    records: int
    unreadable: int
    populated: Mapping[str, int]
    unseen: tuple[Diagnostic, ...]
    unmapped: tuple[tuple[str, int], ...]


def survey(model: Model, reads: set[str] | None, *, limit: int = RECORDS) -> Survey:
    """Read at most `limit` records and compare; `reads` are the names the mapping reads, None for all.

    The model's expressions must have been checked: their names are resolved. Raises SourceUnreadable.
    """
    directory = SOURCES[model.source.type].NAMING is Naming.DIRECTORY
    source = open_source(model, files_of(model), attribute_key if directory else keep_name)
    populated: Counter[str] = Counter()
    records = unreadable = 0
    for item in islice(source.records(), limit):
        records += 1
        if isinstance(item, Unreadable):
            unreadable += 1
        else:
            populated.update(name for name, value in item.values.items() if _has_value(value))
    readable = records - unreadable
    unseen = tuple(_unseen(model, populated, readable)) if readable else ()
    return Survey(records, unreadable, populated, unseen, _unmapped(model, populated, reads))


def _has_value(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_has_value, value))
    return value is not None and value not in ("", b"")


def _unmapped(model: Model, populated: Counter[str], reads: set[str] | None) -> tuple[tuple[str, int], ...]:
    """The DN is every record's own name, which nobody has to map."""
    if reads is None:
        return ()
    kept = {*reads, *(key for key, _, _ in _names(model)), "dn"}
    left = ((name, count) for name, count in populated.items() if name not in kept)
    return tuple(sorted(left, key=lambda entry: (-entry[1], entry[0])))


def _unseen(model: Model, populated: Mapping[str, int], records: int) -> Iterator[Diagnostic]:
    told: set[str] = set()
    for key, node, expression in _names(model):
        if key in populated or key in told or key == "dn":
            continue
        told.add(key)
        near = suggest(key, sorted(set(populated)))
        hint = f"did you mean {near}?" if near else "is it spelt as in the source, and was it exported?"
        where = f"none of the first {records:,} records has" if records > 1 else "the only record has not"
        message = f"{where} a value of {node.value}"
        yield diagnose("unseen-name", expression.scalar.at(node.offset), message, hint=hint, length=node.length)


def _names(model: Model) -> Iterator[tuple[str, Node, Expression]]:
    """Every name of the source that an expression reads, by its key."""
    steps = {*(name for name, _ in model.let), *(lookup.name for lookup in model.lookups)}
    for _, expression in expressions_of(model):
        for node in expression.tree.walk():
            if node.kind == "field" and node.key is not None and node.key not in steps:
                yield node.key, node, expression

"""A mapping beside the first records of its source: names that no record has, and values that nothing maps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Any, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from converter.expressions.scope import attribute_key
from converter.expressions.tree import Node
from converter.mapping.lint_lookups import RowReads
from converter.mapping.model import Expression, Lookup, Model
from converter.pipeline.condition import Condition
from converter.pipeline.expressions import expressions_of, row_expressions_of
from converter.pipeline.load import files_of, open_source
from converter.record import Naming, Record, Unreadable
from converter.sources import SOURCES
from converter.sources.source import NameResolver, keep_name
from converter.syntax.codes import diagnose
from converter.syntax.diagnostic import Diagnostic
from converter.syntax.suggestion import suggest

RECORDS = 10_000
"""How many records are looked at unless the caller says otherwise."""


class Survey(Struct, frozen=True):
    """What the first records of a source have, or the first rows of a lookup.

    `populated` is from a name, as expressions use it, to the number of records that have a value under it; `unseen`
    are the warnings about names that none has, `unmapped` the names that the mapping does not read, with the records
    that pass `where:` and have a value, most frequent first. `lookups` has the same for each lookup of the mapping.
    """

    records: int
    unreadable: int
    populated: Mapping[str, int]
    unseen: tuple[Diagnostic, ...]
    unmapped: tuple[tuple[str, int], ...]
    lookups: Mapping[str, Survey] = field(default_factory=dict)

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """About names of the source, and of every lookup."""
        return (*self.unseen, *(found for each in self.lookups.values() for found in each.unseen))


Place: TypeAlias = tuple[str, Node, Expression]
"""A name that is read, by its key, and where."""


def survey(
    model: Model, reads: set[str] | None, rows: Mapping[str, RowReads] = MappingProxyType({}), *, limit: int = RECORDS
) -> Survey:
    """Read at most `limit` records of each store and compare.

    `reads` are the names the mapping reads of the source, None for all, `rows` what it reads of each lookup. The
    model's expressions must have been checked: their names are resolved. Raises SourceUnreadable.
    """
    lookups = {}
    for lookup in model.lookups:
        wanted = rows[lookup.name].wanted
        places = list(_names_of_rows(model, lookup, wanted))
        what = f"rows of {lookup.name}"
        lookups[lookup.name] = _survey(model.driven_by(lookup), wanted, places, what=what, limit=limit)
    found = _survey(model, reads, list(_names(model)), what="records", limit=limit)
    return replace(found, lookups=lookups)


def unmapped(model: Model, reads: Collection[str] | None, *, limit: int) -> tuple[str, ...]:
    """The names that the first records of the source have and the mapping does not read, most frequent first.

    What it reads is not read here, other than by `where:`: that has been seen in the run.
    """
    if reads is None:
        return ()
    where = model.source.where
    known = {*reads, *(key for key, _, _ in _names(model))}
    seen = known - {node.key for node in where.tree.walk()} if where else known
    key = _key_of(model)
    items = _first(model, lambda name: None if (found := key(name)) in seen else found, limit)
    counts = _counts(items, _condition(model))
    return tuple(name for name, _ in _unmapped(known, counts.of_people))


class _Counts(Struct, frozen=True):
    """How many records and how many people have a value under a name, of `records` that could be read."""

    records: int
    unreadable: int
    populated: Counter[str]
    of_people: Counter[str]


def _survey(model: Model, reads: Collection[str] | None, places: list[Place], *, what: str, limit: int) -> Survey:
    found = _counts(_first(model, _key_of(model), limit), _condition(model))
    readable = found.records - found.unreadable
    first = f"first {readable:,} {what}"
    unseen = tuple(_unseen(places, found.populated, first if readable > 1 else "")) if readable else ()
    left = () if reads is None else _unmapped({*reads, *(key for key, _, _ in places)}, found.of_people)
    return Survey(found.records, found.unreadable, found.populated, unseen, left)


def _key_of(model: Model) -> Callable[[str], str]:
    return attribute_key if SOURCES[model.source.type].NAMING is Naming.DIRECTORY else keep_name


def _condition(model: Model) -> Condition | None:
    return Condition((), model.source.where.tree.as_ast()) if model.source.where else None


def _first(model: Model, resolver: NameResolver, limit: int) -> Iterator[Record | Unreadable]:
    return islice(open_source(model, files_of(model), resolver).records(), limit)


def _counts(items: Iterable[Record | Unreadable], where: Condition | None) -> _Counts:
    populated: Counter[str] = Counter()
    of_people = populated if where is None else Counter()
    records = unreadable = 0
    for item in items:
        records += 1
        if isinstance(item, Unreadable):
            unreadable += 1
        else:
            names = [name for name, value in item.values.items() if _has_value(value)]
            populated.update(names)
            if where is not None and where.holds(item.values):
                of_people.update(names)
    return _Counts(records, unreadable, populated, of_people)


def _has_value(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_has_value, value))
    return value is not None and value not in ("", b"")


def _unmapped(known: Collection[str], populated: Counter[str]) -> tuple[tuple[str, int], ...]:
    """The DN is every record's own name, which nobody has to map."""
    left = ((name, count) for name, count in populated.items() if name not in known and name != "dn")
    return tuple(sorted(left, key=lambda entry: (-entry[1], entry[0])))


def _unseen(places: Iterable[Place], populated: Mapping[str, int], first: str) -> Iterator[Diagnostic]:
    """`first` says of how many records nothing is known, if there are several."""
    told: set[str] = set()
    for key, node, expression in places:
        if key in populated or key in told or key == "dn":
            continue
        told.add(key)
        near = suggest(key, sorted(set(populated)))
        hint = f"did you mean {near}?" if near else "is it spelt as in the source, and was it exported?"
        where = f"none of the {first} has" if first else "the only record has not"
        message = f"{where} a value of {node.value}"
        yield diagnose("unseen-name", expression.scalar.at(node.offset), message, hint=hint, length=node.length)


def _names(model: Model) -> Iterator[Place]:
    """Every name of the source that an expression reads."""
    steps = {*(name for name, _ in model.let), *(lookup.name for lookup in model.lookups)}
    for _, expression in expressions_of(model):
        for node in expression.tree.walk():
            if node.kind == "field" and node.key is not None and node.key not in steps:
                yield node.key, node, expression


def _names_of_rows(model: Model, lookup: Lookup, wanted: Collection[str] | None) -> Iterator[Place]:
    """Every name of a lookup's rows that is read, by itself or by an expression about the record."""
    for _, expression in row_expressions_of(lookup):
        for node in expression.tree.walk():
            if node.kind == "field" and node.key is not None:
                yield node.key, node, expression
    for _, expression in expressions_of(model):
        for node in expression.tree.walk():
            if node.member is not None and wanted is not None and node.member in wanted:
                yield node.member, node, expression

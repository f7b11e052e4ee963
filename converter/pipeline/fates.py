"""The records of a source with their fates, for those who look at records rather than convert them."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count, islice, repeat
from pathlib import Path
from typing import NamedTuple, TypeAlias

from msgspec.structs import replace

from converter.expressions.scope import attribute_key
from converter.mapping.fate import Decided, Decision, Exported, Fate, Filtered, Rejected, Undecided
from converter.mapping.model import Duplicates, Model
from converter.mapping.password import policy_missing
from converter.mapping.plan import Plan
from converter.pipeline.contest import Contest, Entry
from converter.pipeline.decide import BATCH, Item, decide
from converter.pipeline.duplicates import Claims
from converter.pipeline.load import Loaded, only_once
from converter.record import Naming, Origin, Record, Values
from converter.sources import SOURCES
from converter.sources.files import InputFile
from converter.sources.source import Wanted, keep_name
from converter.validation.violation import Document

_TOLD = 500
Ended: TypeAlias = tuple[int, Item, Fate]
"""A record with its fate, and the number of the mapping that decided it."""


class Store(NamedTuple):
    """A mapping and the files that its source reads."""

    loaded: Loaded
    files: Sequence[InputFile]


class Examined(NamedTuple):
    """A record, its fate, and everything that its source has of it, also what the mapping does not read.

    `joined` is what lookups found for it, by their names, which `values` has as well; `plan` is that of its mapping.
    """

    item: Item
    fate: Fate
    values: Values
    joined: Values
    plan: Plan


@dataclass(frozen=True, slots=True)
class Ending:
    """Where a record stood, its fate, and the Auth0 user: of one that was not exported, as much as could be built.

    `text` is the user as the import file has it.
    """

    origin: Origin
    fate: Decided = field(repr=False)
    user: Document = field(repr=False)
    text: bytes = field(default=b"", repr=False)


def examined(stores: Sequence[Store]) -> Iterator[Examined]:
    """Every record of one mapping after the other, with its fate among those before it. Raises SourceUnreadable.

    Where duplicates can only be decided over the whole input, they are not looked at: see `decided`.
    """
    return _with_values(_claimed(list(map(_reader, stores))), stores)


def decided(stores: Sequence[Store]) -> Iterator[Examined]:
    """Every record with the fate it has in a run of these mappings. Raises SourceUnreadable.

    Where the mappings' policy on duplicates wants the whole input, its records wait in a file without a name.
    """
    return _with_values(_final(list(map(_reader, stores))), stores)


def final(loaded: Loaded, files: Sequence[InputFile]) -> Iterator[tuple[Item, Fate]]:
    """Every record as one mapping reads it, with the fate it has in a run. Raises SourceUnreadable."""
    return ((item, fate) for _, item, fate in _final([Store(loaded, files)]))


def endings(loaded: Loaded, files: Sequence[InputFile], *, progress: Callable[[int], None]) -> Iterator[Ending]:
    """How every record of one mapping ends, in order, as a run of it would find.

    `progress` is told the number of records read, now and then. Raises SourceUnreadable, MappingInvalid.
    """
    for number, (item, fate) in enumerate(final(loaded, files)):
        if number % _TOLD == 0:
            progress(number)
        yield _ending(loaded.plan, item, fate)


def _ending(plan: Plan, item: Item, fate: Fate) -> Ending:
    if isinstance(fate, Undecided):
        raise policy_missing(plan.model, fate.password, item.origin)
    if isinstance(fate, Exported):
        return Ending(item.origin, fate, fate.document, fate.text)
    if isinstance(fate, Filtered) or not isinstance(item, Record):
        return Ending(item.origin, fate, {})
    return Ending(item.origin, fate, plan.draft(item))


def whole(loaded: Loaded) -> Loaded:
    """The mapping, its source read with every value of every record."""
    directory = SOURCES[loaded.plan.model.source.type].NAMING is Naming.DIRECTORY
    return replace(loaded, resolver=Wanted(None, attribute_key if directory else keep_name))


def _reader(store: Store) -> Store:
    """Whoever can read once only reads everything at once."""
    return store._replace(loaded=whole(store.loaded)) if only_once(*store) else store


def _with_values(fates: Iterator[Ended], stores: Sequence[Store]) -> Iterator[Examined]:
    """Beside each record all that its source has of it, read by a second reader.

    One reader would not do: a value that the mapping does not read may be unreadable, which costs the run nothing.
    """
    again = [repeat(None) if only_once(*each) else whole(each.loaded).open(each.files).records() for each in stores]
    for number, item, fate in fates:
        full = next(again[number], None) or item
        yield _examined(item, fate, _values(full) or _values(item), plan=stores[number].loaded.plan)


def _examined(item: Item, fate: Fate, values: Values, *, plan: Plan) -> Examined:
    if isinstance(fate, Filtered) or not isinstance(item, Record) or not plan.model.lookups:
        return Examined(item, fate, values, {}, plan)
    joined = plan.joined(item.values)
    return Examined(item, fate, values | joined, joined, plan)


def _values(item: Item) -> Values:
    return item.values if isinstance(item, Record) else {}


def _decisions(stores: Sequence[Store]) -> Iterator[tuple[int, Item, Decision]]:
    """The decisions on all records, each with the number of its mapping."""
    for number, (loaded, files) in enumerate(stores):
        program = loaded.program()
        records = loaded.open(files).records()
        while batch := list(islice(records, BATCH)):
            for item, decision in zip(batch, decide(program, batch), strict=True):
                yield number, item, decision


def _final(stores: Sequence[Store]) -> Iterator[Ended]:
    contested = stores[0].loaded.plan.model.duplicates is not Duplicates.REJECT
    return _contested(stores) if contested else _claimed(stores)


def _claimed(stores: Sequence[Store]) -> Iterator[Ended]:
    model = stores[0].loaded.plan.model
    claiming = model.duplicates is Duplicates.REJECT
    with closing(_claims(model)) as claims:
        for number, item, decision in _decisions(stores):
            fate = decision.fate
            taken = claims.claim(fate.document, item.origin) if claiming and isinstance(fate, Exported) else ()
            yield number, item, Rejected(taken) if taken else fate


def _contested(stores: Sequence[Store]) -> Iterator[Ended]:
    model = stores[0].loaded.plan.model
    contest, claims = Contest(model.duplicates, Path(tempfile.gettempdir())), _claims(model)
    # unlinked at once: nothing remains of it, however this ends
    with tempfile.TemporaryFile() as waiting:
        total = 0
        for number, item, decision in _decisions(stores):
            total += 1
            pickle.dump((number, item, decision.fate), waiting, pickle.HIGHEST_PROTOCOL)
            if isinstance(decision.fate, Exported):
                entry = Entry(item.origin, decision.rank, b"", Exported({}))
                contest.enter(entry, claims.keys(decision.fate.document))
        lost = {number: reasons for number, (_, reasons) in enumerate(contest.decided()) if reasons}
        waiting.seek(0)
        finished = count()
        for _ in range(total):
            # written by this process into a file that nobody else can open
            number, item, fate = pickle.load(waiting)  # noqa: S301
            reasons = lost.get(next(finished)) if isinstance(fate, Exported) else None
            yield number, item, Rejected(reasons) if reasons else fate


def _claims(model: Model) -> Claims:
    return Claims(model.unique, model.digest.encode())

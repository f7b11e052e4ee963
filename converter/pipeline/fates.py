"""The records of a source with their fates, for those who look at records rather than convert them."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import NamedTuple

from converter.expressions.scope import attribute_key
from converter.mapping.fate import Exported, Fate, Filtered, Rejected
from converter.mapping.model import Duplicates, Model
from converter.mapping.plan import Plan
from converter.pipeline.contest import Contest, Entry
from converter.pipeline.decide import BATCH, Decision, Item, decide
from converter.pipeline.duplicates import Claims
from converter.pipeline.load import Loaded
from converter.record import Naming, Record, Values
from converter.sources import SOURCES
from converter.sources.files import InputFile
from converter.sources.source import Wanted, keep_name, reads_files


class Examined(NamedTuple):
    """A record, its fate, and everything that its source has of it, also what the mapping does not read.

    `joined` is what lookups found for it, by their names, which `values` has as well.
    """

    item: Item
    fate: Fate
    values: Values
    joined: Values


def examined(loaded: Loaded, files: Sequence[InputFile]) -> Iterator[Examined]:
    """Every record with its fate among those before it. Raises SourceUnreadable.

    Where duplicates can only be decided over the whole input, they are not looked at: see `decided`.
    """
    return _with_values(_claimed(_reader(loaded, files), files), loaded, files=files)


def decided(loaded: Loaded, files: Sequence[InputFile]) -> Iterator[Examined]:
    """Every record with the fate it has in a run. Raises SourceUnreadable.

    Where the mapping's policy on duplicates wants the whole input, its records wait in a file without a name.
    """
    return _with_values(final(_reader(loaded, files), files), loaded, files=files)


def final(loaded: Loaded, files: Sequence[InputFile]) -> Iterator[tuple[Item, Fate]]:
    """Every record as the mapping reads it, with the fate it has in a run. Raises SourceUnreadable."""
    contested = loaded.plan.model.duplicates is not Duplicates.REJECT
    return _contested(loaded, files) if contested else _claimed(loaded, files)


def whole(loaded: Loaded) -> Loaded:
    """The mapping, its source read with every value of every record."""
    directory = SOURCES[loaded.plan.model.source.type].NAMING is Naming.DIRECTORY
    return replace(loaded, resolver=Wanted(None, attribute_key if directory else keep_name))


def only_once(loaded: Loaded, files: Sequence[InputFile]) -> bool:
    """Can the source not be read a second time in the same order, as a store, standard input or a named pipe?"""
    if not reads_files(SOURCES[loaded.plan.model.source.type]):
        return True
    return any(file.content is None and not (file.path and file.path.is_file()) for file in files)


def _reader(loaded: Loaded, files: Sequence[InputFile]) -> Loaded:
    """Whoever can read once only reads everything at once."""
    return whole(loaded) if only_once(loaded, files) else loaded


def _with_values(
    pairs: Iterator[tuple[Item, Fate]], loaded: Loaded, *, files: Sequence[InputFile]
) -> Iterator[Examined]:
    """Beside each record all that its source has of it, read by a second reader.

    One reader would not do: a value that the mapping does not read may be unreadable, which costs the run nothing.
    """
    if only_once(loaded, files):
        for item, fate in pairs:
            yield _examined(item, fate, _values(item), plan=loaded.plan)
        return
    for (item, fate), full in zip(pairs, whole(loaded).open(files).records(), strict=True):
        yield _examined(item, fate, _values(full) or _values(item), plan=loaded.plan)


def _examined(item: Item, fate: Fate, values: Values, *, plan: Plan) -> Examined:
    if isinstance(fate, Filtered) or not isinstance(item, Record) or not plan.model.lookups:
        return Examined(item, fate, values, {})
    joined = plan.joined(item.values)
    return Examined(item, fate, values | joined, joined)


def _values(item: Item) -> Values:
    return item.values if isinstance(item, Record) else {}


def _decisions(loaded: Loaded, files: Sequence[InputFile]) -> Iterator[tuple[Item, Decision]]:
    program = loaded.program()
    records = loaded.open(files).records()
    while batch := list(islice(records, BATCH)):
        yield from zip(batch, decide(program, batch), strict=True)


def _claimed(loaded: Loaded, files: Sequence[InputFile]) -> Iterator[tuple[Item, Fate]]:
    model = loaded.plan.model
    claiming = model.duplicates is Duplicates.REJECT
    with closing(_claims(model)) as claims:
        for item, decision in _decisions(loaded, files):
            fate = decision.fate
            taken = claims.claim(fate.document, item.origin) if claiming and isinstance(fate, Exported) else ()
            yield item, Rejected(taken) if taken else fate


def _contested(loaded: Loaded, files: Sequence[InputFile]) -> Iterator[tuple[Item, Fate]]:
    model = loaded.plan.model
    contest, claims = Contest(model.duplicates, Path(tempfile.gettempdir())), _claims(model)
    # unlinked at once: nothing remains of it, however this ends
    with tempfile.TemporaryFile() as waiting:
        total = 0
        for item, decision in _decisions(loaded, files):
            total += 1
            pickle.dump((item, decision.fate), waiting, pickle.HIGHEST_PROTOCOL)
            if isinstance(decision.fate, Exported):
                entry = Entry(item.origin, decision.rank, b"", Exported({}))
                contest.enter(entry, claims.keys(decision.fate.document))
        lost = {number: reasons for number, (_, reasons) in enumerate(contest.decided()) if reasons}
        waiting.seek(0)
        finished = count()
        for _ in range(total):
            # written by this process into a file that nobody else can open
            item, fate = pickle.load(waiting)  # noqa: S301
            reasons = lost.get(next(finished)) if isinstance(fate, Exported) else None
            yield item, Rejected(reasons) if reasons else fate


def _claims(model: Model) -> Claims:
    return Claims(model.unique, model.digest.encode())

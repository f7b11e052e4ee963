"""The records of a source with their fates, for those who look at records rather than convert them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import NamedTuple

from converter.errors import UsageError
from converter.expressions.scope import attribute_key
from converter.mapping.fate import Exported, Fate, Rejected
from converter.mapping.model import Duplicates, Model
from converter.pipeline.contest import Contest, Entry
from converter.pipeline.decide import BATCH, Decision, Item, decide
from converter.pipeline.duplicates import Claims
from converter.pipeline.load import Loaded
from converter.record import Naming, Record, Values
from converter.sources import SOURCES
from converter.sources.files import InputFile
from converter.sources.source import Wanted, keep_name


class Examined(NamedTuple):
    """A record, its fate, and everything that its source has of it, also what the mapping does not read."""

    item: Item
    fate: Fate
    values: Values


def examined(loaded: Loaded, files: Sequence[InputFile]) -> Iterator[Examined]:
    """Every record with its fate among those before it. Raises SourceUnreadable.

    Where duplicates can only be decided over the whole input, they are not looked at: see `decided`.
    """
    reader = whole(loaded) if only_once(files) else loaded
    return _with_values(_claimed(reader, files), loaded, files=files)


def decided(loaded: Loaded, files: Sequence[InputFile]) -> Iterator[Examined]:
    """Every record with the fate it has in a run. Raises SourceUnreadable, UsageError.

    Reads the source twice where the mapping's policy on duplicates wants the whole of it.
    """
    if loaded.plan.model.duplicates is Duplicates.REJECT:
        return examined(loaded, files)
    return _with_values(final(loaded, files), loaded, files=files)


def final(loaded: Loaded, files: Sequence[InputFile]) -> Iterator[tuple[Item, Fate]]:
    """Every record as the mapping reads it, with the fate it has in a run. Raises SourceUnreadable, UsageError."""
    model = loaded.plan.model
    if model.duplicates is Duplicates.REJECT:
        return _claimed(loaded, files)
    if only_once(files):
        message = f"duplicates: {model.duplicates.value} is decided over the whole input, and standard input"
        raise UsageError(f"{message} can be read once only; save it as a file")
    return _contested(loaded, files)


def whole(loaded: Loaded) -> Loaded:
    """The mapping, its source read with every value of every record."""
    directory = SOURCES[loaded.plan.model.source.type].NAMING is Naming.DIRECTORY
    return replace(loaded, resolver=Wanted(None, attribute_key if directory else keep_name))


def only_once(files: Sequence[InputFile]) -> bool:
    """Is there an input that cannot be opened a second time, such as standard input or a named pipe?"""
    return any(file.content is None and not (file.path and file.path.is_file()) for file in files)


def _with_values(
    pairs: Iterator[tuple[Item, Fate]], loaded: Loaded, *, files: Sequence[InputFile]
) -> Iterator[Examined]:
    """Beside each record all that its source has of it, read by a second reader.

    One reader would not do: a value that the mapping does not read may be unreadable, which costs the run nothing.
    """
    if only_once(files):
        for item, fate in pairs:
            yield Examined(item, fate, _values(item))
        return
    for (item, fate), full in zip(pairs, whole(loaded).open(files).records(), strict=True):
        yield Examined(item, fate, _values(full) or _values(item))


def _values(item: Item) -> Values:
    return item.values if isinstance(item, Record) else {}


def _decisions(loaded: Loaded, files: Sequence[InputFile]) -> Iterator[tuple[Item, Decision]]:
    program = loaded.program()
    records = loaded.open(files).records()
    while batch := list(islice(records, BATCH)):
        yield from zip(batch, decide(program, batch), strict=True)


def _claimed(loaded: Loaded, files: Sequence[InputFile]) -> Iterator[tuple[Item, Fate]]:
    model = loaded.plan.model
    claims = _claims(model) if model.duplicates is Duplicates.REJECT else None
    for item, decision in _decisions(loaded, files):
        fate = decision.fate
        taken = claims.claim(fate.document, item.origin) if claims and isinstance(fate, Exported) else ()
        yield item, Rejected(taken) if taken else fate


def _contested(loaded: Loaded, files: Sequence[InputFile]) -> Iterator[tuple[Item, Fate]]:
    model = loaded.plan.model
    contest, claims = Contest(model.duplicates, Path(tempfile.gettempdir())), _claims(model)
    for item, decision in _decisions(loaded, files):
        if isinstance(decision.fate, Exported):
            entry = Entry(item.origin, decision.rank, b"", Exported({}))
            contest.enter(entry, claims.keys(decision.fate.document))
    lost = {number: reasons for number, (_, reasons) in enumerate(contest.decided()) if reasons}
    finished = count()
    for item, decision in _decisions(loaded, files):
        reasons = lost.get(next(finished)) if isinstance(decision.fate, Exported) else None
        yield item, Rejected(reasons) if reasons else decision.fate


def _claims(model: Model) -> Claims:
    return Claims(model.unique, model.digest.encode())

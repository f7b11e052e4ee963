"""Reads the stores of `lookups:` and puts their rows under their keys, before the first record is read."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from converter.mapping.lint_lookups import RowReads
from converter.mapping.model import Lookup, Model
from converter.pipeline.joining.entry import Aside, Entry, EntryReader, Fault
from converter.pipeline.joining.inputs import LookupFiles, files_of_lookups
from converter.pipeline.joining.notes import Notes
from converter.pipeline.joining.row_digest import RowDigest
from converter.pipeline.joining.shelf import RoomyTable, Shelf
from converter.pipeline.load import Loaded, inputs_of, open_source, resolver_of
from converter.sinks.identity import SourceFile
from converter.sources.files import InputFile

MEMORY = 48 << 20
"""Bytes that the rows of all lookups together may take in memory; what is larger goes into files."""
_TOLD = 500


class Joining(Struct, frozen=True):
    """The rows of one lookup, and what became of those that are not joined. `inputs` tell it from another state."""

    lookup: Lookup
    table: RoomyTable
    inputs: tuple[SourceFile, ...]
    asides: Mapping[str, int]
    notes: Notes

    @property
    def faults(self) -> int:
        """How many rows could not be read."""
        return self.asides.get(_FAULT, 0)

    def counts(self, *, complete: bool) -> dict[str, int]:
        """Every row once; which were matched is told only where all records have been looked at."""
        counts = {
            "rows": len(self.table) + sum(self.asides.values()),
            "filtered": self.asides.get(Aside.FILTERED, 0),
            "unreadable": self.faults,
            "without_key": self.asides.get(Aside.WITHOUT_KEY, 0),
        }
        if complete:
            matched = self.table.matched.count()
            counts |= {"matched": matched, "unmatched": len(self.table) - matched}
        return counts

    def note_unmatched(self) -> None:
        """List the rows that no record matched."""
        for row in self.table:
            if row.number not in self.table.matched:
                self.notes.aside(row.origin, "unmatched")


_FAULT = "unreadable"


def _ignore(_rows: int) -> None:
    pass


class Joiner(Struct):
    """Loads lookups. `folder` is for what does not fit into memory; `listing` notes rows without a key as well."""

    folder: Path
    listing: bool = False
    progress: Callable[[int], None] = _ignore
    memory: int = MEMORY

    def join(self, loaded: Loaded, files: LookupFiles) -> tuple[Loaded, tuple[Joining, ...]]:
        """The mapping with the rows of its lookups. Errors: SourceUnreadable, RunStopped."""
        model = loaded.plan.model
        joinings = tuple(
            self._load(model, lookup, loaded.checked.rows[lookup.name], files[lookup.name]) for lookup in model.lookups
        )
        return loaded.over({joining.lookup.name: joining.table for joining in joinings}), joinings

    def _load(self, model: Model, lookup: Lookup, reads: RowReads, files: Sequence[InputFile]) -> Joining:
        store = model.driven_by(lookup)
        source = open_source(store, files, resolver_of(store, reads.wanted))
        reader, shelf = EntryReader(lookup, reads), Shelf(self.memory, self.folder)
        notes, asides, digest = Notes(lookup.name, self.folder), Counter[str](), RowDigest()
        for number, item in enumerate(source.records()):
            if number % _TOLD == 0:
                self.progress(number)
            outcome = reader.read(item)
            if isinstance(outcome, Entry):
                shelf.add(outcome)
                if not files:
                    digest.add(outcome)
                continue
            if isinstance(outcome, Fault):
                notes.fault(outcome)
                asides[_FAULT] += 1
                continue
            asides[outcome.value] += 1
            if self.listing and outcome is Aside.WITHOUT_KEY:
                notes.aside(item.origin, outcome.value)
        self.memory = shelf.memory
        inputs = inputs_of(store, files)
        if not files:
            inputs = tuple(replace(each, sha256=digest.hex) for each in inputs)
        return Joining(lookup, shelf.table(), inputs, asides, notes)


def joined(loaded: Loaded, *, folder: Path | None = None, progress: Callable[[int], None] | None = None) -> Loaded:
    """The mapping with the rows of its lookups, for whoever looks at records and writes nothing down of the rows.

    Raises SourceUnreadable, RunStopped.
    """
    model = loaded.plan.model
    if not model.lookups:
        return loaded
    joiner = Joiner(folder or Path(tempfile.gettempdir()), progress=progress or _ignore)
    return joiner.join(loaded, files_of_lookups(model))[0]

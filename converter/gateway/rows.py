"""The rows of a mapping's lookups while the gateway runs."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from converter.errors import SourceUnreadable, UsageError
from converter.mapping.lookup import Key, Row, Table
from converter.mapping.model import Model
from converter.pipeline.joining.inputs import LookupFiles, files_of_lookups
from converter.pipeline.joining.join import Joiner
from converter.pipeline.load import Loaded, files_of
from converter.sources import SOURCES
from converter.sources.source import reads_files


class Rows:
    """Tables that are asked by several threads and exchanged as a whole."""

    def __init__(self, loaded: Loaded) -> None:
        """Raises UsageError where rows can be read only once, SourceUnreadable."""
        self._loaded = loaded
        self._find()
        self._tables: Mapping[str, Table] = {}

    @property
    def watched(self) -> bool:
        """Does an index notice where rows change? It does where they and the people are in files."""
        return _is_watched(self._loaded.plan.model)

    def paths(self) -> list[Path]:
        """The files that rows would come from now. Raises SourceUnreadable."""
        model = self._loaded.plan.model
        return [file.path for each in model.lookups for file in files_of(model.driven_by(each)) if file.path]

    @property
    def tables(self) -> dict[str, Table]:
        """A table for each lookup, always with the rows that were read last."""
        return {lookup.name: _Present(self, lookup.name) for lookup in self._loaded.plan.model.lookups}

    def read(self) -> None:
        """Read all rows. Raises SourceUnreadable, also for a row that cannot be read: it may block somebody."""
        _, joinings = Joiner(Path(tempfile.gettempdir())).join(self._loaded, self._find())
        for joining in joinings:
            if joining.faults:
                what = f"the lookup {joining.lookup.name} has rows that cannot be read: {joining.faults:,}"
                raise SourceUnreadable(f"{what}; convert --mapping lists them in lookups.jsonl")
        self._tables = {joining.lookup.name: joining.table for joining in joinings}

    def _find(self) -> LookupFiles:
        """The files of each lookup, looked up anew: a glob may name more than it did."""
        files = files_of_lookups(self._loaded.plan.model)
        for name, found in files.items():
            if any(file.path is None for file in found):
                raise UsageError(f"the lookup {name} reads standard input: save it as a file, which can be read again")
        return files

    def under(self, name: str, key: Key) -> Sequence[Row]:
        """The rows of a lookup under a key."""
        return self._tables[name].rows(key)


class _Present:
    """The table of one lookup, whichever is the last."""

    def __init__(self, rows: Rows, name: str) -> None:
        self._rows = rows
        self._name = name

    def rows(self, key: Key) -> Sequence[Row]:
        return self._rows.under(self._name, key)


def _is_watched(model: Model) -> bool:
    if not model.lookups:
        return True
    driven = [model, *map(model.driven_by, model.lookups)]
    return all(reads_files(SOURCES[each.source.type]) for each in driven)

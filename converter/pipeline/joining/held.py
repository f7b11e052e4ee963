"""A table small enough to be held in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from converter.mapping.lookup import MOST, Key, Row
from converter.pipeline.joining.entry import Entry
from converter.pipeline.joining.matched import Matched


class Held:
    """The rows of one lookup by their keys. Complete before the first is asked for."""

    def __init__(self, entries: Sequence[Entry] = ()) -> None:
        self._rows: list[Row] = []
        self._found: dict[Key, list[Row]] = {}
        for entry in entries:
            row = Row(len(self._rows), entry.values, entry.links, entry.origin)
            self._rows.append(row)
            for key in entry.keys:
                self._found.setdefault(key, []).append(row)
        self.matched = Matched(len(self._rows))

    def rows(self, key: Key) -> Sequence[Row]:
        """The rows under a key, in the order of their store, at most MOST + 1; they are noted as matched."""
        found = self._found.get(key, ())
        for row in found:
            self.matched.note(row.number)
        return found if len(found) <= MOST else found[: MOST + 1]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

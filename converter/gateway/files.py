"""People in files: LDIF, CSV or JSON lines, found by an index that is built anew when a file changes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

from converter.errors import ConverterError
from converter.gateway.index import Index
from converter.gateway.store import StoreTrouble
from converter.record import Record


class FilePeople:
    """Finds people by the index of the files' present state. While there is none, nobody can be found."""

    def __init__(self, build: Callable[[], Index]) -> None:
        """`build` makes the index, now and after each change. Raises what it raises."""
        self._build = build
        self._index: Index | None = build()
        self._building = threading.Lock()

    def find(self, identifier: str) -> Sequence[Record]:
        """The record of the one who logs in with this. Raises StoreTrouble, Unmappable."""
        record = self._current().record(identifier)
        return [] if record is None else [record]

    def sharing(self, record: Record) -> Sequence[Record]:
        """None: the index knows whose identifiers are those of others too."""
        return []

    def sample(self) -> Iterator[Record]:
        """Some of the people. Raises StoreTrouble."""
        return self._index.some() if self._index else iter(())

    def check(self) -> None:
        """Raises StoreTrouble while the files are being indexed."""
        self._current()

    def close(self) -> None:
        """Nothing is held open."""

    def _current(self) -> Index:
        index = self._index
        if index is None or not index.current():
            self._renew()
            raise StoreTrouble("the files of the source changed; they are being indexed")
        return index

    def _renew(self) -> None:
        """Build the index in the background, once at a time."""
        if self._building.acquire(blocking=False):
            self._index = None
            threading.Thread(target=self._rebuilt, name="index", daemon=True).start()

    def _rebuilt(self) -> None:
        try:
            self._index = self._build()
        except ConverterError:
            # the next one who asks lets it be tried again
            self._index = None
        finally:
            self._building.release()

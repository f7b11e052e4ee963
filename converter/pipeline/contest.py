"""Duplicates that can only be decided when every record is known: `reject-all` and `keep: …`.

Finished users wait in a file beside the output. Afterwards the identifiers that occur more than once are known,
and only the users that hold one of those are compared.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from msgspec import Struct

from converter.mapping.fate import Exported
from converter.mapping.model import Duplicates
from converter.pipeline.duplicates import Key, Seen, duplicate
from converter.record import Origin
from converter.sinks.durable import stopping
from converter.validation.violation import Violation


class Entry(Struct, frozen=True):
    """A finished user that waits: `keep` ranks it, `user` is its JSON text, `fate` what there is to report.

    `mapping` is the number of the mapping that made it, where a run has several.
    """

    origin: Origin
    keep: Any
    user: bytes
    fate: Exported
    mapping: int = 0


class _Rival(Struct, frozen=True):
    """What is compared of a user with a contested identifier."""

    number: int
    keep: Any
    keys: tuple[Key, ...]
    place: str


class Contest:
    """Collects finished users and decides between those that share an identifier. Errors: RunStopped.

    `unranked` says of those without a rank why, once they are decided: a `keep` that is a violation.
    """

    def __init__(self, policy: Duplicates, folder: Path) -> None:
        self._policy = policy
        self._folder = folder
        import tempfile

        with stopping(folder):
            # unlinked at once: nothing remains of it, however the run ends
            self._waiting: BinaryIO = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
        self._seen: dict[str, Seen] = {}
        self._contested: set[Key] = set()
        self.unranked: list[Violation] = []
        self._count = 0

    def enter(self, entry: Entry, keys: list[Key]) -> None:
        """Add a finished user."""
        for key in keys:
            seen = self._seen.setdefault(key.field, Seen())
            if seen.place(key.digest) is None:
                seen.add(key.digest, self._count)
            else:
                self._contested.add(key)
        with stopping(self._folder):
            pickle.dump((entry, keys), self._waiting, pickle.HIGHEST_PROTOCOL)
        self._count += 1

    def decided(self) -> Iterator[tuple[Entry, tuple[Violation, ...]]]:
        """Every user in order, with the reasons why it is rejected; none for one that is exported."""
        losers = self._losers()
        for number, (entry, _) in enumerate(self._entries()):
            yield entry, losers.get(number, ())
        self.close()

    def close(self) -> None:
        """Let go of those who wait; nothing can be decided afterwards."""
        with suppress(OSError):  # what is still buffered is not wanted any more
            self._waiting.close()

    def _entries(self) -> Iterator[tuple[Entry, list[Key]]]:
        with stopping(self._folder):
            self._waiting.seek(0)  # writes what is buffered
        for _ in range(self._count):
            # written by this process into a file that nobody else can open
            yield pickle.load(self._waiting)  # noqa: S301

    def _losers(self) -> dict[int, tuple[Violation, ...]]:
        rivals = []
        for number, (entry, keys) in enumerate(self._entries()):
            contested = tuple(key for key in keys if key in self._contested)
            if contested:
                rivals.append(_Rival(number, entry.keep, contested, str(entry.origin)))
        if self._policy is Duplicates.REJECT_ALL:
            return _all_lose(rivals)
        self.unranked = [rival.keep for rival in rivals if isinstance(rival.keep, Violation)]
        return _best_wins(rivals)


def _all_lose(rivals: list[_Rival]) -> dict[int, tuple[Violation, ...]]:
    holders: dict[Key, list[_Rival]] = {}
    for rival in rivals:
        for key in rival.keys:
            holders.setdefault(key, []).append(rival)
    losers: dict[int, tuple[Violation, ...]] = {}
    for rival in rivals:
        others = [(key.field, next(o for o in holders[key] if o is not rival)) for key in rival.keys]
        losers[rival.number] = tuple(duplicate(field, other.place) for field, other in others)
    return losers


def _best_wins(rivals: list[_Rival]) -> dict[int, tuple[Violation, ...]]:
    """The largest takes its identifiers first; among equals the first of the source."""
    winners: dict[Key, _Rival] = {}
    losers: dict[int, tuple[Violation, ...]] = {}
    for rival in sorted(rivals, key=_rank):
        taken = [(key.field, winners[key]) for key in rival.keys if key in winners]
        if taken:
            losers[rival.number] = tuple(duplicate(field, winner.place) for field, winner in taken)
        else:
            winners.update(dict.fromkeys(rival.keys, rival))
    return losers


def _rank(rival: _Rival) -> tuple[Any, ...]:
    """Sorts the largest first: numbers above texts, null below everything; then by the order of the source."""
    keep = rival.keep
    if isinstance(keep, bool):
        keep = int(keep)
    if isinstance(keep, int | float):
        return (0, -keep, "", rival.number)
    if isinstance(keep, str):
        return (1, 0, _Descending(keep), rival.number)
    return (2, 0, "", rival.number)


class _Descending(Struct, frozen=True):
    """A text that sorts before those that are smaller."""

    text: str

    def __lt__(self, other: _Descending) -> bool:
        return self.text > other.text

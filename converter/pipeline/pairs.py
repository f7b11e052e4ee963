"""What two mappings make of one and the same record, record after record."""

from __future__ import annotations

import pickle
import tempfile
from array import array
from collections.abc import Iterator, Sequence
from os import SEEK_END
from typing import IO, NamedTuple

from converter.errors import UsageError
from converter.mapping.fate import Exported, Fate, Filtered
from converter.mapping.plan import Plan
from converter.pipeline.decide import Item
from converter.pipeline.duplicates import Claims, Key, Seen
from converter.pipeline.fates import final
from converter.pipeline.load import Loaded, only_once
from converter.record import Origin, Record
from converter.sources.files import InputFile

_IDENTIFIERS = ("user_id", "email")
"""By which users of two different stores are the same, the stronger first."""


class Ended(NamedTuple):
    """Where a record stood and what became of it."""

    origin: Origin
    fate: Fate


class Pair(NamedTuple):
    """The same record under the old mapping and the new one; None where one of them never sees it."""

    old: Ended | None
    new: Ended | None


class Side(NamedTuple):
    """A mapping and the files that it reads."""

    loaded: Loaded
    files: Sequence[InputFile]


def by_place(old: Side, new: Side) -> Iterator[Pair]:
    """Both mappings over the same files: the same record is the one in the same place. Memory stays flat.

    Raises SourceUnreadable; UsageError for an input that cannot be opened twice.
    """
    if only_once(*new):
        raise UsageError("two mappings read the input, and standard input can be read once only; save it as a file")
    numbers = {file.name: number for number, file in enumerate(new.files)}
    ours, theirs = final(*old), final(*new)
    one, other = next(ours, None), next(theirs, None)
    while one or other:
        before, after = _place(one, numbers), _place(other, numbers)
        yield Pair(_ended(one) if before <= after else None, _ended(other) if after <= before else None)
        one = next(ours, None) if before <= after else one
        other = next(theirs, None) if after <= before else other


def by_identifier(old: Side, new: Side) -> Iterator[Pair]:
    """Each mapping over its own source: the same person has the same user_id, or else the same e-mail address.

    The old mapping's users wait in a file without a name; 20 bytes of memory go to each identifier. Raises
    SourceUnreadable, UsageError.
    """
    # unlinked at once: nothing remains of it, however the run ends
    with tempfile.TemporaryFile() as file:
        shelf = _Shelf(file)
        yield from _left_alone(old, shelf)
        for item, fate in final(*new):
            if not isinstance(fate, Filtered):
                keys = shelf.keys(_user(item, fate, new.loaded.plan))
                yield Pair(shelf.take(keys), Ended(item.origin, fate))
        yield from (Pair(ended, None) for ended in shelf.left())


def _left_alone(old: Side, shelf: _Shelf) -> Iterator[Pair]:
    """Put the old mapping's users on the shelf; those that nothing identifies have no counterpart."""
    for item, fate in final(*old):
        if isinstance(fate, Filtered):
            continue
        ended, keys = Ended(item.origin, fate), shelf.keys(_user(item, fate, old.loaded.plan))
        if keys:
            shelf.put(ended, keys)
        else:
            yield Pair(ended, None)


def _place(pair: tuple[Item, Fate] | None, numbers: dict[str, int]) -> tuple[int, int]:
    """Comparable with that of any other record; nothing comes after everything."""
    if pair is None:
        return len(numbers), 0
    origin = pair[0].origin
    return numbers[origin.file], origin.first_line


def _ended(pair: tuple[Item, Fate] | None) -> Ended | None:
    return Ended(pair[0].origin, pair[1]) if pair else None


def _user(item: Item, fate: Fate, plan: Plan) -> dict[str, object]:
    """The user; of a record that became none, as much as can be made out."""
    if isinstance(fate, Exported):
        return fate.document
    return plan.draft(item) if isinstance(item, Record) else {}


class _Shelf:
    """Keeps what has ended in a file until it is asked for by an identifier, each once."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._places = array("Q")
        self._taken = bytearray()
        self._seen = {field: Seen() for field in _IDENTIFIERS}
        self._claims = Claims(_IDENTIFIERS, b"diff")

    def keys(self, user: dict[str, object]) -> list[Key]:
        """The identifiers of a user."""
        return self._claims.keys(user)

    def put(self, ended: Ended, keys: list[Key]) -> None:
        """Keep it under identifiers; the first of equal ones is found."""
        for field, digest in keys:
            if self._seen[field].place(digest) is None:
                self._seen[field].add(digest, len(self._places))
        self._places.append(self._file.seek(0, SEEK_END))
        self._taken.append(0)
        pickle.dump(ended, self._file, pickle.HIGHEST_PROTOCOL)

    def take(self, keys: list[Key]) -> Ended | None:
        """What is kept under the first identifier that is known, unless it was taken before."""
        for field, digest in keys:
            number = self._seen[field].place(digest)
            if number is not None and not self._taken[number]:
                self._taken[number] = 1
                return self._read(number)
        return None

    def left(self) -> Iterator[Ended]:
        """What nobody took."""
        yield from (self._read(number) for number, taken in enumerate(self._taken) if not taken)

    def _read(self, number: int) -> Ended:
        self._file.seek(self._places[number])
        # written by this process into a file that nobody else can open
        ended: Ended = pickle.load(self._file)  # noqa: S301
        return ended

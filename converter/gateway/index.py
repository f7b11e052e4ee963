"""Where in a store's files each person stands: an index by what people log in with, for one state of the files.

It is built of the finished users, so it has exactly the people whom a conversion would export or leave to the
gateway; a digest, and a place for each of them, about 70 bytes a person with e-mail address and user name.
"""

from __future__ import annotations

import secrets
from array import array
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from converter.errors import SourceUnreadable, UsageError
from converter.gateway.migration import identifiers
from converter.gateway.rows import Rows
from converter.gateway.store import StoreTrouble, Unmappable
from converter.mapping.fate import Exported, Rejected
from converter.mapping.plan import Plan
from converter.mapping.target import compared
from converter.pipeline.duplicates import Seen
from converter.pipeline.fates import Ending, endings
from converter.pipeline.load import Loaded, files_of
from converter.record import Record
from converter.sources.files import InputFile
from converter.validation.violation import Document

_LONGEST_HEAD = 1 << 20
_DIGEST = 12
_PROBE = 64
_SAMPLE = 100


class State(NamedTuple):
    """A file as it was: one of another state is another file."""

    path: Path
    inode: int
    size: int
    changed: int


class Index:
    """The places of everybody in some files. Never changes once it is built."""

    def __init__(self, loaded: Loaded, plan: Plan, *, rows: Rows) -> None:
        """Reads all files, those of lookups first. `plan` is that of `profiles`.

        Raises SourceUnreadable, UsageError, MappingInvalid.
        """
        self._loaded = loaded
        self._model, self._rows = plan.model, rows
        self._fields = identifiers(plan.model)
        self._states = self._now()
        files = files_of(plan.model)
        self._paths = {file.name: plain(file) for file in files}
        self._names = list(self._paths)
        rows.read()
        self._secret = secrets.token_bytes(32)
        self._users, self._others = Seen(), Seen()
        self._file, self._offset, self._length = array("H"), array("Q"), array("L")
        self._heads: dict[str, bytes] = {}
        for ending in endings(replace(loaded, plan=plan), files, progress=lambda _: None):
            self._add(ending)
        if not self.current():
            raise SourceUnreadable("a file of the source changed while it was indexed: start again")

    @property
    def size(self) -> int:
        """The people who can be found."""
        return len(self._offset)

    def current(self) -> bool:
        """Are the files those that were indexed, and no others there?"""
        return bool(self._states) and self._now() == self._states

    def record(self, identifier: str) -> Record | None:
        """The record of the one who logs in with this, None where there is nobody. Raises StoreTrouble, Unmappable."""
        digests = [self._digest(field, identifier) for field in self._fields]
        places = {place for digest in digests if (place := self._users.place(digest)) is not None}
        if len(places) > 1:
            raise Unmappable(f"{len(places)} users have this identifier")
        if any(self._others.place(digest) is not None for digest in digests):
            # also where a user has it: which of the two is at the door, nobody knows
            raise Unmappable("a record with this identifier was rejected: see convert --mapping and its rejected.jsonl")
        return self._read(places.pop()) if places else None

    def some(self) -> Iterator[Record]:
        """The records of the first users. Raises StoreTrouble."""
        return map(self._read, range(min(self.size, _SAMPLE)))

    def _add(self, ending: Ending) -> None:
        origin = ending.origin
        if origin.file not in self._heads:
            self._heads[origin.file] = self._head(origin.file, origin.offset)
        if isinstance(ending.fate, Exported):
            for digest in self._digests(ending.user):
                self._users.add(digest, self.size)
            self._file.append(self._names.index(origin.file))
            self._offset.append(origin.offset)
            self._length.append(origin.length)
        elif isinstance(ending.fate, Rejected):
            for digest in self._digests(ending.user):
                self._others.add(digest, 0)

    def _digests(self, user: Document) -> list[bytes]:
        return [self._digest(field, user[field]) for field in self._fields if isinstance(user.get(field), str)]

    def _digest(self, field: str, value: str) -> bytes:
        text = f"{field} {compared(field, value)}"
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST, key=self._secret).digest()

    def _head(self, name: str, first: int) -> bytes:
        """What stands before the first record: a header, a version. Without it a record cannot be read."""
        if first > _LONGEST_HEAD:
            raise UsageError(f"{name}: its first record stands too far behind its beginning for the gateway")
        with self._paths[name].open("rb") as file:
            return file.read(first)

    def _read(self, place: int) -> Record:
        name = self._names[self._file[place]]
        try:
            with self._paths[name].open("rb") as file:
                file.seek(self._offset[place])
                data = file.read(self._length[place])
        except OSError as error:
            raise StoreTrouble(f"the source cannot be read: {error.strerror}") from None
        try:
            found = list(self._loaded.open([InputFile(name, content=self._heads[name] + data)]).records())
        except SourceUnreadable:
            found = []
        if len(found) != 1 or not isinstance(found[0], Record) or not self.current():
            raise StoreTrouble("the source changed while it was read")
        return found[0]

    def _now(self) -> list[State]:
        """The files that the mapping's paths and globs name now, none where one of them names nothing."""
        try:
            paths = [*(file.path for file in files_of(self._model) if file.path), *self._rows.paths()]
            stats = [(path, path.stat()) for path in paths]
        except (OSError, SourceUnreadable):
            return []
        return [State(path, stat.st_ino, stat.st_size, stat.st_mtime_ns) for path, stat in stats]


def plain(file: InputFile) -> Path:
    """The path of a file in which a record can be read where it stands. Raises UsageError for any other."""
    if file.path is None or not file.path.is_file():
        raise UsageError(f"{file.name} can be read only once, from its beginning: the gateway needs a file")
    with file.open() as stream, file.path.open("rb") as stored:
        head = stored.read(_PROBE)
        if stream.read(len(head)) != head:
            raise UsageError(f"{file.name} is packed or in UTF-16: the gateway reads single records of a file as it is")
    return file.path

"""What every kind of source has in common: records one after the other, and how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeAlias, runtime_checkable

from msgspec import Struct

from converter.record import Naming, Record, Unreadable
from converter.sources.files import PATH, Digest, InputFile
from converter.sources.shape import Block
from converter.syntax.field import Field

NameResolver: TypeAlias = Callable[[str], str | None]
"""Which values the plan wants: a name of the source → the key under which expressions see it, or None.

LDIF asks with the attribute description in lower case (`cn`, `cn;lang-ja`), CSV with the column as the header
writes it, JSON lines with the member's name. A source asks once for each name, so the answer must not change.
"""


class Wanted(Struct, frozen=True):
    """The resolver of a plan: `names` are the keys it reads, None for all; `key` makes a key of a source's name."""

    names: frozenset[str] | None
    key: Callable[[str], str]

    def __call__(self, name: str) -> str | None:
        """The key of a name that is wanted."""
        key = self.key(name)
        return key if self.names is None or key in self.names else None


class Chunk(NamedTuple):
    """A piece of a file that ends where a record ends: the file's name, where the piece begins, and its bytes.

    Line and offset are those of the first byte; `data` is an `Oversize` where a record exceeds the limit. A store
    without files has its name for the file's, the number of the first record for the line, and as `data` whatever
    its `read` finds the records by.
    """

    name: str
    offset: int
    line: int
    data: Any


class Source(Protocol):
    """A store of records that is read once, from its first record to its last.

    `records` raises `SourceUnreadable` where the store itself fails; a record that cannot be read is a value.
    """

    def records(self) -> Iterator[Record | Unreadable]:
        """Every record in the order of the store, wanted values only; the bad ones among them as `Unreadable`."""
        ...

    def progress(self) -> tuple[int, int | None]:
        """Bytes read so far, as they are stored (compressed), and how many there are, where that is known."""
        ...


@runtime_checkable
class Chunked(Source, Protocol):
    """A source that one process can cut and others can read."""

    def chunks(self) -> Iterator[Chunk]:
        """The source in pieces of some 128 KiB. Raises SourceUnreadable where the store itself fails."""
        ...

    def read(self, chunk: Chunk) -> Iterator[Record | Unreadable]:
        """The records of a chunk of this source, or of another that was opened with the same settings."""
        ...


@runtime_checkable
class Placed(Chunked, Protocol):
    """A source whose chunks may lie in files that any process can read."""

    @property
    def has_places(self) -> bool:
        """Do they?"""
        ...

    def places(self) -> Iterator[Chunk]:
        """As `chunks`, with a `Span` as `data`, which `read` and `blocks` find in its place."""
        ...

    @property
    def digests(self) -> Mapping[str, Digest]:
        """The digests of the files whose places were given, by their names."""
        ...


@runtime_checkable
class Shaped(Chunked, Protocol):
    """A source whose records lie alike, so that code can be made for the way they lie."""

    def blocks(self, chunk: Chunk) -> Iterator[Block | list[Record | Unreadable]]:
        """What `read` gives, as rows where they have a shape, else as they are."""
        ...

    def all_blocks(self) -> Iterator[Block | list[Record | Unreadable]]:
        """What `records` gives, in the same way. Raises SourceUnreadable where the store itself fails."""
        ...


@runtime_checkable
class Searchable(Source, Protocol):
    """A store that can be asked for single records."""

    def find(self, name: str, value: Any) -> list[Record | Unreadable]:
        """The records that have that value under that name of the source, two at most, as the store compares them.

        One is a find; none and several are not. Raises SourceUnreadable where the store cannot be asked.
        """
        ...


class SettingError(ValueError):
    """A key under `source:` has the right kind but a value that cannot be used; `name` is the key."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


def keep_name(name: str) -> str:
    """The resolver that wants every value under its own name."""
    return name


class ValueTypes(NamedTuple):
    """What is known of a type's values before anything is read; types are written as functions declare theirs.

    `cell` is the type of a value of any name, `columns` says otherwise of some; both are of no account for a
    directory, whose attributes are lists of text, or of bytes for those in `binary` (in lower case).
    """

    cell: str = "any"
    columns: Mapping[str, str] = {}
    binary: frozenset[str] = frozenset()


class SourceModule(Protocol):
    """What a module of this package offers for its type of source.

    A type that reads files has `PATH` among its keys, and `inputs` gives those that it names. A store without files
    (a database, a live directory) has no such key: it is opened by its settings alone, `inputs` gives nothing and
    `open_source` gets nothing. It is named by its key `url`, without user and password, wherever it has to be
    named: in messages, origins and manifests.
    """

    @property
    def FIELDS(self) -> tuple[Field, ...]:  # noqa: N802  # a constant of the module
        """The type's own keys under `source:`."""
        ...

    @property
    def NAMING(self) -> Naming:  # noqa: N802
        """How its values are named."""
        ...

    def settings(self, values: Mapping[str, Any], folder: Path) -> Any:
        """The settings from the values of `FIELDS`, paths relative to `folder`; raises `SettingError`."""
        ...

    def types(self, values: Mapping[str, Any]) -> ValueTypes:
        """What the values of `FIELDS` say about the types of the source's values."""
        ...

    def inputs(self, values: Mapping[str, Any], folder: Path) -> list[InputFile]:
        """The files to read, none for a store without files. Raises `SourceUnreadable`."""
        ...

    def columns(self, settings: Any, files: Sequence[InputFile]) -> Collection[str]:
        """The names that every record has, where the source says so; none for others. Raises `SourceUnreadable`.

        A mapping says of which type their values are as well, written as functions declare theirs.
        """
        ...

    def open_source(self, settings: Any, files: Iterable[InputFile], resolver: NameResolver) -> Source:
        """The records of the files or of the store, with the values that the resolver wants."""
        ...


def reads_files(module: SourceModule) -> bool:
    """Are the records of this type in files that the mapping names?"""
    return PATH in module.FIELDS

"""Several mappings in one run: what they have to agree about, and what they are together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from converter.errors import UsageError
from converter.mapping.model import Model
from converter.pipeline.load import Loaded
from converter.sinks.identity import Identity
from converter.sources.files import InputFile


def check(models: Sequence[Model], inputs: Sequence[Sequence[InputFile]]) -> None:
    """Raises UsageError for mappings that cannot run together; `inputs` are the files of each."""
    paths = [model.path.resolve() for model in models]
    if twice := next((path for path in paths if paths.count(path) > 1), None):
        raise UsageError(f"the mapping {twice.name} is named twice; name each once")
    for model in models[1:]:
        if model.duplicates is not models[0].duplicates:
            ways = f"{models[0].name} says {models[0].duplicates.value}, {model.name} says {model.duplicates.value}"
            raise UsageError(f"duplicates are decided over all mappings of a run, and {ways}: write the same in both")
    if sum(any(file.name == "-" for file in files) for files in inputs) > 1:
        raise UsageError("two mappings read standard input, which can be read once only; save one as a file")


def agreed(mappings: Sequence[Loaded]) -> list[Loaded]:
    """The mappings, each comparing what any of them says is unique: no two users of the run may share it."""
    fields = tuple(dict.fromkeys(field for loaded in mappings for field in loaded.plan.model.unique))
    return [replace(loaded, plan=loaded.plan.comparing(fields)) for loaded in mappings]


def names(models: Sequence[Model]) -> list[str]:
    """A name for each mapping: that of its file, or its path where two files have the same."""
    short = [model.name for model in models]
    return [name if short.count(name) == 1 else str(model.path) for name, model in zip(short, models, strict=True)]


def identity(each: Iterable[Identity]) -> Identity:
    """The identity of a run with these mappings, in their order."""
    first, *further = each
    return replace(first, further=tuple(further))


class Reading(Protocol):
    """A source, or what reads one ahead."""

    def progress(self) -> tuple[int, int | None]:
        """Bytes read so far, and how many there are, where that is known."""
        ...


class Position(Struct, frozen=True):
    """How far all sources of a run are read."""

    sources: Sequence[Reading]

    def progress(self) -> tuple[int, int | None]:
        """Bytes read so far, and how many there are, where that is known of all."""
        read, sizes = zip(*(source.progress() for source in self.sources), strict=True)
        known = [size for size in sizes if size is not None]
        return sum(read), sum(known) if len(known) == len(sizes) else None

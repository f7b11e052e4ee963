"""A few users to import first: chosen people, or some of each password scheme, in an import file of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from converter.errors import OutputRefused, UsageError
from converter.mapping.fate import Exported
from converter.pipeline.fates import Ending
from converter.pipeline.search import Search
from converter.sinks.access import make_folder
from converter.sinks.auth0_import import PART_LIMIT
from converter.sinks.durable import Written, stopping, write_durably
from converter.sinks.folder import OtherRun


class Canary(Struct, frozen=True):
    """Who was chosen, in the order of the source, and what became of the identifiers that led to no user."""

    members: tuple[Ending, ...]
    missing: dict[str, Ending | None]

    @property
    def text(self) -> bytes:
        """The import file. Raises UsageError where it would be larger than Auth0 takes."""
        text = b"[" + b",".join(member.text for member in self.members) + b"]"
        if len(text) > PART_LIMIT:
            raise UsageError(
                f"these {len(self.members):,} users take {len(text):,} bytes, an import file has at most "
                f"{PART_LIMIT:,}: choose fewer"
            )
        return text


def choose(endings: Iterable[Ending], identifiers: Sequence[str], *, per_scheme: int) -> Canary:
    """The people with these identifiers, and the first so many exported users of each password scheme."""
    search = Search(identifiers)
    counts: Counter[str] = Counter()
    kept: list[Ending] = []
    chosen: set[int] = set()
    size = 0
    for ending in endings:
        wanted = search.look(ending)
        scheme = _scheme(ending)
        # beyond the limit nothing can be written, so nothing more is kept
        if scheme and counts[scheme] < per_scheme and size <= PART_LIMIT:
            counts[scheme] += 1
            size += len(ending.text)
            chosen.add(id(ending))
        if wanted or id(ending) in chosen:
            kept.append(ending)
    found = {identifier: search.found.get(identifier) for identifier in identifiers}
    chosen |= {id(ending) for ending in found.values() if ending}
    members = tuple(ending for ending in kept if id(ending) in chosen and isinstance(ending.fate, Exported))
    return Canary(members, {i: e for i, e in found.items() if not e or not isinstance(e.fate, Exported)})


def write(canary: Canary, path: Path, *, existing: OtherRun) -> Written:
    """Write the import file for its owner alone, whole or not at all. Errors: OutputRefused, RunStopped, UsageError."""
    text = canary.text
    with stopping(path):
        folder, taken = path.is_dir(), path.exists() or path.is_symlink()
    if folder:
        raise OutputRefused(f"{path} is a folder: name a file in it, for example {path / 'canary.json'}")
    if taken and existing is OtherRun.REFUSE:
        raise OutputRefused(f"{path} is there already: name another file, or say --replace")
    make_folder(path.parent)
    return write_durably(path.parent, path.name, text)


def _scheme(ending: Ending) -> str:
    """The scheme under which an exported user can log in; empty for others."""
    fate = ending.fate
    return fate.password.scheme if isinstance(fate, Exported) and fate.password and fate.password.accepted else ""

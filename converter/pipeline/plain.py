"""A source as it is, without a plan: every value of every record, under its own name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from converter import bundled
from converter.errors import MappingInvalid, UsageError
from converter.pipeline.load import check, files_of
from converter.pipeline.store_url import NOBODY, Account, described, is_url
from converter.record import Naming
from converter.sources import SOURCES
from converter.sources.files import InputFile, find
from converter.sources.source import SettingError, Source, keep_name, reads_files
from converter.syntax.sanitise import clipped
from converter.syntax.suggestion import suggest

_PACKED = (".gz", ".bz2", ".xz", ".zst")
_TYPES = {
    ".ldif": "ldif",
    ".ldf": "ldif",
    ".csv": "csv",
    ".tsv": "csv",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
}


@dataclass(frozen=True, slots=True)
class Plain:
    """A source that can be opened any number of times, but for standard input: type, settings, files.

    `values` are those of the type's own keys under `source:`; `declared` says that a mapping gave them. Where they
    are addresses or secrets, `written` has them as a mapping writes them.
    """

    type: str
    values: Mapping[str, Any] = field(repr=False)
    folder: Path
    files: tuple[InputFile, ...]
    declared: bool = False
    written: Mapping[str, str] = field(default_factory=dict)

    @property
    def naming(self) -> Naming:
        """How its values are named."""
        return SOURCES[self.type].NAMING

    def open(self) -> Source:
        """The source with every value under its own name. Raises SourceUnreadable, SettingError."""
        module = SOURCES[self.type]
        source: Source = module.open_source(module.settings(self.values, self.folder), self.files, keep_name)
        return source


def open_plain(name: str, kind: str, environment: Mapping[str, str], *, account: Account = NOBODY) -> Source:
    """The source of a mapping, a file (`-`: standard input) of that type, or a store by its URL.

    A type of "" is told by the name. Raises UsageError, MappingInvalid, SourceUnreadable.
    """
    return find_plain(name, kind, environment, account=account).open()


def find_plain(name: str, kind: str, environment: Mapping[str, str], *, account: Account = NOBODY) -> Plain:
    """What `open_plain` opens. Raises UsageError, MappingInvalid, SourceUnreadable."""
    if is_url(name):
        return _of_url(name, kind, account)
    if account.user or account.ca_file:
        raise UsageError(f"--user and --ca-file belong to the URL of a store, and {clipped(name)} is none")
    path = Path(name)
    if not kind and (path.suffix in (".yaml", ".yml") or (not _exists(path) and bundled.mapping(name))):
        return _of_mapping(name, environment)
    suffix = Path(path.stem).suffix if path.suffix in _PACKED else path.suffix
    kind = kind or _TYPES.get(suffix.lower(), "ldif")
    if kind not in SOURCES:
        near = suggest(kind, SOURCES)
        hint = f"did you mean {near}?" if near else f"one of: {', '.join(SOURCES)}"
        raise UsageError(f"{kind} is no type of source; {hint}")
    if not reads_files(SOURCES[kind]):
        example = "ldaps://host/dc=acme,dc=com" if kind == "ldap" else "postgresql://reader@host/people#users"
        raise UsageError(f"a source of type {kind} is named by its URL, such as {example}, or by a mapping")
    values = {field.name: field.default for field in SOURCES[kind].FIELDS}
    if suffix.lower() == ".tsv":
        values["delimiter"] = "\t"
    return Plain(kind, values, Path(), tuple(find([name], Path())))


def _of_url(url: str, kind: str, account: Account) -> Plain:
    found = described(url, account)
    if kind and kind != found.type:
        raise UsageError(f"the URL names a store of type {found.type}, and --type says {clipped(kind)}: leave that out")
    plain = Plain(found.type, found.values, Path(), (), written=found.written)
    return replace(plain, files=tuple(SOURCES[plain.type].inputs(plain.values, plain.folder)))


def _of_mapping(name: str, environment: Mapping[str, str]) -> Plain:
    """Its source, whatever is wrong with the rest of the mapping."""
    checked = check(name, environment)
    model = checked.model
    if model is None:
        raise MappingInvalid(checked.rendered())
    source = model.source
    files = tuple(files_of(model))
    plain = Plain(source.type, source.values, model.path.parent, files, declared=True, written=source.written)
    try:
        SOURCES[plain.type].settings(plain.values, plain.folder)
    except SettingError:
        raise MappingInvalid(checked.rendered()) from None
    return plain


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False

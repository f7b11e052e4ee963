"""A source as it is, without a plan: every value of every record, under its own name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from converter import bundled
from converter.errors import MappingInvalid, UsageError
from converter.pipeline.load import check, files_of, find_files, open_source
from converter.sources import SOURCES
from converter.sources.source import SettingError, Source, keep_name
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


def open_plain(name: str, kind: str, environment: Mapping[str, str]) -> Source:
    """The source of a mapping, or a file (`-`: standard input) of that type; "" tells the type by the name.

    Raises UsageError, MappingInvalid, SourceUnreadable.
    """
    path = Path(name)
    if not kind and (path.suffix in (".yaml", ".yml") or (not _exists(path) and bundled.mapping(name))):
        return _of_mapping(name, environment)
    suffix = Path(path.stem).suffix if path.suffix in _PACKED else path.suffix
    kind = kind or _TYPES.get(suffix.lower(), "ldif")
    if kind not in SOURCES:
        near = suggest(kind, SOURCES)
        hint = f"did you mean {near}?" if near else f"one of: {', '.join(SOURCES)}"
        raise UsageError(f"{kind} is no type of source; {hint}")
    module = SOURCES[kind]
    values = {field.name: field.default for field in module.FIELDS}
    if suffix.lower() == ".tsv":
        values["delimiter"] = "\t"
    source: Source = module.open_source(module.settings(values, Path()), find_files([name], Path()), keep_name)
    return source


def _of_mapping(name: str, environment: Mapping[str, str]) -> Source:
    """Its source, whatever is wrong with the rest of the mapping."""
    checked = check(name, environment)
    if checked.model is None:
        raise MappingInvalid(checked.rendered())
    try:
        return open_source(checked.model, files_of(checked.model), keep_name)
    except SettingError:
        raise MappingInvalid(checked.rendered()) from None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False

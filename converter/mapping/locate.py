"""Finds a mapping: a file of that path, or else one of the mappings that travel with the program."""

from __future__ import annotations

from pathlib import Path

from converter import bundled
from converter.errors import UsageError
from converter.syntax.suggestion import suggest


def locate(name: str) -> Path:
    """The file of a mapping. Raises UsageError where there is none."""
    path = Path(name)
    if path.is_file():
        return path
    if path.is_dir():
        raise UsageError(f"{name} is a folder; name a mapping file in it")
    found = bundled.mapping(name) if not path.exists() else None
    if found is not None:
        return found
    names = [mapping.name for mapping in sorted(bundled.folder("mappings").glob("*.yaml"))]
    beside = [file.name for file in path.parent.glob("*.y*ml")] if path.parent.is_dir() else []
    near = suggest(path.name, [*beside, *names])
    hint = f"did you mean {path.parent / near if near in beside else near}?" if near else f"bundled: {', '.join(names)}"
    raise UsageError(f"there is no mapping {name}; {hint}")

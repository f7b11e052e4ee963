"""Finds the mappings and schemas that travel with the program, in the wheel or in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_ROOTS = (_PACKAGE / "_bundled", _PACKAGE.parent)


def folder(name: str) -> Path:
    """The bundled folder `mappings` or `schemas`. In the wheel it lies in the package, in a checkout beside it."""
    for root in _ROOTS:
        if (root / name).is_dir():
            return root / name
    raise FileNotFoundError(f"the installation lacks its folder {name}/")


def mapping(name: str) -> Path | None:
    """The bundled mapping of that file name (`oracle.yaml` or `oracle`), or None."""
    if "/" in name or "\\" in name:
        return None
    for candidate in (name, f"{name}.yaml"):
        path = folder("mappings") / candidate
        if path.is_file():
            return path
    return None


def schema(name: str) -> Path:
    """The bundled JSON Schema of that file name."""
    return folder("schemas") / name

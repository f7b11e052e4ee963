"""Which run an output folder belongs to: the same identity means the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import orjson
from msgspec import Struct, field

from converter import __version__
from converter.sinks.json_text import indented

PROGRAM = "auth0-convert"

Setting: TypeAlias = str | int | float | bool | None

_SHOWN = 3


class SourceFile(Struct, frozen=True):
    """An input: its name as given, its size in bytes and its SHA-256 in hex.

    Standard input cannot be read twice: it is `-` with size 0 and no digest.
    """

    name: str
    bytes: int
    sha256: str


class Identity(Struct, frozen=True):
    """Everything that decides the output. Names and settings are stored and shown: never put a secret there.

    `mapping` is the mapping's file name, `mapping_sha256` the digest of its text. `settings` are the options
    that change the output, such as a limit on the number of records; None is an option that was not given. `lookups`
    are the inputs of each store that is joined. `further` are the other mappings of a run that has several.
    """

    mapping: str
    mapping_sha256: str
    sources: tuple[SourceFile, ...]
    settings: Mapping[str, Setting] = field(default_factory=dict)
    version: str = __version__
    lookups: Mapping[str, tuple[SourceFile, ...]] = field(default_factory=dict)
    further: tuple[Identity, ...] = ()

    def as_document(self) -> dict[str, Any]:
        """The identity as a JSON object; the settings stand in the order of their names."""
        return {
            "program": PROGRAM,
            "version": self.version,
            "mapping": {"name": self.mapping, "sha256": self.mapping_sha256},
            "sources": _inputs(self.sources),
            **({"lookups": {name: _inputs(files) for name, files in self.lookups.items()}} if self.lookups else {}),
            "settings": dict(sorted(self.settings.items())),
            **({"further": [each.as_document() for each in self.further]} if self.further else {}),
        }

    def as_json(self) -> bytes:
        """The text of `run.json`."""
        return indented(self.as_document())

    def differences(self, earlier: Identity) -> list[str]:
        """What sets this run apart from an earlier one, each as a clause of a sentence; empty where nothing does."""
        # Both through JSON, so that what the file cannot hold exactly is not taken for a difference.
        now = identity_from_json(self.as_json())
        assert now is not None, "an identity can read itself"
        found = [_version_difference(earlier, now), _mapping_difference(earlier, now)]
        found += _source_differences(earlier.sources, now.sources)
        for name in dict.fromkeys([*now.lookups, *earlier.lookups]):
            clauses = _source_differences(earlier.lookups.get(name, ()), now.lookups.get(name, ()))
            found += [f"{clause} (lookup {name})" for clause in clauses]
        found += _setting_differences(earlier.settings, now.settings)
        found += _further_differences(earlier.further, now.further)
        return [clause for clause in found if clause]


def identity_from_json(data: bytes) -> Identity | None:
    """The identity that a `run.json` or a manifest holds, or None where this program did not write it."""
    try:
        return identity_from_document(orjson.loads(data))
    except ValueError:
        return None


def identity_from_document(document: Any) -> Identity | None:
    """The identity in a JSON object as `as_document` gives it, or None where it is not one."""
    try:
        if document["program"] != PROGRAM:
            return None
        mapping, settings = document["mapping"], dict(document["settings"])
        return Identity(
            str(mapping["name"]),
            str(mapping["sha256"]),
            _source_files(document["sources"]),
            settings,
            version=str(document["version"]),
            lookups={str(name): _source_files(files) for name, files in document.get("lookups", {}).items()},
            further=tuple(_known(identity_from_document(each)) for each in document.get("further", ())),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _known(identity: Identity | None) -> Identity:
    if identity is None:
        raise ValueError("one of the mappings is not known")
    return identity


def _further_differences(old: tuple[Identity, ...], new: tuple[Identity, ...]) -> list[str]:
    """The clauses on the further mappings, each compared with the one in the same place."""
    if len(old) != len(new):
        return [f"it was made with {_mappings(len(old) + 1)}, now {_mappings(len(new) + 1)}"]
    return [clause for before, now in zip(old, new, strict=True) for clause in now.differences(before)]


def _mappings(count: int) -> str:
    return "one mapping" if count == 1 else f"{count} mappings"


def _inputs(files: Iterable[SourceFile]) -> list[dict[str, Any]]:
    return [{"name": file.name, "bytes": file.bytes, "sha256": file.sha256} for file in files]


def _source_files(documents: Iterable[Any]) -> tuple[SourceFile, ...]:
    return tuple(SourceFile(str(s["name"]), int(s["bytes"]), str(s["sha256"])) for s in documents)


def _version_difference(old: Identity, new: Identity) -> str:
    return "" if old.version == new.version else f"version {old.version} of {PROGRAM} made it, this is {new.version}"


def _mapping_difference(old: Identity, new: Identity) -> str:
    same = old.mapping_sha256 == new.mapping_sha256
    if old.mapping == new.mapping:
        return "" if same else f"the mapping {new.mapping} has changed since"
    if same:
        return f"the mapping was called {old.mapping}, now {new.mapping}"
    return f"it was made with another mapping ({old.mapping}, now {new.mapping})"


def _source_differences(old: tuple[SourceFile, ...], new: tuple[SourceFile, ...]) -> list[str]:
    if old == new:
        return []
    before, after = {s.name: s for s in old}, {s.name: s for s in new}
    found = [f"the input {name} was not part of it" for name in after if name not in before]
    found += [f"the input {name} was part of it" for name in before if name not in after]
    found += [f"the input {name} has changed since" for name in after if before.get(name, after[name]) != after[name]]
    if len(found) > _SHOWN:
        found[_SHOWN:] = [f"{len(found) - _SHOWN} more inputs differ"]
    return found or ["the inputs came in another order"]


def _setting_differences(old: Mapping[str, Setting], new: Mapping[str, Setting]) -> list[str]:
    names = sorted({*old, *new})
    return [
        f"{name} was {_shown(old.get(name))}, now {_shown(new.get(name))}"
        for name in names
        if old.get(name) != new.get(name)
    ]


def _shown(value: Setting) -> str:
    return "not set" if value is None else str(value)

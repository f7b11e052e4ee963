"""The manifest: what a finished run wrote, with digests. Where it is missing, the run has not finished.

It holds no time, no host and no path but the names as they were given, so equal runs have equal manifests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
from msgspec import Struct
from msgspec.structs import asdict

from converter.errors import OutputRefused
from converter.sinks import layout
from converter.sinks.auth0_import import Part
from converter.sinks.durable import Written
from converter.sinks.folder import OutputFolder
from converter.sinks.identity import Identity, identity_from_document, identity_from_json


class Manifest(Struct, frozen=True):
    """A finished run: its identity, what it counted, its import files in order, its other files."""

    identity: Identity
    counts: Mapping[str, int]
    parts: tuple[Part, ...]
    files: tuple[Written, ...]

    @property
    def entries(self) -> list[Part | Written]:
        """Every file of the run but the manifest itself."""
        return [*self.parts, *self.files]

    def as_document(self) -> dict[str, Any]:
        """The manifest as a JSON object: the identity's members, then `counts`, `parts` and `files`."""
        return {
            **self.identity.as_document(),
            "counts": dict(self.counts),
            "parts": [asdict(part) for part in self.parts],
            "files": [asdict(file) for file in self.files],
        }


def write_manifest(
    folder: OutputFolder, counts: Mapping[str, int], *, parts: Sequence[Part], files: Sequence[Written]
) -> Manifest:
    """Declare the run finished: to be called once, when everything else has been written. Errors: RunStopped."""
    manifest = Manifest(folder.identity, dict(counts), tuple(parts), tuple(files))
    folder.write_json(layout.MANIFEST, manifest.as_document())
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a finished run. Errors: OutputRefused where there is none, or where it is damaged."""
    path = folder / layout.MANIFEST
    try:
        manifest = _parsed(path.read_bytes())
    except FileNotFoundError:
        raise OutputRefused(
            f"{folder} holds no finished run: {layout.MANIFEST} is missing. Run the conversion again."
        ) from None
    except OSError as error:
        raise OutputRefused(f"cannot read {path}: {error.strerror}") from error
    if manifest is None:
        raise OutputRefused(f"{path} is damaged. Run the conversion again.")
    return manifest


def verify(folder: Path) -> list[str]:
    """Read every file of a finished run again and compare it with the manifest.

    Gives what is wrong, one sentence each; an empty list is a sound folder. Changes nothing.
    """
    try:
        manifest = read_manifest(folder)
        problems = list(_run_problems(folder, manifest))
        for entry in manifest.entries:
            problems += _file_problems(folder, entry)
        problems += _surplus(folder, manifest)
    except OutputRefused as error:
        return [str(error)]
    except OSError as error:
        return [f"cannot read {folder}: {error.strerror}"]
    return problems


def _parsed(data: bytes) -> Manifest | None:
    try:
        document = orjson.loads(data)
        identity = identity_from_document(document)
        parts = [Part(str(p["name"]), int(p["users"]), int(p["bytes"]), str(p["sha256"])) for p in document["parts"]]
        files = [Written(str(f["name"]), int(f["bytes"]), str(f["sha256"])) for f in document["files"]]
        counts = {str(name): int(count) for name, count in document["counts"].items()}
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return Manifest(identity, counts, tuple(parts), tuple(files)) if identity else None


def _run_problems(folder: Path, manifest: Manifest) -> Iterator[str]:
    try:
        owner = identity_from_json((folder / layout.RUN).read_bytes())
    except OSError:
        owner = None
    if owner is None:
        yield f"{layout.RUN} is missing or damaged"
    elif manifest.identity.differences(owner):
        yield f"{layout.MANIFEST} belongs to another run than {layout.RUN}"


def _file_problems(folder: Path, entry: Part | Written) -> Iterator[str]:
    # A manifest may have been tampered with: it must not lead out of the folder.
    if not layout.is_result(entry.name):
        yield f"{layout.MANIFEST} names {entry.name}, which no run writes"
        return
    path = folder / entry.name
    try:
        if path.is_symlink() or not path.is_file():
            yield f"{entry.name} is not a file" if path.exists() or path.is_symlink() else f"{entry.name} is missing"
            return
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
    except OSError as error:
        yield f"{entry.name} cannot be read: {error.strerror}"
        return
    if size != entry.bytes:
        yield f"{entry.name} has {size} bytes, not the {entry.bytes} that were written"
    elif digest != entry.sha256:
        yield f"{entry.name} has changed since it was written"


def _surplus(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Files that look like a part of this result but are not."""
    known = {layout.MANIFEST, *(entry.name for entry in manifest.entries)}
    for name in sorted(entry.name for entry in folder.iterdir()):
        if layout.is_temporary(name) or (layout.is_result(name) and name not in known):
            yield f"{name} is not in {layout.MANIFEST}"

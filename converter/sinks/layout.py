"""The names of the files in an output folder.

A run writes only names that stand here; a repeated run removes exactly those, but for the journal. Whatever else a
person keeps in the folder is left alone.
"""

from __future__ import annotations

import re

RUN = "run.json"
"""Which run owns the folder; there before any other file takes its name."""

MANIFEST = "manifest.json"
"""What the finished run wrote, with digests; written after everything else."""

SUMMARY = "summary.json"
REJECTED = "rejected.jsonl"
SKIPPED = "skipped.jsonl"
WARNINGS = "warnings.jsonl"

ORIGINS = "origins.jsonl"
"""Where each user of the import files came from."""

LOCK = ".lock"
"""Held by the operating system while a run writes; that the file exists means nothing."""

AFTER_IMPORT = "after-import.jsonl"
"""What users of the import files are given once they are in Auth0; only where the mapping gives anything."""

LOOKUPS = "lookups.jsonl"
"""Rows of lookups that could not be read and, if asked for, those that nobody matched; only where there are lookups."""

JOURNAL = "journal.sqlite"
"""What was sent to Auth0 and what came of it; no run writes or removes it."""

_RESULTS = frozenset([MANIFEST, SUMMARY, REJECTED, SKIPPED, WARNINGS, ORIGINS, AFTER_IMPORT, LOOKUPS])
_PART = re.compile(r"users-[0-9]{5,}\.json")
_TEMPORARY = re.compile(r"\.(.+)\.tmp")


def part_name(number: int) -> str:
    """The name of the import file with that number; from 1. Past 99,999 the names grow: the manifest has the order."""
    return f"users-{number:05d}.json"


def temporary_name(name: str) -> str:
    """The name a file has until it is complete."""
    return f".{name}.tmp"


def is_part(name: str) -> bool:
    """Is this the name of an import file?"""
    return _PART.fullmatch(name) is not None


def is_result(name: str) -> bool:
    """Is this the name of something a run produces?"""
    return name in _RESULTS or is_part(name)


def is_temporary(name: str) -> bool:
    """Is this the temporary name of a file that a run writes?"""
    match = _TEMPORARY.fullmatch(name)
    return match is not None and (match[1] == RUN or is_result(match[1]))

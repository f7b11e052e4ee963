"""Where records come from: one module for each type of source, all listed here.

Each module declares `FIELDS` (its own keys under `source:`), `settings(values, folder)` and
`open_source(settings, files, resolver)`.
"""

from __future__ import annotations

from converter.sources import csv, json, ldif
from converter.sources.source import SourceModule

SOURCES: dict[str, SourceModule] = {"ldif": ldif, "csv": csv, "json": json}
"""The name under `type:` → the module that reads such files."""

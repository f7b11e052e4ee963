"""Where records come from: one module for each type of source, all listed here.

What each module declares says `SourceModule` in `converter.sources.source`.
"""

from __future__ import annotations

from converter.sources import csv, json, ldap, ldif, sql
from converter.sources.source import SourceModule

SOURCES: dict[str, SourceModule] = {"ldif": ldif, "csv": csv, "json": json, "ldap": ldap, "sql": sql}
"""The name under `type:` → the module that reads such a store."""

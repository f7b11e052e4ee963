"""Secrets from the environment: NAME holds one, or NAME_FILE names a file that does."""

from __future__ import annotations

import os
from pathlib import Path

from converter.errors import UsageError


def variable(name: str) -> str:
    """The value of a variable, empty where it is not set. Raises UsageError for a file that cannot be read."""
    path, given = os.environ.get(f"{name}_FILE", ""), os.environ.get(name, "")
    if not path:
        return given.strip()
    if given:
        raise UsageError(f"both {name} and {name}_FILE are set: unset one of them")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UsageError(f"{name}_FILE names {path}, which cannot be read: {reason}") from None

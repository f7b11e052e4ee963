"""The fields of a mapping's user as one table."""

from __future__ import annotations

from typing import Any


def fields(user: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """From a path such as `app_metadata.title` to its expression."""
    found: dict[str, str] = {}
    for name, value in user.items():
        if isinstance(value, dict) and "expr" not in value:
            found |= fields(value, f"{name}.")
        else:
            found[prefix + name] = value["expr"] if isinstance(value, dict) else value
    return found

"""Numbers of things, as a sentence has them."""

from __future__ import annotations


def counted(number: int, what: str) -> str:
    """`1 record`, `2,000 records`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"

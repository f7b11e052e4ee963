"""How large a value may become: the guards of what can grow.

Most of the language cannot make a value larger than what it was given. What can (joining, JSON text,
flattening, repeating) asks here first, so that a short hostile expression costs neither time nor memory.
"""

from __future__ import annotations

from typing import Any, ClassVar

MAX_TEXT = 1 << 20
"""Characters of a text that an expression makes."""

MAX_ELEMENTS = 100_000
"""Elements of an array that an expression makes; values inside a value that is written as JSON text."""


class TooLargeError(ValueError):
    """A result would be larger than an expression may make."""

    code: ClassVar[str] = "too-large"


def check_text(length: int) -> None:
    """Refuse a text of more than MAX_TEXT characters. Raises TooLargeError."""
    if length > MAX_TEXT:
        raise TooLargeError(f"the text would have more than {MAX_TEXT:,} characters")


def check_elements(count: int) -> None:
    """Refuse an array of more than MAX_ELEMENTS elements. Raises TooLargeError."""
    if count > MAX_ELEMENTS:
        raise TooLargeError(f"there would be more than {MAX_ELEMENTS:,} values")


def check_tree(value: Any) -> None:
    """Refuse a value whose JSON text would be too large; what is shared counts each time. Raises TooLargeError.

    The text is counted without its escapes.
    """
    count = length = 0
    waiting = [value]
    while waiting:
        one = waiting.pop()
        count += 1
        if isinstance(one, str):
            length += len(one)
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            length += sum(map(len, one))
            waiting += one.values()
        if count > MAX_ELEMENTS or length > MAX_TEXT:
            check_elements(count)
            check_text(length)

"""Results of a pure function that is asked the same thing again and again, such as the name of a group."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

MOST = 4096
"""Results kept; when they are so many, all are forgotten."""

LONGEST = 256
"""Characters of a text that is worth keeping."""


class Remembered(dict[str, Any]):
    """`remembered[text]` is `make(text)`, made once while it is kept. Bounded, so that memory stays flat."""

    def __init__(self, function: Callable[..., Any], further: tuple[Any, ...] = ()) -> None:
        """`make` calls the function with the text and these further arguments."""
        super().__init__()
        self.function = function
        self.further = further

    def __missing__(self, text: str) -> Any:
        value = self.function(text, *self.further)
        if len(text) <= LONGEST:
            if len(self) >= MOST:
                self.clear()
            self[text] = value
        return value


def results(remembered: Remembered, texts: Sequence[str]) -> list[Any]:
    """What a function gives for each of several texts, nulls left out."""
    return [result for text in texts if (result := remembered[text]) is not None]

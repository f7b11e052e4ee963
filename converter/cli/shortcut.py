"""The words of a plain conversion, understood without the library that knows all commands.

Most runs are one, and to load that library takes as long as all else that a small one does. Whatever is not plain, and
every mistake, is left to it; it would understand the plain words as they are understood here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from converter.cli.options import Options

Read = Callable[[str], Any]

_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


def plain_conversion(words: Sequence[str]) -> tuple[list[str], Options] | None:
    """The mappings and the options that the words say; None where they say something else, or may be a mistake.

    Plain are the names of options written out, each once but that of the mapping, and a value as a word of its own.
    """
    mappings: list[str] = []
    given: dict[str, Any] = {}
    for key, value in _pairs(words):
        if value is None or key in given:
            return None
        if key == "mapping":
            mappings.append(value)
        else:
            given[key] = value
    return (mappings, Options(**given)) if mappings else None


def _pairs(words: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """The options by the names they have in a program, with their values; None for what is not plain."""
    rest = iter(words)
    for word in rest:
        if word in SWITCHES:
            yield SWITCHES[word], True
        elif word in TAKING:
            key, read = TAKING[word]
            yield key, read(next(rest, ""))
        else:
            yield word, None


def _text(word: str) -> str | None:
    return None if not word or word.startswith("-") else word


def _path(word: str) -> Path | None:
    return Path(word) if _text(word) else None


def _number(word: str) -> int | None:
    return int(word) if _NUMBER.fullmatch(word) else None


TAKING: Mapping[str, tuple[str, Read]] = {
    "-m": ("mapping", _text),
    "--mapping": ("mapping", _text),
    "-o": ("output", _path),
    "--output": ("output", _path),
    "--limit": ("limit", _number),
    "--max-rejects": ("max_rejects", _number),
    "--jobs": ("jobs", _number),
}
SWITCHES: Mapping[str, str] = {"--replace": "replace", "--json": "json", "--list-unmatched": "list_unmatched"}

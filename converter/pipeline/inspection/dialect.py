"""The dialect that a CSV file seems to have. Reading never guesses; this proposes what a mapping could declare."""

from __future__ import annotations

import codecs
import csv
import re
from dataclasses import replace
from typing import Any

from converter.errors import SourceUnreadable
from converter.pipeline.plain import Plain

_JAPANESE = ("cp932", "euc_jp")
_KANA = re.compile("[\u3040-\u30ff]")
_HALF_WIDTH = re.compile("[\uff61-\uff9f]")
DELIMITERS = ",;\t|"
_HEAD = 1 << 16
_LINES = 50
_AGREEING = 0.9


def with_dialect(plain: Plain) -> Plain:
    """The same source with the proposed dialect, where it is a CSV file and no mapping says how to read it.

    Standard input is left as it is, since it can be read only once. Raises SourceUnreadable.
    """
    if plain.type != "csv" or plain.declared or not plain.files or plain.files[0].path is None:
        return plain
    try:
        with plain.files[0].open() as stream:
            head = stream.read(_HEAD)
            transcoded = stream.transcoded
    except OSError as error:
        raise SourceUnreadable(f"{plain.files[0].name} cannot be read: {error.strerror or error}") from error
    return replace(plain, values={**plain.values, **proposed(head, transcoded=transcoded)})


def proposed(head: bytes, *, transcoded: bool) -> dict[str, Any]:
    """Delimiter and encoding that fit the beginning of a file, as keys of `source:`; those of the defaults too.

    `transcoded` says that the bytes are UTF-8 whatever the file was (UTF-16 and UTF-32 with their mark).
    """
    encoding = "utf-8-sig" if transcoded else _encoding(head)
    return {"delimiter": _delimiter(head.decode(encoding, "replace")), "encoding": encoding}


def _encoding(head: bytes) -> str:
    """UTF-8 where it is that; else a Japanese encoding where it gives kana, and what Windows writes in the West."""
    if _decoded(head, "utf-8") is not None:
        return "utf-8-sig"
    for encoding in _JAPANESE:
        text = _decoded(head, encoding) or ""
        # half-width kana are single bytes, as which most Western letters would pass
        if len(_KANA.findall(text)) > len(_HALF_WIDTH.findall(text)):
            return encoding
    return "cp1252"


def _decoded(head: bytes, encoding: str) -> str | None:
    """The text, but for a last character that the end of the head may have cut; None where it is another encoding."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return None


def _delimiter(head: str) -> str:
    """The sign that parts most rows into as many cells as the header has names; of several the one with most names."""
    lines = head.splitlines(keepends=True)
    fits = {sign: _fit(lines[:_LINES], sign) for sign in DELIMITERS}
    best = max(DELIMITERS, key=lambda sign: fits[sign])
    return best if fits[best][1] > 1 else ","


def _fit(lines: list[str], sign: str) -> tuple[bool, int]:
    """Do rows and header agree, and how many names are there? The last row may be cut and does not count."""
    try:
        header, *rows = [row for row in csv.reader(lines, delimiter=sign) if row]
    except (csv.Error, ValueError):
        return False, 0
    counted = rows[:-1] or rows
    agreeing = sum(len(row) == len(header) for row in counted)
    return len(header) > 1 and agreeing >= _AGREEING * len(counted), len(header)

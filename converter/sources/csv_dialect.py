"""The dialect of a mapping's CSV files: declared, never guessed while reading."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from converter.sources.csv_rows import MakeReader
from converter.sources.encodings import known_encoding
from converter.sources.source import SettingError
from converter.syntax.field import Field, Kind

DIALECT = (
    Field(
        "delimiter", Kind.TEXT, "The one character between cells.", default=",", example='"\\t"', others="separator sep"
    ),
    Field(
        "quote", Kind.TEXT, "The character around cells; empty where nothing is quoted.", default='"', example='"\'"'
    ),
    Field("escape", Kind.TEXT, "The character that takes the next one's meaning away.", default="", example='"\\\\"'),
    Field(
        "header",
        Kind.TEXT_LIST,
        "The columns' names, for files whose first row is not the header.",
        default=(),
        example="[uid, mail, groups]",
        others="columns headers fieldnames names",
    ),
    Field("encoding", Kind.TEXT, "How the text is encoded.", default="utf-8-sig", example="cp1252", others="charset"),
    Field(
        "lists",
        Kind.TEXT_MAP,
        "Columns that hold several values, with the text between two values.",
        default={},
        example='{groups: "|"}',
    ),
    Field(
        "nulls",
        Kind.TEXT_LIST,
        "Cells that mean that there is no value.",
        default=(),
        example="['NULL', '\\N']",
        others="null nullvalues",
    ),
    Field(
        "max_row",
        Kind.INTEGER,
        "The most bytes of one row; a longer one is rejected.",
        default=1 << 20,
        example="4194304",
    ),
)


class CsvSettings(Struct, frozen=True):
    """The dialect of a mapping's CSV files. `header` names the columns where no row does."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    header: tuple[str, ...] = ()
    encoding: str = "utf-8"
    lists: Mapping[str, str] = field(default_factory=dict)
    nulls: frozenset[str] = frozenset()
    max_row: int = 1 << 20

    @property
    def is_ascii(self) -> bool:
        """Is each character that has a meaning one of ASCII?"""
        return (self.delimiter + self.quote + self.escape).isascii()

    def reader(self) -> MakeReader:
        """What makes a strict reader of this dialect."""
        return partial(
            csv.reader,
            delimiter=self.delimiter,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            escapechar=self.escape or None,
            strict=True,
        )


def settings(values: Mapping[str, Any], folder: Path) -> CsvSettings:
    """The settings from the values of the keys. Raises `SettingError`."""
    encoding = known_encoding(values["encoding"] or "utf-8")
    quote = _character("quote", values["quote"])
    escape = _character("escape", values["escape"])
    delimiter = _character("delimiter", values["delimiter"])
    if not delimiter:
        raise SettingError(
            "delimiter", 'the delimiter is empty; write the one character between cells, such as "," or "\\t"'
        )
    if delimiter in (quote, escape):
        raise SettingError("delimiter", "the delimiter cannot be the quote or the escape character as well")
    for column, separator in values["lists"].items():
        if not separator:
            raise SettingError("lists", f"the text between the values of {column} is empty")
    return CsvSettings(
        delimiter,
        quote,
        escape,
        header=tuple(values["header"]),
        encoding="utf-8" if encoding == "utf-8-sig" else encoding,
        lists=dict(values["lists"]),
        nulls=frozenset(values["nulls"]),
        max_row=values["max_row"],
    )


def _character(name: str, text: str) -> str:
    text = "\t" if text == "\\t" else text
    if len(text) > 1 or text in ("\r", "\n", "\0"):
        raise SettingError(name, f"the {name} must be one character (a tab is \\t), not a line end")
    return text

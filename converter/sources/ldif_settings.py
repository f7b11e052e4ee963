"""What a mapping may say about its LDIF files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from converter.sources.encodings import known_encoding
from converter.syntax.field import Field, Kind

RULES = (
    Field(
        "encoding",
        Kind.TEXT,
        "How text that is not UTF-8 is encoded. Without it such a value is its record's error.",
        default="",
        example="cp1252",
    ),
    Field(
        "binary",
        Kind.TEXT_LIST,
        "Further attributes whose values are bytes; those of the standards and of Active Directory are known.",
        default=(),
        example="acmephoto",
    ),
    Field(
        "text",
        Kind.TEXT_LIST,
        "Attributes whose values are text though they are known as binary.",
        default=(),
        example="guid",
    ),
    Field(
        "url_folder",
        Kind.TEXT,
        "A folder, relative to the mapping, from which values written as `name:< file:///…` may be read. "
        "Without it they are an error; nothing is ever fetched over a network.",
        default="",
        example="exports/photos",
    ),
    Field(
        "max_entry",
        Kind.INTEGER,
        "The most bytes of one entry; a longer one is rejected.",
        default=16 << 20,
        example="33554432",
    ),
    Field(
        "max_value",
        Kind.INTEGER,
        "The most bytes of one value that the mapping reads; an entry with a longer one is rejected.",
        default=1 << 20,
        example="4194304",
    ),
)


class LdifSettings(Struct, frozen=True):
    """What a mapping says about LDIF files; the names are in lower case."""

    encoding: str = ""
    binary: frozenset[str] = frozenset()
    text: frozenset[str] = frozenset()
    url_folder: Path | None = None
    max_entry: int = 16 << 20
    max_value: int = 1 << 20


def settings(values: Mapping[str, Any], folder: Path) -> LdifSettings:
    """The settings from the values of the keys; paths are relative to `folder`. Raises `SettingError`."""
    return LdifSettings(
        encoding=known_encoding(values["encoding"]),
        binary=frozenset(name.lower() for name in values["binary"]),
        text=frozenset(name.lower() for name in values["text"]),
        url_folder=folder / values["url_folder"] if values["url_folder"] else None,
        max_entry=values["max_entry"],
        max_value=values["max_value"],
    )

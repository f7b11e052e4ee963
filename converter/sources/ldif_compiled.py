"""LDIF by the compiled reader: what it gives, and how a value lies there.

It takes nothing that `ldif_quick` would not take, and gives the same values.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from converter import native
from converter.sources.ldif_names import Decoded, Prefixes
from converter.sources.shape import Shape, Taken


class Found(NamedTuple):
    """The paragraphs of a block: rows of a shape, the lines and the offset of each, and the line behind all of them."""

    shape: Shape
    rows: Sequence[tuple[Any, ...]]
    firsts: Sequence[int]
    lasts: Sequence[int]
    offsets: Sequence[int]
    line: int


class CompiledRows:
    """Reads blocks of which `ldif_quick.plain_octets` has said that they are plain."""

    def __init__(self, prefixes: Prefixes) -> None:
        self._prefixes = prefixes
        module = native.compiled("ldif")
        self._rows: Any = module.Rows(self._target) if module else None
        self._version = 0
        self._shape: Shape | None = None

    def __bool__(self) -> bool:
        """Has the reader been compiled?"""
        return self._rows is not None

    def read(self, block: bytes, line: int) -> Found:
        """The paragraphs of a block that begins in that line."""
        found = self._rows.read(block, line)
        if self._rows.widened:
            found = self._rows.read(block, line)
        if self._shape is None or self._version != self._rows.version:
            self._version, self._shape = self._rows.version, _shape(self._rows.columns())
        return Found(self._shape, *found)

    def _target(self, name: str) -> tuple[str, bool] | bool | None:
        """What the compiled reader wants to know of a name: the key of its values, and whether they are bytes."""
        target = self._prefixes[f"{name}:"]
        if target is None:
            return None
        return (target.key, target.binary) if isinstance(target, Decoded) else False


def _shape(columns: Sequence[tuple[str, bool]]) -> Shape:
    values = {}
    for place, (key, several) in enumerate(columns):
        value = f"g{place}"
        if several or key == "dn":
            values[key] = Taken(value)
        else:
            values[key] = Taken(f"[{value}] if {value} is not None else None", value)
    row = "".join(f"g{place}, " for place in range(len(columns)))
    return Shape(f"({row})", values, {}, unfit="g0 is None", dn=True)

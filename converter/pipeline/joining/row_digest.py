"""A digest of rows that does not depend on their order, which a store without files may change from run to run."""

from __future__ import annotations

import hashlib

from converter.pipeline.joining.entry import Entry

_BITS = 256


class RowDigest:
    """The sum of the rows' SHA-256: the same for the same rows in any order."""

    def __init__(self) -> None:
        self._sum = 0

    def add(self, entry: Entry) -> None:
        """One more row: its keys and what is kept of it."""
        text = repr((entry.keys, sorted(entry.values.items()), entry.links))
        self._sum += int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())

    @property
    def hex(self) -> str:
        """The digest of all rows so far."""
        return f"{self._sum % (1 << _BITS):064x}"

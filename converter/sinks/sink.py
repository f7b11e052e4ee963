"""What takes the finished users of a run."""

from __future__ import annotations

from typing import Protocol

from converter.record import Origin


class Sink(Protocol):
    """Takes each user as finished JSON text (UTF-8, no spaces), in the order of the source."""

    def fits(self, user: bytes) -> bool:
        """Can this user be taken at all? One that cannot is the record's error, with its size."""

    def add(self, user: bytes, origin: Origin) -> None:
        """Take a user that fits, and where it came from."""

    def close(self) -> object:
        """Complete the output; nothing is added afterwards."""

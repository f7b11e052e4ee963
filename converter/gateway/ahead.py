"""Requests that are dated ahead of this machine's clock: the only ones that could be taken again after a restart.

What was signed before a restart is refused after it by its time alone, unless its time is still to come then.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from converter.errors import UsageError

_LINE = re.compile(r"([0-9]{1,12}) ([0-9a-f]{32})", re.ASCII)
SECONDS_UNKEPT = 2
"""How far ahead a request may be dated where nothing is kept: about as long as a restart takes."""


class Ahead:
    """Keeps their nonces in a file, where there is one."""

    def __init__(self, path: Path | None, since: int) -> None:
        """`nonces` are those of requests whose time was not over at `since`. Raises UsageError."""
        self.nonces: list[str] = []
        self._file: int | None = None
        if path is None:
            return
        try:
            self._file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
            found = _LINE.findall(path.read_text(encoding="ascii", errors="replace"))
            self.nonces = [nonce for time, nonce in found if int(time) >= since]
            if not self.nonces:
                os.ftruncate(self._file, 0)
        except OSError as error:
            raise UsageError(f"the state {path} cannot be kept: {error.strerror}; name another file") from None

    def keep(self, nonce: str, *, time: int, now: float) -> bool:
        """Keep the nonce of a request that is dated ahead; False where that cannot be, so that it must not be taken."""
        if self._file is None:
            return time - now <= SECONDS_UNKEPT
        try:
            os.write(self._file, f"{time} {nonce}\n".encode())
        except OSError:
            return False
        return True

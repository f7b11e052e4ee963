"""How two processes talk that share some memory: questions of one, and answers of the other in their order.

A pipe takes a megabyte in sixteen pieces, each with a change of process and a new buffer: five times the cost of
copying it to where the other one can read it.
"""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from itertools import cycle
from mmap import mmap
from multiprocessing.connection import Connection
from typing import Any

SIZE = 4 << 20
"""Bytes of a piece of memory; longer messages go through the pipe."""


class Mailbox:
    """One end. Each question has a piece of the memory, in turn, and its answer takes the same.

    So there may be as many questions without an answer as there are pieces, and nobody writes where the other reads.
    A long question waits until there is none: or both ends might write, each waiting for the other to read.

    Errors of both: EOFError and OSError where the other end is gone.
    """

    def __init__(self, connection: Connection, memory: Sequence[mmap]) -> None:
        self.connection = connection
        self._outgoing = cycle(memory)
        self._incoming = cycle(memory)

    def offer(self, message: Any) -> bytes:
        """Give the other end a value, if it fits into the memory; if not, give back what to `send_long`."""
        memory = next(self._outgoing)
        memory.seek(0)
        try:
            pickle.dump(message, memory, pickle.HIGHEST_PROTOCOL)
        except ValueError:  # it is too long
            return pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
        self.connection.send_bytes(b"")
        return b""

    def send_long(self, message: bytes) -> None:
        """Give the other end by the pipe what did not fit. Whoever asks has no other question without an answer."""
        self.connection.send_bytes(message)

    def answer(self, message: Any) -> None:
        """Give the other end a value, however long it is."""
        if long := self.offer(message):
            self.send_long(long)

    def receive(self) -> Any:
        """The value that the other end has given, as soon as it is there."""
        message, memory = self.connection.recv_bytes(), next(self._incoming)
        # of the memory itself, not of it as a file, from which bytes would be copied twice
        return pickle.loads(message or memory)  # noqa: S301 - written by a process of our own

    def close(self) -> None:
        """Let go of this end."""
        self.connection.close()

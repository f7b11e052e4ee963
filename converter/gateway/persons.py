"""How many passwords may be tried for a person, by whatever name the person was found.

Counted in memory that processes share once they are forked, before the store is asked: beyond the limit it is not, so
that nobody can lock a person out there. A try counts until there was none for as long as the limit says.
"""

from __future__ import annotations

import secrets
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from mmap import mmap
from multiprocessing import get_all_start_methods, get_context
from typing import NamedTuple

from converter.gateway.throttle import Limit
from converter.gateway.verdict import Answer, Verdict

_PLACES = 1 << 16
_NEAR = 16
"""A person stands at one of so many places that follow each other; where all are taken, the oldest one is forgotten."""
_HELD_SECONDS = 1.0
"""Longer than any living process needs what it locks."""
_ENTRY = struct.Struct("<Qdq")


class _Entry(NamedTuple):
    """Whose it is, when the last try was, and how many there were."""

    tag: int
    last: float
    many: int


class Persons:
    """Limits the tries for each person; safe for threads, and for processes that are forked from this one."""

    def __init__(self, limit: Limit, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` is one that all processes have in common."""
        self._limit = limit
        self._clock = clock
        self._secret = secrets.token_bytes(16)
        self._table = mmap(-1, _PLACES * _ENTRY.size)
        self._alone = _Alone()

    def admits(self, user_id: str) -> bool:
        """Count a try; False, and none is counted, where there may be no more."""
        tag = self._tag(user_id)
        with self._alone:
            place, entry = self._found(tag)
            if entry.many >= self._limit.most:
                return False
            self._write(place, _Entry(tag, self._clock(), entry.many + 1))
            return True

    def settle(self, user_id: str, answer: Answer) -> None:
        """What came of a try that was admitted: the person starts anew, or it counts, or it does not."""
        right = answer.verdict is Verdict.RIGHT
        if not right and (answer.verdict is not Verdict.UNAVAILABLE or answer.tried):
            return
        tag = self._tag(user_id)
        with self._alone:
            place, entry = self._found(tag)
            self._write(place, _Entry(tag, entry.last, 0 if right else max(entry.many - 1, 0)))

    def _tag(self, user_id: str) -> int:
        text = user_id.encode("utf-8", "surrogatepass")
        return int.from_bytes(blake2b(text, digest_size=8, key=self._secret).digest()) | 1

    def _found(self, tag: int) -> tuple[int, _Entry]:
        """The person's place, or the one to be taken, and what counts there."""
        over = self._clock() - self._limit.seconds
        best, oldest = 0, float("inf")
        for step in range(_NEAR):
            place = (tag + step) % _PLACES
            entry = _Entry._make(_ENTRY.unpack_from(self._table, place * _ENTRY.size))
            if entry.tag == tag:
                return place, entry if entry.last > over else _Entry(tag, 0.0, 0)
            last = entry.last if entry.many and entry.last > over else 0.0
            if last < oldest:
                best, oldest = place, last
        return best, _Entry(tag, 0.0, 0)

    def _write(self, place: int, entry: _Entry) -> None:
        _ENTRY.pack_into(self._table, place * _ENTRY.size, *entry)


class _Alone:
    """One thread of one process at a time; nobody waits for ever for a process that ended meanwhile."""

    def __init__(self) -> None:
        self._lock = get_context("fork" if "fork" in get_all_start_methods() else None).Lock()

    def __enter__(self) -> None:
        self._lock.acquire(timeout=_HELD_SECONDS)

    def __exit__(self, *_: object) -> None:
        with suppress(ValueError):  # whoever was thought to have ended has let go after all
            self._lock.release()

"""Time, as the client and the uploader see it; a rehearsal puts a virtual clock in its place."""

from __future__ import annotations

import time
from collections.abc import Callable

from msgspec import Struct


class Timing(Struct, frozen=True):
    """`now`: seconds since 1970, for what is written down; `ticks`: never runs backwards, for durations; `sleep`."""

    now: Callable[[], float] = time.time
    ticks: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

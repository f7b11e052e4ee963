"""Whether people can be found now, for whoever asks: nobody has to sign that question."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from converter.gateway.verdict import Answer, Verdict

_DEADLINE = 8.0
_SECONDS = 0.1


class Health:
    """Asks the store beside the logins, one question at a time and at most ten a second."""

    def __init__(self, ready: Callable[[], Awaitable[Answer]]) -> None:
        self._ready = ready
        self._asked: asyncio.Future[Answer] | None = None
        self._since = 0.0

    async def up(self) -> bool:
        """Could people be found just now?"""
        loop = asyncio.get_running_loop()
        if self._asked is None or (self._asked.done() and loop.time() - self._since >= _SECONDS):
            self._since = loop.time()
            self._asked = asyncio.ensure_future(self._ready())
        try:
            answer = await asyncio.wait_for(asyncio.shield(self._asked), _DEADLINE)
        except TimeoutError:
            return False
        return answer.verdict is Verdict.RIGHT

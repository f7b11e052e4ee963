"""What a store is asked, one question at a time, and who may be asked to put it there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from converter.gateway.migration import Migration
from converter.gateway.persons import Persons
from converter.gateway.renewal import Renewed
from converter.gateway.verdict import Answer, Verdict

Settle: TypeAlias = Callable[[Answer], None]


@dataclass(frozen=True, slots=True)
class Ask:
    """Who is it that goes by `identifier`, and, where there is a password, is it theirs?"""

    identifier: str
    password: str | None = field(default=None, repr=False)

    def put(self, migration: Migration | Renewed, persons: Persons) -> Answer:
        """The answer, for which the thread waits; a try of a password is counted for its person. Raises nothing."""
        try:
            if self.password is None:
                return migration.get_user(self.identifier)
            return self._tried(self.password, migration, persons)
        except Exception as error:  # noqa: BLE001 - a migration raises nothing; whoever asks it must not end all the same
            return Answer(Verdict.UNAVAILABLE, reason=f"a bug: {type(error).__name__}", tried=True)

    def _tried(self, password: str, migration: Migration | Renewed, persons: Persons) -> Answer:
        admitted: list[str] = []

        def admits(user_id: str) -> bool:
            if persons.admits(user_id):
                admitted.append(user_id)
            return bool(admitted)

        answer = migration.login(self.identifier, password, admits=admits)
        for user_id in admitted:
            persons.settle(user_id, answer)
        return answer


class Task:
    """A question on its way; `since` is a moment of the loop's clock, `settle` gets its answer, however late."""

    __slots__ = ("answered", "ask", "settle", "since")

    def __init__(self, ask: Ask, settle: Settle, loop: asyncio.AbstractEventLoop) -> None:
        self.ask = ask
        self.settle = settle
        self.answered: asyncio.Future[Answer] = loop.create_future()
        self.since = loop.time()


Finished: TypeAlias = Callable[[Task, Answer], None]


class Hands(Protocol):
    """Puts questions to a store, several at once. Its methods are called in the event loop."""

    def start(self, finished: Finished) -> None:
        """Begin; `finished` is called in the loop for each task that was taken."""
        ...

    def take(self, task: Task, *, patient: bool) -> bool:
        """Put the task's question; False where no hand is free for it now. One that has been `patient` has more."""
        ...

    async def ready(self) -> Answer:
        """RIGHT where people can be found now; no task waits for that. It is not called again before it is done."""
        ...

    def close(self) -> None:
        """Put no more questions."""
        ...

"""A gateway as a whole: which processes it has, and what each of them opens."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from converter.gateway.access import Access
from converter.gateway.app import Gateway, Rules
from converter.gateway.ask import Hands
from converter.gateway.attempt import Attempt
from converter.gateway.lanes import Lanes, ask_for
from converter.gateway.migration import Migration
from converter.gateway.opening import open_migration
from converter.gateway.persons import Persons
from converter.gateway.renewal import Renewed
from converter.gateway.server import Listener, check_free, serve
from converter.gateway.signing import Gate
from converter.gateway.threads import Threads
from converter.gateway.workers import Ready, Workers, can_fork
from converter.pipeline.load import Loaded
from converter.sources import SOURCES
from converter.sources.source import reads_files

Log = Callable[[Attempt], None]


class Site(Struct, frozen=True):
    """What a gateway is made of. `rows_every` is in seconds, as for `open_migration`.

    `state` is a file for what a restart must not forget, None where there is none.
    """

    loaded: Loaded
    access: Access
    rules: Rules
    listener: Listener
    rows_every: float
    state: Path | None

    def serve(self, workers: int, *, log: Log, report: Callable[[str], None], ready: Ready) -> None:
        """Serve until SIGINT or SIGTERM. `ready` is called once requests are taken.

        Where people are in a live store, so many `workers` search it, and this process only looks after them: `report`
        is told of one that ended. Raises what `open_migration` raises, and RunStopped.
        """
        check_free(self.listener)
        hands = self.rules.capacity.hands
        persons = Persons(self.rules.failures)
        if workers == 1 or not can_fork() or reads_files(SOURCES[self.loaded.plan.model.source.type]):
            self._serve(Threads(self._migration(), persons, hands), log, ready)
            return

        def front(control: socket.socket, ready: Ready) -> None:
            self._serve(Lanes(control, workers), log, ready)

        def asker(lanes: list[socket.socket], ready: Ready) -> None:
            migration = self._migration()
            ready()
            ask_for(migration, persons, lanes)

        # one lane more, for questions that no login has to wait for
        lanes = -(-hands // workers) + 1
        Workers(front, asker, count=workers, lanes=lanes, report=report).run(ready)

    def _serve(self, hands: Hands, log: Log, ready: Ready) -> None:
        gate = Gate(self.access.keys, time.time, self.state)
        gateway = Gateway(hands, gate, rules=self.rules, pseudonyms=self.access.pseudonyms, log=log)
        serve(gateway, self.listener, ready=ready)

    def _migration(self) -> Migration | Renewed:
        return open_migration(self.loaded, seconds=self.rows_every)

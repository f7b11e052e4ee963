"""A relay between a loopback port and a server, which can be told to cut connections or to swallow what passes."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Connect = Callable[[], socket.socket]


class Relay:
    """Passes bytes both ways. Behind `cut_after` bytes of answers the next connection is cut, and `on_cut` called."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.connections = 0
        self.cut_after: list[int] = []
        self.silent = False
        self.refusing = False
        self.on_cut: Callable[[], None] = lambda: None
        self._open: list[socket.socket] = []

    def serve(self) -> None:
        """Take connections until the relay is closed."""
        with contextlib.suppress(OSError):
            while True:
                taken, _ = self._listener.accept()
                self._open.append(taken)
                if self.refusing:
                    taken.close()
                    continue
                self.connections += 1
                limit = self.cut_after.pop(0) if self.cut_after else None
                threading.Thread(target=self._pass_on, args=(taken, limit), daemon=True).start()

    def cut(self) -> None:
        """Cut all connections there are."""
        for one in self._open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._open.clear()

    def close(self) -> None:
        """Close everything."""
        self._open.append(self._listener)
        self.cut()

    def _pass_on(self, taken: socket.socket, limit: int | None) -> None:
        try:
            server = self._connect()
        except OSError:
            taken.close()
            return
        self._open.append(server)
        back = threading.Thread(target=self._copy, args=(taken, server, None), daemon=True)
        back.start()
        self._copy(server, taken, limit)

    def _copy(self, source: socket.socket, target: socket.socket, limit: int | None) -> None:
        passed = 0
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                passed += len(data)
                if limit is not None and passed > limit:
                    self.on_cut()
                    break
                if not self.silent:
                    target.sendall(data)
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


@contextmanager
def relay(connect: Connect) -> Iterator[Relay]:
    """A relay while the block runs."""
    running = Relay(connect)
    thread = threading.Thread(target=running.serve, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        running.close()
        thread.join(5)


def to_port(port: int) -> Connect:
    """Connects to a loopback port."""
    return lambda: socket.create_connection(("127.0.0.1", port), timeout=60)


def to_socket(path: str) -> Connect:
    """Connects to a socket in the file system."""

    def connect() -> socket.socket:
        server = socket.socket(socket.AF_UNIX)
        server.connect(path)
        return server

    return connect

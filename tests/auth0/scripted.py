"""A server on a port of this machine that answers one connection after the other as it is told, byte for byte."""

from __future__ import annotations

import re
import socket
import ssl
import struct
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import orjson

RESET = b"RESET"
"""In place of an answer: the connection is reset."""


@dataclass(frozen=True)
class Turn:
    """What happens on one connection: how many bytes of the request's body are read, and the answer."""

    answer: bytes
    read: int = 1 << 30


@dataclass
class Script:
    """The requests that came, as they were read; `url` is where the server listens."""

    url: str = ""
    requests: list[bytes] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        """Method and path of each request."""
        return [" ".join(request.split(b"\r\n")[0].decode().split()[:2]) for request in self.requests]


def http(status: int, document: object = None, headers: str = "") -> bytes:
    """An answer with a JSON document."""
    body = b"" if document is None else orjson.dumps(document)
    return f"HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {len(body)}\r\n{headers}\r\n".encode() + body


TOKEN = Turn(http(200, {"access_token": "tok-CANARY", "token_type": "Bearer", "expires_in": 86400}))
JOB = {"id": "job_0000000000000001", "type": "users_import", "status": "pending", "connection": "people"}


@contextmanager
def serving(turns: Sequence[Turn | bytes], tls: ssl.SSLContext | None = None) -> Iterator[Script]:
    """The turns in their order, each on a connection of its own; a further connection is closed at once."""
    script = Script()
    listener = socket.create_server(("127.0.0.1", 0))
    script.url = f"http{'s' if tls else ''}://127.0.0.1:{listener.getsockname()[1]}"
    thread = threading.Thread(target=_serve, args=(listener, list(turns), script, tls), daemon=True)
    thread.start()
    try:
        yield script
    finally:
        listener.close()
        thread.join(5)


def _serve(listener: socket.socket, turns: list[Turn | bytes], script: Script, tls: ssl.SSLContext | None) -> None:
    listener.settimeout(0.05)
    while listener.fileno() >= 0:
        try:
            connection, _ = listener.accept()
        except TimeoutError:
            continue
        except OSError:
            return
        turn = turns.pop(0) if turns else Turn(RESET, 0)
        connection.settimeout(5)
        try:
            with tls.wrap_socket(connection, server_side=True) if tls else connection as opened:
                _play(opened, turn, script)
        except OSError:
            connection.close()


def _play(connection: socket.socket, turn: Turn | bytes, script: Script) -> None:
    turn = turn if isinstance(turn, Turn) else Turn(turn)
    script.requests.append(_read(connection, turn.read))
    if turn.answer == RESET:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    else:
        connection.sendall(turn.answer)


def _read(connection: socket.socket, most: int) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(1 << 16)
        if not piece:
            return data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    match = re.search(rb"(?i)content-length: ([0-9]+)", head)
    length = min(int(match[1]) if match else 0, most)
    while len(body) < length:
        body += connection.recv(min(1 << 16, length - len(body)))
    return head + b"\r\n\r\n" + body

"""A directory that takes a password and says nothing."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from converter.sources.ldap_bind import Binder, Verdict
from converter.sources.ldap_settings import FIELDS, settings

DEFAULTS = {field.name: field.default for field in FIELDS}
PASSWORD = b"Swordfish-7"
SUCCESS = bytes.fromhex("0a010004000400")


@contextmanager
def directory(*, answers: int) -> Iterator[tuple[int, list[bytes]]]:
    """A port, and what was received there: so many passwords are found right, the others get no answer."""
    received: list[bytes] = []

    def talk(taken: socket.socket) -> None:
        with taken, suppress(OSError):
            while data := taken.recv(4096):
                received.append(data)
                if PASSWORD not in data or sum(PASSWORD in each for each in received) <= answers:
                    number = data[2:5]  # an INTEGER of one byte behind a short length
                    body = number + b"\x61" + bytes([len(SUCCESS)]) + SUCCESS
                    taken.sendall(b"\x30" + bytes([len(body)]) + body)

    def serve() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=talk, args=(listener.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1], received


def test_a_password_without_an_answer_goes_out_once() -> None:
    for answers in (0, 1):
        with directory(answers=answers) as (one, first), directory(answers=0) as (two, second):
            url = f"ldap://127.0.0.1:{one} ldap://127.0.0.1:{two}"
            wanted = settings(DEFAULTS | {"url": url, "base": "dc=example", "timeout": 1}, Path())
            binder = Binder(wanted)
            for _ in range(answers):
                assert binder.bind("cn=ann", PASSWORD.decode()).verdict is Verdict.RIGHT
            assert binder.bind("cn=ann", PASSWORD.decode()).verdict is Verdict.UNAVAILABLE
            assert sum(PASSWORD in each for each in [*first, *second]) == answers + 1
            binder.close()

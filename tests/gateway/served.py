"""A gateway that runs as a process of its own, and a client that signs."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from converter.gateway.signing import Signed, authorization

ROOT = Path(__file__).parents[2]
KEY = "0123456789abcdef0123456789abcdef-signing"
PREVIOUS = "fedcba9876543210fedcba9876543210-previous"
LOG_KEY = "a-key-for-the-log-that-outlives-the-others"
_JSON = {"content-type": "application/json"}


@dataclass(frozen=True)
class Reply:
    status: int
    body: Any
    headers: dict[str, str]


@dataclass(frozen=True)
class Served:
    """The gateway's port, the file of its log, its process, and what that must have said on its standard error."""

    port: int
    log: Path
    process: subprocess.Popen[bytes] = field(repr=False)
    said: list[bytes] = field(default_factory=list)

    def login(self, identifier: str, password: str) -> Reply:
        return self.ask("/login", {"identifier": identifier, "password": password})

    def get_user(self, identifier: str) -> Reply:
        return self.ask("/get_user", {"identifier": identifier})

    def ask(self, path: str, document: Any, *, key: str = KEY) -> Reply:
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        return self.send("POST", path, body, {"authorization": signed(path, body, key=key)} | _JSON)

    def send(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body or None, headers or {})
            answer = connection.getresponse()
            data = answer.read()
            names = {name.lower(): value for name, value in answer.getheaders() if name.lower() != "date"}
            is_json = names.get("content-type") == "application/json"
            return Reply(answer.status, json.loads(data) if is_json else data.decode(), names)
        finally:
            connection.close()

    def health(self) -> int:
        """The status of an answer that is not one of before."""
        time.sleep(0.12)
        return self.send("GET", "/health").status

    def attempts(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]


def signed(path: str, body: bytes, *, key: str = KEY, at: float = 0.0, nonce: str = "") -> str:
    moment = int(at or time.time())
    nonce = nonce or secrets.token_hex(16)
    return authorization(key.encode(), Signed("POST", path, body), time=moment, nonce=nonce)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(mapping: Path, folder: Path, *words: str, **environment: str) -> Iterator[Served]:
    """A gateway for a mapping while the block runs; its log goes to `folder`. It may say what `said` holds."""
    port, log = free_port(), folder / "gateway.jsonl"
    known = {"GATEWAY_KEY": KEY, "GATEWAY_KEY_PREVIOUS": PREVIOUS, "GATEWAY_LOG_KEY": LOG_KEY, "PYTHONPATH": str(ROOT)}
    program = [sys.executable, "-m", "converter", "serve", "-m", str(mapping)]
    process = subprocess.Popen(
        [*program, "--port", str(port), "--log", str(log), *words],
        env=os.environ | known | environment,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stderr is not None
    try:
        heard: list[bytes] = []
        while not heard or not heard[-1].startswith(b"serving"):
            line = process.stderr.readline()
            assert line, b"".join(heard).decode()
            heard.append(line)
        running = Served(port, log, process)
        yield running
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
        assert (process.returncode, out, err) == (0, b"", b"".join(running.said)), (process.returncode, out, err)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()

"""Servers as processes of a test: started in the foreground, found by a free port, ended by their id."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_PATH = f"{os.environ['PATH']}:/usr/sbin:/sbin"


def command(name: str) -> str:
    """Where a program of the system is; "" where it is not."""
    return shutil.which(name, path=_PATH) or ""


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def accepts(port: int) -> bool:
    """Does anybody listen on the port?"""
    with socket.socket() as tried:
        tried.settimeout(1)
        return tried.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def private_folder(prefix: str, *, owner: str = "") -> Iterator[Path]:
    """A folder of short name, since a socket's path has at most 107 bytes; it belongs to the user if we are root."""
    folder = Path(tempfile.mkdtemp(prefix=f"{prefix}-", dir="/tmp"))
    try:
        folder.chmod(0o755)
        if owner and os.geteuid() == 0:
            shutil.chown(folder, owner)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def as_user(name: str) -> dict[str, Any]:
    """What Popen needs to run as that user where we are root; nothing where we are not."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam(name)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextmanager
def process(words: Sequence[str | Path], ready: Callable[[], bool], **how: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A server while the block runs, from when it is ready."""
    with tempfile.TemporaryFile() as log:
        started = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/tmp", **how)
        try:
            deadline = time.monotonic() + 60
            while not ready():
                if started.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    raise RuntimeError(f"{words[0]} did not start: {log.read()[-2000:].decode('utf-8', 'replace')}")
                time.sleep(0.02)
            yield started
        finally:
            _end(started)


def _end(started: subprocess.Popen[bytes]) -> None:
    if started.poll() is None:
        started.terminate()
        try:
            started.wait(20)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()

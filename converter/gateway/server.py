"""The gateway's server: granian, in this process, with deadlines for headers and a bound on connections.

The embedded server rather than one that forks: the memory of nonces and of failed logins has to be one.
"""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import Struct

from converter.errors import ExtraMissing, UsageError

HEADER_MILLISECONDS = 5_000
CONNECTIONS = 1_024


class Listener(Struct, frozen=True):
    """Where to listen; with `certificate` and `key` under TLS, with `client_ca` for clients of that authority alone.

    Raises UsageError where one is given without what it needs: the server would leave TLS away without a word.
    """

    host: str = "127.0.0.1"
    port: int = 8400
    certificate: Path | None = None
    key: Path | None = None
    client_ca: Path | None = None

    def __post_init__(self) -> None:
        if (self.certificate is None) is not (self.key is None):
            raise UsageError("TLS needs a certificate and its key: give both --tls-cert and --tls-key")
        if self.client_ca and not self.certificate:
            raise UsageError("--client-ca needs TLS: give --tls-cert and --tls-key too, or leave both to a proxy")

    @property
    def url(self) -> str:
        """What to call it by."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.certificate else 'http'}://{host}:{self.port}"


def require() -> None:
    """Raises ExtraMissing where the server is not installed."""
    try:
        import granian  # noqa: F401
    except ImportError:
        raise ExtraMissing("the gateway needs its extra: pip install 'auth0-convert[gateway]'") from None


def serve(app: Any, listener: Listener, *, ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM. `ready` is called once requests are taken.

    `app` is an application of RSGI. Raises UsageError.
    """
    try:
        _runner()(_serve(app, listener, ready))
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot serve {listener.url}: {error}") from error


def _runner() -> Callable[[Coroutine[Any, Any, None]], None]:
    """The quicker event loop, where this system has it."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run
    return uvloop.run


async def _serve(app: Any, listener: Listener, ready: Callable[[], None]) -> None:
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.server.embed import Server

    server = Server(
        app,
        address=listener.host,
        port=listener.port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        websockets=False,
        backlog=CONNECTIONS,
        backpressure=CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS, max_buffer_size=64 << 10),
        log_enabled=False,
        log_level=LogLevels.critical,
        ssl_cert=listener.certificate,
        ssl_key=listener.key,
        ssl_ca=listener.client_ca,
        ssl_client_verify=listener.client_ca is not None,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, server.stop)
    announced = loop.create_task(_announce(listener, ready))
    try:
        await server.serve()
    finally:
        announced.cancel()


async def _announce(listener: Listener, ready: Callable[[], None]) -> None:
    while True:
        with suppress(OSError):
            _, writer = await asyncio.open_connection(listener.host, listener.port)
            writer.close()
            break
        await asyncio.sleep(0.02)
    ready()


def check_free(listener: Listener) -> None:
    """Raises UsageError where somebody listens there: the server would start beside, and then serve nothing."""
    family = socket.AF_INET6 if ":" in listener.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((listener.host, listener.port))
        except OSError as error:
            raise UsageError(f"cannot listen on {listener.url}: {error.strerror}") from None

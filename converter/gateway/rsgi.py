"""What of a request the gateway sees: as much of RSGI, the interface of its server, as it uses.

https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol


class Headers(Protocol):
    """The headers of a request, their names in lower case."""

    def get(self, key: str, default: str = "") -> str:
        """The value of the first header of that name."""
        ...

    def items(self) -> list[tuple[str, str]]:
        """All headers in their order."""
        ...


class Scope(Protocol):
    """A request without its body; `client` is address and port of the connection."""

    client: str
    method: str
    path: str

    @property
    def headers(self) -> Headers:
        """The headers."""
        ...


class Exchange(Protocol):
    """The body of a request, and where to put the answer."""

    async def __call__(self) -> bytes:
        """The whole body."""
        ...

    def __aiter__(self) -> AsyncIterator[bytes]:
        """The body, piece by piece."""
        ...

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        """Answer."""
        ...

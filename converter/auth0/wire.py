"""One request, one answer, over HTTPS. Nothing here is repeated: `client` decides what may be.

Deadlines: 10 s to connect, 30 s without a byte, and one for the whole exchange. No redirects, since a token must not
follow them; no proxies and no `.netrc` from the environment; certificates are always checked.
"""

from __future__ import annotations

import errno
import re
import ssl
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from msgspec import Struct, field
from msgspec.structs import replace

from converter import __version__
from converter.auth0.access import Access, is_loopback
from converter.auth0.answers import Answer
from converter.auth0.failures import Refused, Unanswered, Unsent
from converter.errors import UsageError

if TYPE_CHECKING:
    import httpx2

CONNECT_SECONDS = 10.0
SILENCE_SECONDS = 30.0
TOTAL_SECONDS = 120.0
LARGEST_ANSWER = 64 << 20
_PIECE = 1 << 16


class Request(Struct, frozen=True):
    """A request to the tenant. `path` starts with `/`; one of `form`, `json` and `parts` is its body.

    `parts` is a multipart body: its text fields, and beside them one file (field, name, bytes).
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    json: Any = None
    parts: Mapping[str, str] | None = None
    file: tuple[str, str, bytes] | None = None
    token: str = ""

    __repr__ = object.__repr__  # a form holds the client's secret

    def with_token(self, token: str) -> Request:
        """The same request, for the Management API."""
        return replace(self, token=token)


class Wire:
    """Connections to one tenant. May be used from several threads."""

    def __init__(
        self, access: Access, ticks: Callable[[], float], transport: httpx2.BaseTransport | None = None
    ) -> None:
        import httpx2

        self._access = access
        self._ticks = ticks
        settings: dict[str, Any] = {
            "headers": {"user-agent": f"auth0-convert/{__version__}", "accept": "application/json"},
            "timeout": httpx2.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS),
            "trust_env": False,
            "follow_redirects": False,
            "transport": transport,
            "verify": _trusted(access),
            "proxy": access.proxy or None,
        }
        self._lasting = httpx2.Client(**settings)
        # An idle connection that the server has closed shows it only when the body is on its way.
        self._fresh = httpx2.Client(**settings, limits=httpx2.Limits(max_keepalive_connections=0))

    def exchange(self, request: Request) -> Answer:
        """Send, and give whatever status comes back. Errors: Unsent, Unanswered."""
        import httpx2

        client = self._lasting if request.method == "GET" else self._fresh
        body = _Body(client, self._access.url, request, self._ticks, self._ticks() + TOTAL_SECONDS)
        try:
            reply = client.send(body.request(), stream=True)
            try:
                return Answer(reply.status_code, _headers(reply), body.received(reply))
            finally:
                reply.close()
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            domain, reason = self._access.domain, _reason(error)
            if isinstance(error, (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError)):
                raise Unsent(f"cannot reach {domain}: {reason}") from None
            if not body.begun:
                raise Unsent(f"{domain} closed the connection before the request was sent: {reason}") from None
            raise Unanswered(f"no answer from {domain}: {reason}") from None

    def download(self, url: str, take: Callable[[bytes], object]) -> None:
        """Fetch a signed link, such as a finished export's, piece by piece; the token is not sent there.

        Errors: UsageError for a link that is not encrypted, Refused, Unanswered.
        """
        import httpx2

        parts = urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
            raise UsageError("the link is not encrypted: it has to begin with https://")
        try:
            with self._fresh.stream("GET", url) as reply:
                if reply.status_code != httpx2.codes.OK:
                    raise Refused(f"the download was refused with status {reply.status_code}", status=reply.status_code)
                for piece in reply.iter_bytes(_PIECE):
                    take(piece)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise Unanswered(f"the download broke off: {_reason(error)}") from None

    def close(self) -> None:
        """Close the connections."""
        self._lasting.close()
        self._fresh.close()


class _Body:
    """A request on its way: notes the moment from which it may have had its effect."""

    def __init__(
        self, client: httpx2.Client, url: str, request: Request, ticks: Callable[[], float], deadline: float
    ) -> None:
        self._client = client
        self._ticks = ticks
        self._deadline = deadline
        headers = {"authorization": f"Bearer {request.token}"} if request.token else {}
        file = request.file and {request.file[0]: (request.file[1], request.file[2], "application/json")}
        self._whole = client.build_request(
            request.method,
            url + request.path,
            params=dict(request.query) or None,
            headers=headers,
            data=dict(request.form or request.parts or {}) or None,
            json=request.json,
            files=file,
        )
        self._content = self._whole.read()
        # Without a body the line of the request is all there is.
        self.begun = not self._content

    def request(self) -> httpx2.Request:
        """The request, its body as a stream that is watched."""
        if not self._content:
            return self._whole
        whole = self._whole
        return self._client.build_request(whole.method, whole.url, headers=whole.headers, content=self._outgoing())

    def received(self, reply: httpx2.Response) -> bytes:
        """The body of the answer, whole."""
        pieces, size = [], 0
        for piece in reply.iter_bytes(_PIECE):
            self._in_time()
            size += len(piece)
            if size > LARGEST_ANSWER:
                raise OSError(errno.EFBIG, f"the answer is longer than {LARGEST_ANSWER:,} bytes")
            pieces.append(piece)
        return b"".join(pieces)

    def _outgoing(self) -> Iterator[bytes]:
        self.begun = True
        for start in range(0, len(self._content), _PIECE):
            self._in_time()
            yield self._content[start : start + _PIECE]

    def _in_time(self) -> None:
        if self._ticks() > self._deadline:
            raise TimeoutError(errno.ETIMEDOUT, f"it took longer than {TOTAL_SECONDS:.0f} seconds")


def _headers(reply: httpx2.Response) -> dict[str, str]:
    return {name.lower(): value for name, value in reply.headers.items()}


def _reason(error: Exception) -> str:
    """Why, in a few words; never the text of a request."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    kind = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__).lower()
    return f"{kind} ({error})" if str(error) else kind


def _trusted(access: Access) -> ssl.SSLContext:
    """Whom to believe: the operating system's authorities, or the file's; nobody where all is on this machine."""
    import httpx2

    if not access.ca_file:
        here = urlsplit(access.url).scheme == "http" and not access.proxy
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if here else httpx2.create_ssl_context(trust_env=False)
    try:
        return ssl.create_default_context(cafile=access.ca_file)
    except (OSError, ValueError):  # which SSLError is
        raise UsageError(f"AUTH0_CA_FILE names {access.ca_file}, which holds no certificates in PEM form") from None

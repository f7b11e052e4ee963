"""Which tenant, and as whom: read from variables, as the environment has them, or from files they name.

Every variable may also be given as NAME_FILE, the path of a file that holds the value.

AUTH0_DOMAIN          acme.eu.auth0.com, or a custom domain; for a stand-in on this machine http://127.0.0.1:8080
AUTH0_CLIENT_ID       of a machine-to-machine application that may use the Management API
AUTH0_CLIENT_SECRET   its secret, or
AUTH0_PRIVATE_KEY     its private key (PEM), for Private Key JWT; AUTH0_KEY_ID if the application has several
AUTH0_CONNECTION      the name of the database connection that takes the users
AUTH0_AUDIENCE        of the Management API where AUTH0_DOMAIN is a custom domain: https://acme.eu.auth0.com/api/v2/
AUTH0_PROXY           the URL of a proxy; no proxy is used otherwise, whatever HTTPS_PROXY says
AUTH0_CA_FILE         certificates to trust instead of the system's
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from converter.errors import UsageError

_HOST = re.compile(r"(?=.{1,253}\Z)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?")

Variables = Callable[[str], str]
"""Gives the value of a variable, or the empty text; in the program that is `cli.variables.variable`."""


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach a tenant's Management API; secrets do not show in `repr`.

    `url` has no slash at its end: `https://acme.eu.auth0.com`.
    """

    url: str
    client_id: str
    secret: str = field(default="", repr=False)
    private_key: str = field(default="", repr=False)
    key_id: str = ""
    audience: str = ""
    proxy: str = field(default="", repr=False)
    ca_file: str = ""

    @property
    def domain(self) -> str:
        """The tenant as messages and the journal name it: `acme.eu.auth0.com`, `127.0.0.1:8080`."""
        return urlsplit(self.url).netloc


def read_access(value: Variables) -> Access:
    """The tenant and the application that the variables name. Errors: UsageError, which names all that are missing."""
    domain, client_id = value("AUTH0_DOMAIN"), value("AUTH0_CLIENT_ID")
    secret, key = value("AUTH0_CLIENT_SECRET"), value("AUTH0_PRIVATE_KEY")
    missing = [name for name, given in (("AUTH0_DOMAIN", domain), ("AUTH0_CLIENT_ID", client_id)) if not given]
    if not (secret or key):
        missing.append("AUTH0_CLIENT_SECRET or AUTH0_PRIVATE_KEY")
    if missing:
        raise UsageError(
            f"{', '.join(missing)} is not set. Set it in the environment, or name a file that holds it: "
            f"export {missing[0].split()[0]}_FILE=…"
        )
    if secret and key:
        raise UsageError("both AUTH0_CLIENT_SECRET and AUTH0_PRIVATE_KEY are set: unset one of them")
    url = base_url(domain)
    return Access(
        url=url,
        client_id=client_id,
        secret=secret,
        private_key=key,
        key_id=value("AUTH0_KEY_ID"),
        audience=value("AUTH0_AUDIENCE") or f"{url}/api/v2/",
        proxy=value("AUTH0_PROXY"),
        ca_file=value("AUTH0_CA_FILE"),
    )


def read_connection(value: Variables) -> str:
    """The name of the connection. Errors: UsageError."""
    name = value("AUTH0_CONNECTION")
    if not name:
        raise UsageError(
            "AUTH0_CONNECTION is not set. Set it to the name of the database connection, as Auth0's Dashboard shows it "
            "under Authentication > Database"
        )
    return name


def base_url(domain: str) -> str:
    """The address of a tenant. Plain HTTP is for this machine only: whatever leaves it is encrypted.

    Errors: UsageError for anything but a host name or the URL of a host, without path, user or query.
    """
    parts = urlsplit(domain if "://" in domain else f"https://{domain}")
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    loopback = is_loopback(host)
    bare = not (parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc)
    if not bare or parts.scheme not in ("http", "https") or not (loopback or _HOST.fullmatch(host)):
        raise UsageError("AUTH0_DOMAIN is not a tenant's domain: write it like acme.eu.auth0.com, without a path")
    if parts.scheme == "http" and not loopback:
        raise UsageError("AUTH0_DOMAIN asks for plain HTTP, which is for a stand-in on this machine only: write https")
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}" + (f":{port}" if port else "")


def is_loopback(host: str) -> bool:
    """Does this name stand for this machine alone?"""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

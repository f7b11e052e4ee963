"""What a mapping may say about a live directory (LDAP, RFC 4511)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from converter.sources import ldif_settings
from converter.sources.source import SettingError
from converter.syntax.field import Field, Kind

EVERYTHING = "(objectClass=*)"
"""The filter that every entry fits (RFC 4512, section 4.4)."""
_SHARED = ("encoding", "binary", "text", "max_value")
_PORTS = {"ldap": 389, "ldaps": 636}
_EMPTY_GROUP = re.compile(r"\(\s*[&|!]\s*\)")

FIELDS = (
    Field(
        "url",
        Kind.URL,
        "The server: `ldaps://host`, `ldap://host`, which is encrypted by StartTLS before anything else is said, or "
        "`ldapi://%2Fpath%2Fto%2Fsocket`. Several, parted by blanks, are tried in their order.",
        required=True,
        example="ldaps://dc1.acme.com",
        others="uri host server",
    ),
    Field(
        "base",
        Kind.TEXT,
        "The DN below which people are searched.",
        required=True,
        example="ou=people,dc=acme,dc=com",
        others="basedn searchbase suffix",
    ),
    Field(
        "scope",
        Kind.TEXT,
        "How far below: `subtree`, `one` level, or the `base` entry alone.",
        default="subtree",
        choices=("subtree", "one", "base"),
        example="one",
    ),
    Field(
        "filter",
        Kind.TEXT,
        "Which entries the server sends (RFC 4515). Those it does not send are not counted, unlike those of `where:`.",
        default=EVERYTHING,
        example="(objectClass=inetOrgPerson)",
    ),
    Field(
        "bind_dn",
        Kind.TEXT,
        "The account that reads: a DN, and for Active Directory also `name@acme.com`. Without it nobody in particular.",
        default="",
        example="cn=reader,dc=acme,dc=com",
        others="user username binddn login",
    ),
    Field(
        "bind_password",
        Kind.SECRET,
        "Its password.",
        default="",
        example="${LDAP_PASSWORD}",
        others="password bindpw pass",
    ),
    Field(
        "sasl",
        Kind.TEXT,
        "In place of a password: `external` (who you are on the socket, or `client_certificate:`) or `gssapi` "
        "(a Kerberos ticket).",
        default="",
        choices=("external", "gssapi"),
        example="external",
    ),
    Field(
        "start_tls",
        Kind.BOOLEAN,
        "Encrypt on a loopback address too; on every other one that is always done.",
        default=False,
        example="true",
    ),
    Field(
        "ca_file",
        Kind.TEXT,
        "The certificates of the authorities to trust, as PEM, relative to the mapping. Default: those that the "
        "system's LDAP library trusts.",
        default="",
        example="company-ca.pem",
    ),
    Field(
        "client_certificate",
        Kind.TEXT,
        "A certificate of our own, as PEM, relative to the mapping.",
        default="",
        example="reader.pem",
    ),
    Field("client_key", Kind.TEXT, "The key of `client_certificate`.", default="", example="reader.key"),
    Field(
        "page_size",
        Kind.INTEGER,
        "Entries that the server is asked for at a time (RFC 2696); 0 for a server that has no pages.",
        default=500,
        example="1000",
    ),
    Field("timeout", Kind.INTEGER, "Seconds that an answer may take.", default=60, example="300"),
    Field("connect_timeout", Kind.INTEGER, "Seconds that a connection may take.", default=10, example="30"),
    Field(
        "referrals",
        Kind.TEXT,
        "References to other servers are never followed. `report`: each is a rejected record, since people behind it "
        "are missing; `ignore` where they are known to be no people.",
        default="report",
        choices=("report", "ignore"),
        example="ignore",
    ),
    *(rule for rule in ldif_settings.RULES if rule.name in _SHARED),
)


class Server(NamedTuple):
    """One address of a directory. `encrypted` says when: at once, by StartTLS, or not at all."""

    url: str
    scheme: str
    host: str
    port: int
    start_tls: bool

    @property
    def encrypted(self) -> bool:
        """Does TLS protect what is said?"""
        return self.scheme == "ldaps" or self.start_tls


@dataclass(frozen=True, slots=True)
class LdapSettings:
    """What a mapping says about a directory; names of attributes are in lower case, times are seconds."""

    servers: tuple[Server, ...]
    base: str
    rules: ldif_settings.LdifSettings
    scope: str = "subtree"
    filter: str = EVERYTHING
    bind_dn: str = ""
    bind_password: str = field(default="", repr=False)
    sasl: str = ""
    ca_file: Path | None = None
    client_certificate: Path | None = None
    client_key: Path | None = None
    page_size: int = 500
    timeout: int = 60
    connect_timeout: int = 10
    ignore_referrals: bool = False


def settings(values: Mapping[str, Any], folder: Path) -> LdapSettings:
    """The settings from the values of `FIELDS`; paths are relative to `folder`. Raises `SettingError`."""
    _check_filter(values["filter"])
    for name, least in (("page_size", 0), ("timeout", 1), ("connect_timeout", 1)):
        if values[name] < least:
            raise SettingError(name, f"{name} is at least {least}")
    made = LdapSettings(
        servers=_servers(values["url"], start_tls=values["start_tls"]),
        base=values["base"] or "",
        rules=ldif_settings.settings({**_rules_by_default(), **_shared(values)}, folder),
        scope=values["scope"],
        filter=values["filter"],
        bind_dn=values["bind_dn"],
        bind_password=values["bind_password"],
        sasl=values["sasl"],
        ca_file=_path(values["ca_file"], folder),
        client_certificate=_path(values["client_certificate"], folder),
        client_key=_path(values["client_key"], folder),
        page_size=values["page_size"],
        timeout=values["timeout"],
        connect_timeout=values["connect_timeout"],
        ignore_referrals=values["referrals"] == "ignore",
    )
    _check_account(made)
    return made


def _rules_by_default() -> dict[str, Any]:
    return {rule.name: rule.default for rule in ldif_settings.RULES}


def _shared(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in _SHARED}


def _path(name: str, folder: Path) -> Path | None:
    return folder / name if name else None


def _servers(urls: str | None, *, start_tls: bool) -> tuple[Server, ...]:
    if urls is None:
        return ()  # the key is missing, which is reported as such
    if not urls.split():
        raise SettingError("url", "url names no server; write for example ldaps://dc1.acme.com")
    return tuple(_server(url, start_tls=start_tls) for url in urls.split())


def _server(url: str, *, start_tls: bool) -> Server:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise SettingError("url", "url is no address of a server; write for example ldaps://dc1.acme.com") from None
    if parts.scheme not in ("ldap", "ldaps", "ldapi"):
        raise SettingError("url", "url begins with ldaps://, ldap:// or ldapi://")
    if "@" in parts.netloc:
        raise SettingError("url", "url has no place for an account; write bind_dn: and bind_password:")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise SettingError("url", "url ends behind the server's name; write base:, scope: and filter: beside it")
    if not parts.hostname:
        raise SettingError("url", "url names no server; write for example ldaps://dc1.acme.com")
    if parts.scheme == "ldapi":
        return Server(url, "ldapi", unquote(parts.netloc), 0, start_tls=False)
    clear = parts.scheme == "ldap"
    start = clear and (start_tls or not _is_loopback(parts.hostname))
    return Server(url, parts.scheme, parts.hostname, port or _PORTS[parts.scheme], start_tls=start)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _check_account(made: LdapSettings) -> None:
    if made.sasl and (made.bind_dn or made.bind_password):
        raise SettingError("sasl", "sasl: stands in place of bind_dn: and bind_password:")
    if made.sasl == "external" and not made.client_certificate and any(s.scheme != "ldapi" for s in made.servers):
        raise SettingError("sasl", "sasl: external needs an ldapi:// socket or a client_certificate:")
    if bool(made.client_certificate) != bool(made.client_key):
        raise SettingError("client_certificate", "client_certificate: and client_key: belong together")
    if bool(made.bind_dn) != bool(made.bind_password):
        # RFC 4513, section 5.1.2: with an empty password many servers let anybody in as nobody
        raise SettingError("bind_dn", "bind_dn: and bind_password: belong together, and neither may be empty")


def _check_filter(written: str) -> None:
    """What can be told without a server; it refuses the rest."""
    depth, least = 0, 0
    for character in written:
        depth += (character == "(") - (character == ")")
        least = min(least, depth)
    if not written.startswith("(") or depth or least or _EMPTY_GROUP.search(written):
        message = "filter is a condition in parentheses, such as (objectClass=inetOrgPerson) or (&(a=1)(b=2))"
        raise SettingError("filter", message)

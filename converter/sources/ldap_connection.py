"""A connection to a directory: encrypted before anything is said, with time limits, and in somebody's name.

python-ldap is imported where a connection is made: nobody else needs it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from converter.errors import ExtraMissing, SourceUnreadable
from converter.sources.ldap_probe import HandshakeError, shake_hands
from converter.sources.ldap_settings import LdapSettings, Server

Connection: TypeAlias = Any
"""An LDAPObject of python-ldap, which has no types."""

_INSTALL = "a live directory needs python-ldap: pip install 'auth0-convert[ldap]'"
_BUILD = "it is built from source, which on Debian takes apt-get install gcc python3-dev libldap-dev libsasl2-dev"


class UnreachableError(SourceUnreadable):
    """A server cannot be reached, or no longer: another one, or a second attempt, may help."""


def library() -> Any:
    """python-ldap. Raises `ExtraMissing`."""
    try:
        import ldap
    except ImportError as error:
        raise ExtraMissing(f"{_INSTALL} ({_BUILD})") from error
    return ldap


@contextmanager
def connected(settings: LdapSettings) -> Iterator[Connection]:
    """A connection in the name of the settings' account, to the first server that can be reached.

    Raises `UnreachableError` where none can be, `SourceUnreadable` where one refuses the account.
    """
    connection = _first(settings)
    try:
        yield connection
    finally:
        close(connection)


def open_as(settings: LdapSettings) -> Connection:
    """As `connected`, for a connection that is kept; whoever has it closes it."""
    return _first(settings)


def opened(settings: LdapSettings, server: Server) -> Connection:
    """A connection to one server, encrypted as it has to be and in nobody's name yet. Raises `UnreachableError`."""
    ldap = library()
    if server.encrypted:
        _shake(server, settings)  # libldap would wait for ever
    connection = ldap.initialize(server.url)
    connection.timeout = settings.timeout
    try:
        _set_options(connection, settings, server)
        if server.start_tls:
            connection.start_tls_s()
    except (ldap.LDAPError, ValueError) as error:
        close(connection)
        raise _unreachable(server, settings, error) from error
    return connection


def close(connection: Connection) -> None:
    """Hang up; a connection that is gone already is closed too."""
    ldap = library()
    try:
        connection.unbind_ext_s()
    except ldap.LDAPError:
        return


def _first(settings: LdapSettings) -> Connection:
    troubles: list[str] = []
    for server in settings.servers:
        try:
            connection = opened(settings, server)
            try:
                _bind(connection, settings, server)
            except BaseException:
                close(connection)
                raise
        except UnreachableError as error:
            troubles.append(str(error))
        else:
            return connection
    raise UnreachableError("; ".join(troubles))


def _set_options(connection: Connection, settings: LdapSettings, server: Server) -> None:
    """All that a system-wide ldap.conf could set otherwise is set here."""
    ldap = library()
    for name, value in (
        (ldap.OPT_PROTOCOL_VERSION, ldap.VERSION3),
        (ldap.OPT_REFERRALS, ldap.OPT_OFF),
        (ldap.OPT_DEREF, ldap.DEREF_NEVER),
        (ldap.OPT_NETWORK_TIMEOUT, settings.connect_timeout),
        (ldap.OPT_TIMEOUT, settings.timeout),
        (ldap.OPT_SIZELIMIT, 0),
        (ldap.OPT_TIMELIMIT, 0),
    ):
        connection.set_option(name, value)
    if not server.encrypted:
        return
    connection.set_option(ldap.OPT_X_TLS_REQUIRE_CERT, ldap.OPT_X_TLS_DEMAND)
    for name, path in (
        (ldap.OPT_X_TLS_CACERTFILE, settings.ca_file),
        (ldap.OPT_X_TLS_CERTFILE, settings.client_certificate),
        (ldap.OPT_X_TLS_KEYFILE, settings.client_key),
    ):
        if path:
            _check_readable(path)
            connection.set_option(name, str(path))
    connection.set_option(ldap.OPT_X_TLS_NEWCTX, 0)  # the last, or none of them counts


def _check_readable(path: Any) -> None:
    try:
        with path.open("rb"):
            return
    except OSError as error:
        raise SourceUnreadable(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from error


def _bind(connection: Connection, settings: LdapSettings, server: Server) -> None:
    ldap = library()
    try:
        if settings.sasl == "external":
            connection.sasl_external_bind_s()
        elif settings.sasl == "gssapi":
            if server.encrypted:  # two layers of encryption are more than Active Directory takes
                connection.set_option(ldap.OPT_X_SASL_SECPROPS, "maxssf=0")
            connection.sasl_gssapi_bind_s()
        else:
            connection.simple_bind_s(settings.bind_dn, settings.bind_password)
    except (ldap.SERVER_DOWN, ldap.CONNECT_ERROR, ldap.TIMEOUT, ldap.UNAVAILABLE, ldap.BUSY) as error:
        raise _unreachable(server, settings, error) from error
    except ldap.LDAPError as error:
        raise SourceUnreadable(f"{server.url} {_refusal(error)}") from error


def _refusal(error: Any) -> str:
    ldap = library()
    if isinstance(error, ldap.INVALID_CREDENTIALS):
        return "refuses the account: bind_dn: or bind_password: is wrong, or the account is locked"
    if isinstance(error, ldap.STRONG_AUTH_REQUIRED | ldap.CONFIDENTIALITY_REQUIRED):
        return "takes no password in clear; write start_tls: true or ldaps://"
    if isinstance(error, ldap.INVALID_DN_SYNTAX):
        return "says that bind_dn: is no DN"
    return f"refuses the account: {words(error)}"


def words(error: Any) -> str:
    """What libldap and the server say about an error, in one clause."""
    told = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
    parts = [str(told.get(name, "")).strip().rstrip(".\0") for name in ("desc", "info")]
    return ": ".join(part for part in parts if part) or type(error).__name__.lower()


def _shake(server: Server, settings: LdapSettings) -> None:
    try:
        shake_hands(server, settings.connect_timeout)
    except HandshakeError as error:
        raise UnreachableError(f"{server.url} cannot be reached: {error}") from error


def _unreachable(server: Server, settings: LdapSettings, error: Any) -> UnreachableError:
    """The reason, as a second handshake finds it."""
    ldap = library()
    try:
        shake_hands(server, settings.connect_timeout, verify=True, ca_file=settings.ca_file)
    except HandshakeError as found:
        return UnreachableError(f"{server.url} cannot be reached: {found}")
    if isinstance(error, ldap.TIMEOUT):
        reason = f"it takes the connection and does not answer within {settings.timeout} seconds (timeout:)"
    elif isinstance(error, ldap.BUSY | ldap.UNAVAILABLE) or not server.encrypted:
        reason = words(error)
    else:
        reason = "the system's LDAP library does not trust its certificate for this name; for localhost write 127.0.0.1"
    return UnreachableError(f"{server.url} cannot be reached: {reason}")

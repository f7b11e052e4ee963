"""Why a directory cannot be reached: a second opinion in plain words, and a time limit where libldap has none.

libldap says "Can't contact LDAP server" for a wrong name, a closed port and an expired certificate alike, and waits for
ever where a server takes the connection and does not shake hands. Nothing is said to the server here but "hello".
"""

from __future__ import annotations

import socket
import ssl
import time
from pathlib import Path

from converter.sources.ldap_settings import Server

# an ExtendedRequest for StartTLS (RFC 4511, section 4.14), message 1
_START_TLS = b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037"
_RESULT_CODE = b"\x0a\x01"
_LEAST_ANSWER = 14
_EXPIRED, _NOT_YET, _NAME, _ADDRESS = 10, 9, 62, 64


class HandshakeError(Exception):
    """The server cannot be reached, or no trust can be put in it; the text is a clause such as "it refuses…"."""


def shake_hands(server: Server, seconds: int, *, verify: bool = False, ca_file: Path | None = None) -> None:
    """Connect, up to TLS where that is used, and hang up. Raises `HandshakeError`, after `seconds` at the latest.

    Without `verify` any certificate will do: whom to trust is libldap's business.
    """
    reached(server, seconds, context=_context(ca_file, verify=verify)).close()


def reached(server: Server, seconds: int, *, context: ssl.SSLContext) -> socket.socket:
    """A connection, up to TLS where that is used; whoever has it closes it. Raises `HandshakeError`, as above."""
    if server.scheme == "ldapi":
        return _knocked(server.host, seconds)
    deadline = time.monotonic() + seconds
    try:
        opened = socket.create_connection((server.host, server.port), timeout=seconds)
        try:
            return _encrypted(opened, server, context, deadline)
        except BaseException:
            opened.close()
            raise
    except TimeoutError:
        raise HandshakeError(f"it does not answer within {seconds} seconds (connect_timeout:)") from None
    except ssl.SSLCertVerificationError as error:
        raise HandshakeError(_distrust(error)) from None
    except ssl.SSLError:
        raise HandshakeError(f"it does not speak TLS on port {server.port}; is the port that of ldaps?") from None
    except (OSError, UnicodeError) as error:
        raise HandshakeError(_reason(error)) from None


def _encrypted(opened: socket.socket, server: Server, context: ssl.SSLContext, deadline: float) -> socket.socket:
    if server.start_tls:
        _ask_for_tls(opened, deadline)
    if not server.encrypted:
        return opened
    opened.settimeout(max(0.1, deadline - time.monotonic()))
    return context.wrap_socket(opened, server_hostname=server.host)


def _knocked(path: str, seconds: int) -> socket.socket:
    opened = socket.socket(socket.AF_UNIX)
    try:
        opened.settimeout(seconds)
        opened.connect(path)
    except OSError as error:
        opened.close()
        raise HandshakeError(f"there is no server behind the socket {path}: {_reason(error)}") from None
    return opened


def _ask_for_tls(opened: socket.socket, deadline: float) -> None:
    opened.sendall(_START_TLS)
    answer = b""
    while len(answer) < _LEAST_ANSWER:
        opened.settimeout(max(0.1, deadline - time.monotonic()))
        data = opened.recv(4096)
        if not data:
            raise HandshakeError("it hangs up when asked for StartTLS; write ldaps:// if that is what it speaks")
        answer += data
    code = answer[answer.find(_RESULT_CODE) + len(_RESULT_CODE)]
    if code:
        raise HandshakeError(f"it has no StartTLS (result code {code}); write ldaps:// if it has that")


def _context(ca_file: Path | None, *, verify: bool) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _distrust(error: ssl.SSLCertVerificationError) -> str:
    if error.verify_code == _EXPIRED:
        return "its certificate has expired; have it renewed"
    if error.verify_code == _NOT_YET:
        return "its certificate is not valid yet; is the clock right?"
    if error.verify_code in (_NAME, _ADDRESS):
        return "its certificate is for another host; write the name that stands in the certificate under url:"
    named = "name the authority's file under ca_file: or by --ca-file"
    return f"its certificate is of an authority that is not trusted here; {named}"


def _reason(error: OSError | UnicodeError) -> str:
    if isinstance(error, ConnectionRefusedError):
        return "it refuses the connection; is the server up, and the port right?"
    if isinstance(error, ConnectionResetError | BrokenPipeError):
        return "it cuts the connection"
    if isinstance(error, socket.gaierror | UnicodeError):
        return "no host of that name is known"
    return (error.strerror or str(error)).lower()

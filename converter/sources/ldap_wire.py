"""A server's own bytes (RFC 4511), for the one thing that python-ldap cannot tell: an attribute sent in several pieces.

libldap gives the values of the first piece for each of them. Here the entry is asked for by a connection of our own, in
the same account's name and as well encrypted, and all pieces are read. No trust is lent: the certificate has to be
valid by what Python's `ssl` knows, or by `ca_file:`.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from converter.sources.ldap_probe import HandshakeError, reached
from converter.sources.ldap_settings import LdapSettings, Server

_LARGEST = 64 << 20
_SUCCESS = 0


class WireError(Exception):
    """The server cannot be asked this way; what it is says the text."""


class Wire:
    """A connection in the name of the settings' account. Raises `WireError`."""

    def __init__(self, settings: LdapSettings, server: Server) -> None:
        if settings.sasl == "gssapi":
            raise WireError("gssapi")
        self._number = 0
        self._unread = b""
        try:
            self._socket: socket.socket = reached(server, settings.connect_timeout, context=_trust(settings))
        except (HandshakeError, OSError) as error:
            raise WireError(str(error)) from None
        self._socket.settimeout(settings.timeout)
        try:
            self._bind(settings)
        except BaseException:
            self.close()
            raise

    def entry(self, dn: str, names: Sequence[str]) -> dict[str, list[bytes]]:
        """These attributes of an entry, all pieces together, by their names in lower case; none where it is gone.

        Raises `WireError` where the connection is of no use any more.
        """
        asked = _new("searchRequest")
        asked["baseObject"], asked["scope"], asked["derefAliases"] = dn.encode(), "baseObject", "neverDerefAliases"
        asked["sizeLimit"], asked["timeLimit"], asked["typesOnly"] = 0, 0, False
        asked["filter"]["present"] = b"objectClass"
        asked["attributes"].extend(name.encode() for name in names)
        self._send("searchRequest", asked)
        found: dict[str, list[bytes]] = {}
        while True:
            kind, answer = self._receive()
            if kind == "searchResEntry":
                for attribute in answer["attributes"]:
                    name = bytes(attribute["type"]).decode("utf-8", "replace").lower()
                    found.setdefault(name, []).extend(map(bytes, attribute["vals"]))
            elif kind == "searchResDone":
                return found if int(answer["resultCode"]) == _SUCCESS else {}

    def close(self) -> None:
        """Hang up."""
        with suppress(OSError):
            self._socket.close()

    def _bind(self, settings: LdapSettings) -> None:
        asked = _new("bindRequest")
        asked["version"], asked["name"] = 3, settings.bind_dn.encode()
        if settings.sasl:
            asked["authentication"]["sasl"]["mechanism"] = b"EXTERNAL"
            asked["authentication"]["sasl"]["credentials"] = b""  # as nobody else (RFC 4422, appendix A)
        else:
            asked["authentication"]["simple"] = settings.bind_password.encode()
        self._send("bindRequest", asked)
        _, answer = self._receive()
        if int(answer["resultCode"]) != _SUCCESS:
            raise WireError(f"result {int(answer['resultCode'])}")

    def _send(self, kind: str, asked: Any) -> None:
        from pyasn1.codec.ber import encoder
        from pyasn1_modules import rfc2251

        self._number += 1
        message = rfc2251.LDAPMessage()
        message["messageID"] = self._number
        message["protocolOp"][kind] = asked
        try:
            self._socket.sendall(encoder.encode(message))
        except OSError as error:
            raise WireError(str(error)) from None

    def _receive(self) -> tuple[str, Any]:
        """The kind and the parts of the next answer to what was asked last."""
        from pyasn1.codec.ber import decoder
        from pyasn1.error import PyAsn1Error
        from pyasn1_modules import rfc2251

        while True:
            try:
                message, _ = decoder.decode(self._message(), asn1Spec=rfc2251.LDAPMessage())
            except PyAsn1Error as error:
                raise WireError("it says what no directory says") from error
            if int(message["messageID"]) == self._number:
                operation = message["protocolOp"]
                return operation.getName(), operation.getComponent()

    def _message(self) -> bytes:
        """One message as it came: a sequence, whose length stands before it (X.690, section 8.1.3)."""
        head = self._read(2)
        size, more = head[1], b""
        if size & 0x80:
            more = self._read(min(size & 0x7F, 8))
            size = int.from_bytes(more)
        if size > _LARGEST:
            raise WireError("an entry of more than 64 MiB")
        return head + more + self._read(size)

    def _read(self, size: int) -> bytes:
        while len(self._unread) < size:
            try:
                data = self._socket.recv(1 << 16)
            except OSError as error:
                raise WireError(str(error)) from None
            if not data:
                raise WireError("it hangs up")
            self._unread += data
        data, self._unread = self._unread[:size], self._unread[size:]
        return data


def _new(kind: str) -> Any:
    from pyasn1_modules import rfc2251

    return rfc2251.LDAPMessage()["protocolOp"].componentType[kind].asn1Object.clone()


def _trust(settings: LdapSettings) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)
    if settings.client_certificate and settings.client_key:
        context.load_cert_chain(settings.client_certificate, settings.client_key)
    return context

"""Attributes that a server sends in several pieces, put together; python-ldap gives the first piece several times.

OpenLDAP sends such where `slapadd -q` loaded LDIF whose values did not stand together.
"""

from __future__ import annotations

from converter.sources.ldap_connection import Connection, library
from converter.sources.ldap_entry import Attributes, in_pieces
from converter.sources.ldap_settings import LdapSettings, Server
from converter.sources.ldap_wire import Wire, WireError


class Pieces:
    """Asks again for attributes that came in pieces, over one connection that is kept for it."""

    def __init__(self, settings: LdapSettings) -> None:
        self._settings = settings
        self._wire: Wire | None = None
        self._useless = False

    def joined(self, connection: Connection, dn: str, attributes: Attributes) -> Attributes:
        """The attributes with all values; as they are where nobody can tell, so that the entry is rejected for it."""
        broken = [name for name, values in attributes.items() if in_pieces(values)]
        if not broken or self._useless:
            return attributes
        try:
            again = self._entry(connection, dn, broken)
        except WireError:
            self.close()
            self._useless = True
            return attributes
        mended = {name: again.get(name.lower(), []) for name in broken}
        # whose first piece is another by now has been changed meanwhile
        kept = {n: v for n, v in mended.items() if set(attributes[n]) <= set(v) and len(set(v)) == len(v)}
        return {**attributes, **kept}

    def close(self) -> None:
        """Hang up."""
        if self._wire:
            self._wire.close()
            self._wire = None

    def _entry(self, connection: Connection, dn: str, names: list[str]) -> dict[str, list[bytes]]:
        """Once more over a new connection where the kept one was lost."""
        if self._wire:
            try:
                return self._wire.entry(dn, names)
            except WireError:
                self.close()
        self._wire = Wire(self._settings, self._server(connection))
        return self._wire.entry(dn, names)

    def _server(self, connection: Connection) -> Server:
        """The one of the settings' servers that the connection is to: another one may have other values."""
        url = connection.get_option(library().OPT_URI)
        for server in self._settings.servers:
            if len(self._settings.servers) == 1 or server.url.rstrip("/") == str(url).rstrip("/"):
                return server
        raise WireError("which server it is")

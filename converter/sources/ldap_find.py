"""One entry, found by the value of an attribute, for those who ask for one person at a time."""

from __future__ import annotations

import queue
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from converter.sources.ldap_connection import Connection, UnreachableError, close, library, open_as
from converter.sources.ldap_entry import spellings
from converter.sources.ldap_pieces import Pieces
from converter.sources.ldap_search import SCOPES, Found, answer, failure, whole_entry
from converter.sources.ldap_settings import LdapSettings
from converter.sources.ldif_names import DESCRIPTION

AT_MOST = 2
"""Entries that are given: whoever looks for one has to see that there is another."""


class Finder:
    """Finds entries over connections that are kept; may be used by several threads."""

    def __init__(self, settings: LdapSettings, attributes: Sequence[str]) -> None:
        self._settings = settings
        self._attributes = list(attributes)
        self._idle: queue.LifoQueue[Connection] = queue.LifoQueue()

    def find(self, name: str, value: str) -> list[Found]:
        """The entries that fit the settings' filter and have that value, `AT_MOST` of them. Raises SourceUnreadable.

        `name` is an attribute as expressions write it. A connection that was lost meanwhile is made anew, once.
        """
        return self.find_any([name], value)

    def find_any(self, names: Sequence[str], value: str) -> list[Found]:
        """The same for entries that have the value in any of the attributes."""
        conditions = [each for name in names if (each := self._condition(name, value))]
        if not conditions:
            return []
        condition = f"(&{self._settings.filter}(|{''.join(conditions)}))"
        try:
            kept = self._idle.get_nowait()
        except queue.Empty:
            return self._found(open_as(self._settings), condition)
        try:
            return self._found(kept, condition)
        except UnreachableError:
            return self._found(open_as(self._settings), condition)

    def close(self) -> None:
        """Hang up."""
        while True:
            try:
                close(self._idle.get_nowait())
            except queue.Empty:
                return

    def _condition(self, name: str, value: str) -> str:
        """Filters, in which no sign of the value has a meaning (RFC 4515, section 3); "" where nothing can fit."""
        from ldap.filter import filter_format

        names = sorted({name} if DESCRIPTION.fullmatch(name) and "_" not in name else spellings(name))
        if not value or not names:
            return ""
        return "".join(filter_format("(%s=%s)", [each, value]) for each in names)

    def _found(self, connection: Connection, condition: str) -> list[Found]:
        try:
            found = self._search(connection, condition)
        except BaseException:
            close(connection)
            raise
        self._idle.put(connection)
        return found

    def _search(self, connection: Connection, condition: str) -> list[Found]:
        ldap = library()
        own = self._settings
        scope = getattr(ldap, SCOPES[own.scope])
        entries: list[Any] = []
        try:
            number = connection.search_ext(own.base, scope, condition, self._attributes, sizelimit=AT_MOST)
            kind = None
            while kind != ldap.RES_SEARCH_RESULT:
                kind, some, _ = answer(connection, number, own.timeout, whole=False)
                entries.extend(some)
        except ldap.LDAPError as error:
            if not isinstance(error, ldap.SIZELIMIT_EXCEEDED) or len(entries) < AT_MOST:
                raise failure(error, own) from error
        people = [Found(dn, attributes) for dn, attributes in entries if dn is not None]
        with closing(Pieces(own)) as pieces:
            return [whole_entry(connection, each, own, pieces) for each in people[:AT_MOST]]

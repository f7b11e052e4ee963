"""One entry, found by the value of an attribute, for those who ask for one person at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from contextlib import closing, suppress
from typing import Any

from converter.sources.ldap_connection import Connection, UnreachableError, close, library, open_as
from converter.sources.ldap_entry import spellings
from converter.sources.ldap_pieces import Pieces
from converter.sources.ldap_search import SCOPES, Found, answer, failure, whole_entry
from converter.sources.ldap_settings import EVERYTHING, LdapSettings
from converter.sources.ldif_names import DESCRIPTION

AT_MOST = 2
"""Entries that are given: whoever looks for one has to see that there is another."""


class Finder:
    """Finds entries over connections that are kept; may be used by several threads."""

    def __init__(self, settings: LdapSettings, attributes: Sequence[str]) -> None:
        self._settings = settings
        self._attributes = list(attributes)
        self._spelt: dict[str, list[str]] = {}
        self._idle: deque[Connection] = deque()

    def find(self, name: str, value: str) -> list[Found]:
        """The entries that fit the settings' filter and have that value, `AT_MOST` of them. Raises SourceUnreadable.

        `name` is an attribute as expressions write it. A connection that was lost meanwhile is made anew, once.
        """
        return self.find_any([name], value)

    def find_any(self, names: Sequence[str], value: str) -> list[Found]:
        """The same for entries that have the value in any of the attributes."""
        from ldap.filter import escape_filter_chars

        # no sign of the value has a meaning (RFC 4515, section 3)
        escaped = escape_filter_chars(value)
        conditions = "".join(f"({spelt}={escaped})" for name in names for spelt in self._spellings(name))
        if not value or not conditions:
            return []
        condition = f"(|{conditions})"
        if self._settings.filter != EVERYTHING:
            condition = f"(&{self._settings.filter}{condition})"
        kept = self._kept()
        if kept is not None:
            with suppress(UnreachableError):
                return self._found(kept, condition)
        return self._found(open_as(self._settings), condition)

    def close(self) -> None:
        """Hang up."""
        while (connection := self._kept()) is not None:
            close(connection)

    def _kept(self) -> Connection | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _spellings(self, name: str) -> list[str]:
        """The attributes that may be meant."""
        if name not in self._spelt:
            self._spelt[name] = sorted({name} if DESCRIPTION.fullmatch(name) and "_" not in name else spellings(name))
        return self._spelt[name]

    def _found(self, connection: Connection, condition: str) -> list[Found]:
        try:
            found = self._search(connection, condition)
        except BaseException:
            close(connection)
            raise
        self._idle.append(connection)
        return found

    def _search(self, connection: Connection, condition: str) -> list[Found]:
        own = self._settings
        ldap = library()
        try:
            try:
                _, entries, _ = answer(connection, self._asked(connection, condition), own.timeout)
            except ldap.SIZELIMIT_EXCEEDED:
                entries = self._first(connection, condition)
        except ldap.LDAPError as error:
            raise failure(error, own) from error
        people = [Found(dn, attributes) for dn, attributes in entries if dn is not None]
        with closing(Pieces(own)) as pieces:
            return [whole_entry(connection, each, own, pieces) for each in people[:AT_MOST]]

    def _first(self, connection: Connection, condition: str) -> list[Any]:
        """The first entries where there are too many: python-ldap gives none of them if it is to give all."""
        ldap = library()
        entries: list[Any] = []
        try:
            number = self._asked(connection, condition)
            kind = None
            while kind != ldap.RES_SEARCH_RESULT:
                kind, some, _ = answer(connection, number, self._settings.timeout, whole=False)
                entries.extend(some)
        except ldap.SIZELIMIT_EXCEEDED:
            if len(entries) < AT_MOST:
                raise
        return entries

    def _asked(self, connection: Connection, condition: str) -> int:
        own = self._settings
        scope = getattr(library(), SCOPES[own.scope])
        number: int = connection.search_ext(own.base, scope, condition, self._attributes, sizelimit=AT_MOST)
        return number

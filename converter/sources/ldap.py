"""A live directory (LDAP, RFC 4511): one entry, one record, the same as an LDIF export of it gives.

A value of `values` is a list of text, or of bytes for binary attributes; `dn` is text. The server is asked for the
attributes that the plan reads, operational ones included.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from converter.errors import SourceUnreadable
from converter.record import Naming, Origin, Record, Unreadable
from converter.sources import ldif
from converter.sources.files import InputFile
from converter.sources.ldap_entry import asked_for, record
from converter.sources.ldap_find import Finder
from converter.sources.ldap_search import Reference, Result, Search, nothing
from converter.sources.ldap_settings import FIELDS, LdapSettings, settings
from converter.sources.ldif import types
from converter.sources.ldif_entry import EntryRules
from converter.sources.ldif_names import Attributes
from converter.sources.source import NameResolver, Source
from converter.syntax.secret import address

__all__ = ["FIELDS", "NAMING", "LdapSource", "columns", "inputs", "open_source", "settings", "types"]

NAMING = Naming.DIRECTORY

# Active Directory refers everybody to its partitions of settings and of host names
_NO_PEOPLE = re.compile(r"(?i)ldaps?://[^/]*/(?:CN=Configuration|DC=(?:Domain|Forest)DnsZones),")


def inputs(values: Mapping[str, Any], folder: Path) -> list[InputFile]:
    """None: a directory has no files."""
    return []


def columns(settings: LdapSettings, files: Sequence[InputFile]) -> tuple[str, ...]:
    """None: any entry may have any attributes."""
    return ()


def open_source(settings: LdapSettings, files: Iterable[InputFile], resolver: NameResolver) -> Source:
    """The directory's entries, with the attributes that the resolver wants; an entry in a file is LDIF."""
    if given := list(files):
        return ldif.open_source(settings.rules, given, resolver)
    return LdapSource(settings, resolver)


class LdapSource:
    """The entries of a directory as a source of records."""

    def __init__(self, settings: LdapSettings, resolver: NameResolver) -> None:
        own = settings.rules
        attributes = Attributes(resolver, binary=own.binary, text=own.text)
        self._rules = EntryRules(attributes, own.encoding, max_value=own.max_value)
        self._settings = settings
        self._name = address(" ".join(server.url for server in settings.servers))
        self._wanted = asked_for(resolver)
        self._finder = Finder(settings, self._wanted)

    def records(self) -> Iterator[Record | Unreadable]:
        """Every entry below the base that fits the filter. Raises `SourceUnreadable`."""
        number = 0
        for result in Search(self._settings, self._wanted).results():
            if not (isinstance(result, Reference) and self._may_be_ignored(result)):
                number += 1
                yield self._record(result, number)
        if not number:
            raise SourceUnreadable(nothing(self._settings))

    def find(self, name: str, value: Any) -> list[Record | Unreadable]:
        """The entries whose attribute has that value, two at most. Raises `SourceUnreadable`."""
        return [self._record(found, n) for n, found in enumerate(self._finder.find(name, str(value)), start=1)]

    def find_any(self, names: Sequence[str], value: str) -> list[Record | Unreadable]:
        """The entries of which any of the attributes has that value, two at most. Raises `SourceUnreadable`."""
        found = self._finder.find_any(names, value)
        return [self._record(entry, number) for number, entry in enumerate(found, start=1)]

    def close(self) -> None:
        """Hang up the connections that `find` keeps."""
        self._finder.close()

    def progress(self) -> tuple[int, int | None]:
        """Nothing that could be measured in bytes."""
        return 0, None

    def _record(self, result: Result, number: int) -> Record | Unreadable:
        if isinstance(result, Reference):
            where = ", ".join(map(address, result.urls))
            message = f"people may be missing: the server refers to {where} for a part of the directory, which is not "
            remedy = "read; name that server in a mapping of its own, or write referrals: ignore"
            return Unreadable(Origin(self._name, row=number), "ldap-referral", message + remedy)
        return record(result.dn, result.attributes, self._rules, Origin(self._name, row=number, dn=result.dn))

    def _may_be_ignored(self, reference: Reference) -> bool:
        return self._settings.ignore_referrals or all(map(_NO_PEOPLE.match, reference.urls))

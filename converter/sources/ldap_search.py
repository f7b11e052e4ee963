"""A search in a directory, page by page (RFC 2696): every entry once, or a clear word. Never less without one."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

from converter.errors import SourceUnreadable
from converter.sources.ldap_connection import Connection, UnreachableError, connected, library, words
from converter.sources.ldap_entry import Attributes, Part, ranges
from converter.sources.ldap_pieces import Pieces
from converter.sources.ldap_settings import EVERYTHING, LdapSettings

WAITS = (0.0, 1.0, 2.0, 4.0, 8.0)
"""Seconds before each further connection of a search that lost one."""

SCOPES = {"subtree": "SCOPE_SUBTREE", "one": "SCOPE_ONELEVEL", "base": "SCOPE_BASE"}
"""What python-ldap calls them."""

_SLICE = 1.0
_EMPTY_PAGES = 1_000


class Found(NamedTuple):
    """An entry as the server sends it: python-ldap's names and bytes."""

    dn: str
    attributes: Attributes


class Reference(NamedTuple):
    """A part of the directory that another server has."""

    urls: list[str]


Result = Found | Reference


class Passed:
    """What was given so far: how much, and a digest over the names in their order."""

    def __init__(self) -> None:
        self.count = 0
        self.digest = blake2b(digest_size=16)

    def add(self, result: Result) -> None:
        """Take one more into account."""
        self.count += 1
        self.digest.update(repr(result[0]).encode("utf-8", "surrogatepass") + b"\0")


class Search:
    """The entries below the base that the filter fits, with the attributes that are asked for."""

    def __init__(self, settings: LdapSettings, attributes: Sequence[str]) -> None:
        self._settings = settings
        self._attributes = list(attributes)
        self._pieces = Pieces(settings)

    def results(self) -> Iterator[Result]:
        """Every entry, over as many connections as it takes. Raises `SourceUnreadable`.

        A further connection begins at the beginning, since no page can be asked for on another connection, and its
        results are given from where the lost one ended, provided that all before came again, in the same order.
        """
        try:
            yield from self._whole()
        finally:
            self._pieces.close()

    def _whole(self) -> Iterator[Result]:
        passed = Passed()
        waits = iter(WAITS)
        began = False
        while True:
            try:
                with connected(self._settings) as connection:
                    began = True
                    yield from self._rest(connection, passed)
                    return
            except UnreachableError as error:
                wait = next(waits, None) if began else None
                if wait is None:
                    raise _incomplete(error, passed) if began else error from error
                time.sleep(wait)

    def _rest(self, connection: Connection, passed: Passed) -> Iterator[Result]:
        """The results behind those that were given already."""
        before, again = passed.count, Passed()
        for result in self._all(connection):
            if again.count < before:
                again.add(result)
                if again.count == before:
                    _check_same(again, passed)
                continue
            passed.add(result)
            yield result
        if again.count < before:
            _check_same(again, passed)

    def _all(self, connection: Connection) -> Iterator[Result]:
        for page in self._pages(connection):
            for dn, attributes in page:
                if dn is None:
                    yield Reference(attributes)
                else:
                    yield whole_entry(connection, Found(dn, attributes), self._settings, self._pieces)

    def _pages(self, connection: Connection) -> Iterator[list[Any]]:
        from ldap.controls.libldap import SimplePagedResultsControl

        size = self._settings.page_size
        if not size:
            yield from self._one_by_one(connection)
            return
        pages = SimplePagedResultsControl(criticality=True, size=size, cookie=b"")
        empty = 0
        while True:
            number = self._asked(connection, [pages])
            _, found, controls = _answered(connection, number, self._settings)
            yield found
            cookies = [control.cookie for control in controls if control.controlType == pages.controlType]
            if not cookies or not cookies[0]:
                return  # the server said success: this was the last page
            pages.cookie = cookies[0]
            empty = 0 if found else empty + 1
            if empty > _EMPTY_PAGES:
                raise SourceUnreadable("the server sends empty pages without end; try another page_size:")

    def _one_by_one(self, connection: Connection) -> Iterator[list[Any]]:
        """The entries as they come, so that not all of them have to be kept."""
        ldap = library()
        number = self._asked(connection, [])
        kind = None
        while kind != ldap.RES_SEARCH_RESULT:
            kind, found, _ = _answered(connection, number, self._settings, whole=False)
            yield found

    def _asked(self, connection: Connection, controls: list[Any]) -> int:
        """Send the request; gives the number of its answer."""
        ldap = library()
        own = self._settings
        scope = getattr(ldap, SCOPES[own.scope])
        try:
            number: int = connection.search_ext(own.base, scope, own.filter, self._attributes, serverctrls=controls)
        except ldap.LDAPError as error:
            raise failure(error, own) from error
        return number


def _answered(
    connection: Connection, number: int, settings: LdapSettings, *, whole: bool = True
) -> tuple[int, list[Any], list[Any]]:
    """As `answer`. Raises `SourceUnreadable`."""
    ldap = library()
    try:
        return answer(connection, number, settings.timeout, whole=whole)
    except ldap.LDAPError as error:
        raise failure(error, settings) from error


def answer(
    connection: Connection, number: int, seconds: int, *, whole: bool = True
) -> tuple[int, list[Any], list[Any]]:
    """The whole answer to a request, or what comes next of it: kind of message, results, controls.

    Waits in slices, so that an interruption is noticed in between. Raises what python-ldap raises.
    """
    ldap = library()
    deadline = time.monotonic() + seconds
    while True:
        try:
            kind, found, _, controls, _, _ = connection.result4(number, int(whole), _SLICE)
        except ldap.TIMEOUT:
            if time.monotonic() > deadline:
                raise
        else:
            return kind, found or [], controls


def whole_entry(connection: Connection, found: Found, settings: LdapSettings, pieces: Pieces) -> Found:
    """The entry with all values of those attributes of which the server sent a part, or several. Raises as `joined`."""
    return Found(found.dn, pieces.joined(connection, found.dn, joined(connection, found, settings)))


def joined(connection: Connection, found: Found, settings: LdapSettings) -> dict[str, list[bytes]]:
    """The attributes of an entry, those whole of which the server sent the first part."""
    attributes = dict(found.attributes)
    for part in list(ranges(attributes)):
        del attributes[part.sent]
        values = attributes[part.name] = [*attributes.get(part.name, []), *part.values]
        while part.last is not None:
            part = _next_part(connection, found.dn, part, settings=settings)  # noqa: PLW2901
            values.extend(part.values)
    return attributes


def _next_part(connection: Connection, dn: str, part: Part, *, settings: LdapSettings) -> Part:
    ldap = library()
    assert part.last is not None
    wanted = f"{part.name};range={part.last + 1}-*"
    try:
        number = connection.search_ext(dn, ldap.SCOPE_BASE, "(objectClass=*)", [wanted])
        _, entries, _ = answer(connection, number, settings.timeout)
    except ldap.LDAPError as error:
        raise failure(error, settings) from error
    following = [each for name, sent in entries if name is not None for each in ranges(sent) if each.name == part.name]
    if not following:
        raise SourceUnreadable(f"{dn} changed while it was read: the server sent only a part of {part.name}. Run again")
    return following[0]


def failure(error: Any, settings: LdapSettings) -> SourceUnreadable:
    """What a search that failed means for whoever started it."""
    ldap = library()
    where = settings.servers[0].url if len(settings.servers) == 1 else "the server"
    if isinstance(error, ldap.SERVER_DOWN | ldap.CONNECT_ERROR | ldap.UNAVAILABLE | ldap.BUSY):
        return UnreachableError(f"the connection to {where} was lost ({words(error)})")
    if isinstance(error, ldap.TIMEOUT):
        message = (
            f"{where} did not answer within {settings.timeout} seconds; raise timeout:, or ask for less by filter:"
        )
        return SourceUnreadable(message)
    for kind, remedy in _remedies(ldap, settings):
        if isinstance(error, kind):
            return SourceUnreadable(f"{where} {remedy}")
    return SourceUnreadable(f"{where} ended the search: {words(error)}")


def nothing(settings: LdapSettings) -> str:
    """What a search without a single entry means: a server hides what an account may not see, and says success."""
    account = settings.bind_dn or "nobody in particular"
    where = settings.servers[0].url if len(settings.servers) == 1 else "the server"
    condition = "" if settings.filter == EVERYTHING else f" that fits {settings.filter}"
    return f"{where} sends no entry{condition} below {settings.base}: {account} may see none, or there is none"


def _remedies(ldap: Any, settings: LdapSettings) -> Sequence[tuple[Any, str]]:
    account = settings.bind_dn or "nobody in particular"
    lifted = f"have it lifted for {account}"
    who = f'dn.exact="{account}"' if settings.bind_dn else "anonymous"
    in_389 = "nsPagedSizeLimit: -1, or a smaller page_size:" if settings.page_size else "nsSizeLimit: -1"
    size = f"{lifted}; in OpenLDAP: limits {who} size.prtotal=unlimited, in 389: {in_389}"
    nobody = "Active Directory does so where nobody is signed in: write bind_dn: and bind_password:"
    elsewhere = f"does not have {settings.base} itself and refers to another server: name that under url:"
    return (
        (ldap.SIZELIMIT_EXCEEDED, f"sends no more entries: a limit of its own cuts the search short; {size}"),
        (ldap.ADMINLIMIT_EXCEEDED, f"has a look-through limit; {lifted} (389: nsLookThroughLimit: -1)"),
        (ldap.TIMELIMIT_EXCEEDED, f"ended the search by a time limit of its own; {lifted}"),
        (ldap.NO_SUCH_OBJECT, f"has nothing under the base {settings.base}, or this account may not see it"),
        (ldap.INVALID_DN_SYNTAX, f"says that base: is no DN: {settings.base}"),
        (ldap.FILTER_ERROR, "was not asked: filter: is not one by RFC 4515"),
        (ldap.INSUFFICIENT_ACCESS, f"does not let {account} search below {settings.base}"),
        (ldap.OPERATIONS_ERROR, f"refuses the search; {nobody}"),
        (ldap.UNAVAILABLE_CRITICAL_EXTENSION, "has no pages; write page_size: 0"),
        (ldap.REFERRAL, elsewhere),
        (ldap.STRONG_AUTH_REQUIRED, "wants an encrypted connection; write start_tls: true or ldaps://"),
    )


def _check_same(again: Passed, passed: Passed) -> None:
    if again.count != passed.count or again.digest.digest() != passed.digest.digest():
        raise SourceUnreadable(
            f"the connection was lost behind {passed.count:,} entries, and the directory is not the same any more: "
            "which entries are missing cannot be told. Run again"
        )


def _incomplete(error: UnreachableError, passed: Passed) -> SourceUnreadable:
    return SourceUnreadable(f"{error}; it ended behind {passed.count:,} entries, and there may be more. Run again")

"""A running store that is named by its URL alone: what a mapping would say about it under `source:`.

    ldaps://ldap.acme.com/ou=people,dc=acme,dc=com??sub?(objectClass=person)
    postgresql://reader@db.acme.com/people#crm.people

No password comes in with it, since everybody on a machine sees the words of a command.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from converter.errors import UsageError
from converter.sources import SOURCES
from converter.sources.ldap_url import values_of
from converter.sources.source import SettingError
from converter.sources.sql_dialects import DIALECTS
from converter.syntax.counted import counted
from converter.syntax.kind import Kind
from converter.syntax.sanitise import clipped
from converter.syntax.secret import address, has_literal_secret
from converter.syntax.suggestion import suggest

LDAP_PASSWORD, DB_PASSWORD = "LDAP_PASSWORD", "DB_PASSWORD"
PASSWORDS = (LDAP_PASSWORD, DB_PASSWORD)
"""The variables that a mapping of such a store refers to."""

_DIRECTORIES = ("ldap", "ldaps", "ldapi")
_TOLD = 40


def _none(_variable: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Account:
    """Who reads a store that no mapping describes. `password` gives the password, by the variable that may hold it."""

    user: str = ""
    ca_file: str = ""
    password: Callable[[str], str] = field(default=_none, repr=False)


NOBODY = Account()


class Described(NamedTuple):
    """A type of source, the values of its keys, and those with a secret in them as a mapping writes them."""

    type: str
    values: dict[str, Any]
    written: dict[str, str]


def is_url(name: str) -> bool:
    """Does it name a store by its URL, rather than a file?"""
    return "://" in name


def described(url: str, account: Account) -> Described:
    """What the URL says, and what the store itself says of what it leaves open. Raises UsageError, SourceUnreadable."""
    scheme = url.partition("://")[0].lower()
    if scheme not in (*_DIRECTORIES, *DIALECTS):
        near = suggest(scheme, [*_DIRECTORIES, *DIALECTS])
        hint = f"did you mean {near}://?" if near else f"one of: {', '.join([*_DIRECTORIES, *DIALECTS])}"
        raise UsageError(f"{clipped(scheme)}:// names no store that is known; {hint}")
    try:
        return _directory(url, account) if scheme in _DIRECTORIES else _database(url, account)
    except SettingError as error:
        raise UsageError(f"{clipped(address(url))}: {error}") from None


def _directory(url: str, account: Account) -> Described:
    from converter.sources.ldap_bases import bases

    values = _defaults("ldap") | values_of(url)
    written = {"url": _plain(values["url"])}
    if account.ca_file:
        values["ca_file"] = str(Path(account.ca_file).resolve())
    if account.user:
        values |= {"bind_dn": account.user, "bind_password": account.password(LDAP_PASSWORD)}
        written["bind_password"] = f"${{{LDAP_PASSWORD}}}"
        if not values["bind_password"]:
            raise UsageError(f"the password of {clipped(account.user)} is not known: export {LDAP_PASSWORD}=…")
    elif url.lower().startswith("ldapi:"):
        values["sasl"] = "external"
    settings = SOURCES["ldap"].settings(values, Path())
    if not values["base"]:
        found = bases(settings)
        if len(found) != 1:
            has = f"has {' and '.join(found)}" if found else "does not say what it has"
            raise UsageError(f"{values['url']} {has}: name the base behind it, as in {values['url']}/dc=acme,dc=com")
        values["base"] = found[0]
    return Described("ldap", values, written)


def _database(url: str, account: Account) -> Described:
    if has_literal_secret(Kind.URL, url):
        raise UsageError(
            f"a password stands in the URL, where everybody on this machine can read it: export {DB_PASSWORD}=…, "
            "and leave it out"
        )
    if account.ca_file:
        raise UsageError("--ca-file is for directories; a database's stands in its URL, as sslrootcert=… or ssl_ca=…")
    place, _, table = url.partition("#")
    scheme, _, rest = place.partition("://")
    if account.user and "@" in rest:
        raise UsageError("the URL names an account, and so does --user: keep one of them")
    if account.user:
        place = f"{scheme}://{quote(account.user, safe='')}@{rest}"
    values = _defaults("sql") | {"url": place}
    written = {"url": _plain(place)}
    if "@" in place and (password := account.password(DB_PASSWORD)):
        values["password"], written["password"] = password, f"${{{DB_PASSWORD}}}"
    values["table"] = table or _only_table(values)
    return Described("sql", values, written)


def _only_table(values: dict[str, Any]) -> str:
    from converter.sources.sql_database import connected

    with connected(SOURCES["sql"].settings(values | {"query": "SELECT 1"}, Path())) as database:
        found = database.tables()
    if len(found) == 1:
        return found[0]
    place = address(values["url"]) or values["url"]
    if not found:
        raise UsageError(
            f"{place} has no table that this account may see; name one behind it, as in {place}#crm.people"
        )
    more = f" and {len(found) - _TOLD} more" if len(found) > _TOLD else ""
    told = ", ".join(map(clipped, found[:_TOLD]))
    raise UsageError(
        f"{place} has {counted(len(found), 'table')}: name one behind #, as in {place}#{found[0]}; {told}{more}"
    )


def _defaults(kind: str) -> dict[str, Any]:
    return {each.name: each.default for each in SOURCES[kind].FIELDS}


def _plain(text: str) -> str:
    """As a mapping writes it: `${` would be a variable there."""
    return text.replace("${", "$${")

"""A directory named by its URL alone (RFC 4516): `ldaps://host/ou=people,dc=acme,dc=com??sub?(objectClass=person)`.

Behind the server stand the base, the attributes, the scope and the filter. Whoever names no scope means everything
below the base, as a mapping does, and not the one entry of the RFC: people are looked for.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from converter.sources.source import SettingError

_SCOPES = {"": "subtree", "sub": "subtree", "one": "one", "base": "base"}
_EVERYTHING = ("", "*", "*,+", "+,*")


def values_of(url: str) -> dict[str, Any]:
    """The keys under `source:` that the URL speaks of; an empty base where it names none. Raises `SettingError`."""
    scheme, _, rest = url.partition("://")
    place, _, further = rest.partition("/")
    base, attributes, scope, condition, *extensions = (*further.split("?"), "", "", "")[
        : max(4, further.count("?") + 1)
    ]
    if unquote(attributes).replace(" ", "") not in _EVERYTHING:
        raise SettingError("url", "attributes are named behind the first ?, and all are looked at: leave them out")
    if scope.lower() not in _SCOPES:
        raise SettingError("url", "behind the second ? stands the scope: sub, one or base")
    if any(extensions):
        raise SettingError("url", "there are no extensions behind the fourth ?: leave them out")
    values = {"url": f"{scheme}://{place}", "base": unquote(base), "scope": _SCOPES[scope.lower()]}
    return values | ({"filter": unquote(condition)} if condition else {})

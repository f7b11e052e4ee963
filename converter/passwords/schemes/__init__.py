"""The table of password schemes: one module a family, one line a module.

`table` finds a scheme by its name, `markers` by what a stored text begins with. To add a family, write its
module and name it in `_FAMILIES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Protocol, cast

from converter.passwords.schemes.scheme import Scheme


class Family(Protocol):
    """A module of schemes that are kin."""

    SCHEMES: tuple[Scheme, ...]


_FAMILIES = (
    "rfc2307",
    "bcrypt",
    "argon2",
    "pbkdf2",
    "scrypt",
    "digests",
    "plain",
    "crypt",
    "aspnet",
    "databases",
    "django",
    "dovecot",
    "keycloak",
    "php",
    "products",
    "spring",
    "werkzeug",
    "reversible",
    "verifiers",
)


@cache
def families() -> tuple[Family, ...]:
    """The modules, loaded when they are asked for: the commonest passwords are understood without most of them."""
    return tuple(cast("Family", import_module(f"{__name__}.{name}")) for name in _FAMILIES)


@cache
def table() -> Mapping[str, Scheme]:
    """Every scheme by its name."""
    return MappingProxyType({scheme.name: scheme for family in families() for scheme in family.SCHEMES})


@cache
def markers() -> Mapping[str, tuple[Scheme, ...]]:
    """The schemes that a marker may mean."""
    index: dict[str, tuple[Scheme, ...]] = {}
    for scheme in table().values():
        for marker in scheme.markers:
            index[marker] = (*index.get(marker, ()), scheme)
    return MappingProxyType(index)

"""The table of password schemes: one module a family, one line a module.

`TABLE` finds a scheme by its name, `MARKERS` by what a stored text begins with. To add a family, write its
module and name it in `FAMILIES`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from converter.passwords.schemes import (
    argon2,
    aspnet,
    bcrypt,
    crypt,
    databases,
    digests,
    django,
    dovecot,
    keycloak,
    pbkdf2,
    php,
    plain,
    products,
    reversible,
    rfc2307,
    scrypt,
    spring,
    verifiers,
    werkzeug,
)
from converter.passwords.schemes.scheme import Scheme

FAMILIES = (
    rfc2307,
    bcrypt,
    argon2,
    pbkdf2,
    scrypt,
    digests,
    plain,
    crypt,
    aspnet,
    databases,
    django,
    dovecot,
    keycloak,
    php,
    products,
    spring,
    werkzeug,
    reversible,
    verifiers,
)


def _by_marker(schemes: Iterable[Scheme]) -> dict[str, tuple[Scheme, ...]]:
    index: dict[str, tuple[Scheme, ...]] = {}
    for scheme in schemes:
        for marker in scheme.markers:
            index[marker] = (*index.get(marker, ()), scheme)
    return index


TABLE: Mapping[str, Scheme] = MappingProxyType(
    {scheme.name: scheme for family in FAMILIES for scheme in family.SCHEMES}
)
MARKERS: Mapping[str, tuple[Scheme, ...]] = MappingProxyType(_by_marker(TABLE.values()))

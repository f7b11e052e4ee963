"""What a directory holds, by its own account: the naming contexts in its root (RFC 4512, section 5.1)."""

from __future__ import annotations

from converter.sources.ldap_connection import connected, library
from converter.sources.ldap_search import answer, failure
from converter.sources.ldap_settings import LdapSettings

_DEFAULT, _EVERY = "defaultNamingContext", "namingContexts"


def bases(settings: LdapSettings) -> list[str]:
    """The DNs below which a server has entries; Active Directory's domain alone. Raises `SourceUnreadable`."""
    ldap = library()
    with connected(settings) as connection:
        try:
            number = connection.search_ext("", ldap.SCOPE_BASE, "(objectClass=*)", [_DEFAULT, _EVERY])
            _, entries, _ = answer(connection, number, settings.timeout)
        except ldap.LDAPError as error:
            raise failure(error, settings) from error
    found = {name.lower(): values for dn, sent in entries if dn is not None for name, values in sent.items()}
    named = found.get(_DEFAULT.lower()) or found.get(_EVERY.lower()) or []
    return [text for value in named if (text := value.decode("utf-8", "replace"))]

"""Distinguished names (RFC 4514), taken apart and compared as a directory does: by whole RDNs, ignoring case."""

from __future__ import annotations

from converter.directory.dn import first_value, normalise, parent, under, value_of
from converter.expressions.function import Example, Mode, declare

_ADMINS = "cn=Admins,ou=Groups,dc=acme"


@declare(
    "dn",
    ("text: string",),
    "string",
    mode=Mode.EACH,
    summary="The form in which DNs of the same entry are equal: lower case, short attribute types, no needless blanks "
    "or escapes; for comparing and joining, since the letters of the original are lost.",
    examples=(
        Example("dn('CN=Jane  Doe, DC=Acme')", "cn=jane doe,dc=acme"),
        Example("dn(manager) == dn('uid=X, dc=acme')", True, {"manager": "UID=x,DC=acme"}),
        Example("dn(member)", ["cn=doe\\, jane"], {"member": ['cn="Doe, Jane"']}),
        Example("dn(manager)", None, {}),
        Example("dn('Jane')", fails="invalid-value"),
    ),
)
def dn(text: str) -> str:
    """A record's own name is its field `dn`, without brackets."""
    return normalise(text)


@declare(
    "rdn",
    ("dn: string",),
    "string|null",
    mode=Mode.EACH,
    summary="The value that a DN begins with, without escapes: Doe, Jane of cn=Doe\\, Jane,dc=acme.",
    examples=(
        Example("rdn('cn=Doe\\, Jane,dc=acme')", "Doe, Jane"),
        Example("rdn(memberof)", ["Admins"], {"memberof": [_ADMINS]}),
        Example("rdn(memberof)", None, {}),
        Example("rdn('Admins')", fails="invalid-value"),
    ),
)
def rdn(text: str) -> str | None:
    """The first attribute where the RDN has several; null for the empty DN."""
    return first_value(text)


@declare(
    "dn_parent",
    ("dn: string",),
    "string|null",
    mode=Mode.EACH,
    summary="The DN one level up, as it is written; null at the top.",
    examples=(
        Example("dn_parent('uid=jdoe,ou=People,dc=acme')", "ou=People,dc=acme"),
        Example("dn_parent(memberof)", ["ou=Groups,dc=acme"], {"memberof": [_ADMINS]}),
        Example("dn_parent('dc=acme')", None),
        Example("dn_parent(manager)", None, {}),
        Example("dn_parent('acme')", fails="invalid-value"),
    ),
)
def dn_parent(text: str) -> str | None:
    """The container of an entry."""
    return parent(text)


@declare(
    "dn_value",
    ("dn: string", "attribute: string"),
    "string|null",
    mode=Mode.EACH,
    summary="The first value that an attribute has in a DN, counted from the entry upwards; null where it has none.",
    examples=(
        Example("dn_value('uid=j,ou=Sales,ou=People,dc=acme', 'ou')", "Sales"),
        Example("dn_value(memberof, 'OU')", ["Groups"], {"memberof": [_ADMINS]}),
        Example("dn_value('uid=j,dc=acme', 'ou')", None),
        Example("dn_value(manager, 'ou')", None, {}),
        Example("dn_value('Sales', 'ou')", fails="invalid-value"),
    ),
)
def dn_value(text: str, attribute: str) -> str | None:
    """Attribute types go by any of their names: ou, organizationalUnitName, 2.5.4.11."""
    return value_of(text, attribute)


@declare(
    "dn_under",
    ("dns: string|array[string]", "base: string"),
    "array[string]",
    mode=Mode.WHOLE,
    summary="Those of the DNs that lie below a base, at any depth, but not the base itself.",
    examples=(
        Example(
            "dn_under(memberof, 'OU=groups, DC=acme')", [_ADMINS], {"memberof": [_ADMINS, "cn=Admins,ou=apps,dc=acme"]}
        ),
        Example("rdn(dn_under(memberof, 'ou=groups,dc=acme'))", ["Admins"], {"memberof": _ADMINS}),
        Example("dn_under(memberof, 'groups,dc=acme')", given={"memberof": [_ADMINS]}, fails="invalid-value"),
        Example("dn_under(memberof, 'dc=example')", [], {"memberof": [_ADMINS]}),
        Example("dn_under(memberof, 'dc=acme')", None, {}),
    ),
)
def dn_under(dns: str | list[str], base: str) -> list[str]:
    """A group of the same name elsewhere in the tree is another group."""
    return [name for name in ([dns] if isinstance(dns, str) else dns) if under(name, base)]


FUNCTIONS = (dn, rdn, dn_parent, dn_value, dn_under)

"""The rules on app_metadata and user_metadata, which the schema leaves free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from converter.validation.rule import Fault, Rule
from converter.validation.violation import Severity, join

_SCHEMA = "https://auth0.com/docs/manage-users/user-migration/bulk-user-import-schema"
_FIELDS = "https://auth0.com/docs/manage-users/user-accounts/metadata/metadata-fields-data"
_COMMUNITY = "https://community.auth0.com/t/156584"
_NUMBERS = "https://www.rfc-editor.org/rfc/rfc8259#section-6"

FORBIDDEN_NAMES = frozenset(
    [
        "__tenant",
        "_id",
        "blocked",
        "clientID",
        "created_at",
        "email_verified",
        "email",
        "globalClientID",
        "global_client_id",
        "identities",
        "lastIP",
        "lastLogin",
        "loginsCount",
        "metadata",
        "multifactor_last_modified",
        "multifactor",
        "updated_at",
        "user_id",
        "username",
    ]
)
"""Names that may not stand directly in app_metadata: the eighteen documented ones, and `username`, seen refused."""

ROOT_NAMES = frozenset(
    [
        "app_metadata",
        "family_name",
        "given_name",
        "last_ip",
        "last_login",
        "last_password_reset",
        "logins_count",
        "name",
        "nickname",
        "password_hash",
        "phone_number",
        "phone_verified",
        "picture",
        "user_metadata",
    ]
)
"""Names of the profile itself: app_metadata is merged onto it, so Auth0 advises against them."""

EXACT = 2**53
"""The largest whole number up to which JavaScript, and so Auth0, keeps every digit."""


def _forbidden(path: str, metadata: dict[str, Any]) -> Iterable[Fault]:
    if FORBIDDEN_NAMES.isdisjoint(metadata):
        return ()
    message = "is a name that Auth0 keeps for itself in app_metadata; choose another, such as legacy_"
    return [Fault(join(path, n), message + n.lstrip("_"), metadata[n]) for n in metadata if n in FORBIDDEN_NAMES]


def _root(path: str, metadata: dict[str, Any]) -> Iterable[Fault]:
    if ROOT_NAMES.isdisjoint(metadata):
        return ()
    message = "is also a name of the profile, onto which app_metadata is merged; choose another"
    return [Fault(join(path, name), message, metadata[name]) for name in metadata if name in ROOT_NAMES]


def _key(path: str, metadata: dict[str, Any]) -> Iterable[Fault]:
    return () if _keys_fit(metadata) else _bad_keys(path, metadata)


def _keys_fit(node: dict[str, Any]) -> bool:
    names = "".join(node)
    if "." in names or "$" in names:
        return False
    for value in node.values():
        if isinstance(value, dict):
            if not _keys_fit(value):
                return False
        elif isinstance(value, list | tuple) and not _items_fit(value):
            return False
    return True


def _items_fit(items: Iterable[Any]) -> bool:
    for item in items:
        if isinstance(item, dict):
            if not _keys_fit(item):
                return False
        elif isinstance(item, list | tuple) and not _items_fit(item):
            return False
    return True


def _bad_keys(path: str, node: Any) -> Iterator[Fault]:
    for at, part, value in _members(path, node):
        if isinstance(part, str) and ("." in part or "$" in part):
            yield Fault(at, "has a name with . or $ in it, which Auth0 does not take", value)
        yield from _bad_keys(at, value)


def _precision(path: str, node: Any) -> Iterable[Fault]:
    return [] if _exact(node) else list(_inexact(path, node))


def _exact(node: Any) -> bool:
    for value in node.values() if isinstance(node, dict) else node:
        if isinstance(value, int):
            if not -EXACT <= value <= EXACT:
                return False
        elif isinstance(value, dict | list | tuple) and not _exact(value):
            return False
    return True


def _inexact(path: str, node: Any) -> Iterator[Fault]:
    for at, _, value in _members(path, node):
        if isinstance(value, int) and not -EXACT <= value <= EXACT:
            yield Fault(at, "is beyond 2^53, where JavaScript rounds whole numbers; write it as text", value)
        yield from _inexact(at, value)


def _members(path: str, node: Any) -> Iterator[tuple[str, str | int, Any]]:
    if isinstance(node, dict):
        yield from ((join(path, name), name, value) for name, value in node.items())
    elif isinstance(node, list | tuple):
        yield from ((join(path, i), i, item) for i, item in enumerate(node))


_APP = ("app_metadata",)
_BOTH = ("app_metadata", "user_metadata")

METADATA_RULES = (
    Rule("metadata-name", "a name that app_metadata may not have", _SCHEMA, _APP, dict, _forbidden),
    Rule(
        "metadata-root-name", "a name of the profile inside app_metadata", _COMMUNITY, _APP, dict, _root, Severity.WARN
    ),
    Rule("metadata-key", "a dot or a dollar sign in a name, at any depth", _FIELDS, _BOTH, dict, _key),
    Rule("number-precision", "a whole number that loses digits", _NUMBERS, _BOTH, dict, _precision, Severity.WARN),
)

"""What an upload belongs to. Another tenant, connection, mapping or option, or changed import files: it stops."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from converter.auth0.access import Access
from converter.auth0.answers import Connection
from converter.auth0.client import Client
from converter.auth0.errands import Order
from converter.auth0.journal import Journal
from converter.errors import OutputRefused, TenantFailure
from converter.sinks.auth0_import import Part
from converter.sinks.manifest import read_manifest

_CLAUSES = {
    "domain": "it goes to the tenant {old}, not to {new}",
    "connection": "it goes to the connection {old}, not to {new}",
    "connection_id": "the connection was {old} and is now {new}: it has been made anew",
    "mapping": "it was made with the mapping {old}, not with {new}",
    "mapping_sha256": "the mapping has changed since",
    "parts_sha256": "the import files have changed since",
    "upsert": "it was begun with upsert {old}, not {new}",
}


def connection_of(client: Client, name: str) -> Connection:
    """The database connection of that name. Errors: TenantFailure."""
    found = client.connection(name)
    if found is None:
        raise TenantFailure(
            f"{client.access.domain} has no database connection called {name}: "
            "set AUTH0_CONNECTION to one that stands under Authentication > Database"
        )
    return found


def require_imports(connection: Connection) -> None:
    """Does the connection take imports, as far as its settings may be read? Errors: TenantFailure."""
    options = connection.options
    if options.get("enabledDatabaseCustomization") and options.get("import_mode") is False:
        raise TenantFailure(
            f"the connection {connection.name} is a custom database without import mode, which takes no imports: "
            "turn on Import Users to Auth0 in its settings"
        )


def bind(journal: Journal, folder: Path, access: Access, order: Order) -> None:
    """Make a new journal that of this upload, or find that it is already.

    Errors: OutputRefused with everything that differs, or where the folder holds no finished run.
    """
    manifest = read_manifest(folder)
    now = {
        "domain": access.domain,
        "connection": order.connection.name,
        "connection_id": order.connection.id,
        "mapping": manifest.identity.mapping,
        "mapping_sha256": manifest.identity.mapping_sha256,
        "parts_sha256": _digest(manifest.parts),
        "upsert": "on" if order.upsert else "off",
    }
    earlier = journal.bound()
    if not earlier:
        journal.begin(now, manifest.parts)
    elif found := differences(earlier, now):
        raise OutputRefused(
            f"an upload of {folder} has begun and is another one: {'; '.join(found)}. "
            "Go on with what it was begun with, or convert into a new folder"
        )


def _digest(parts: Sequence[Part]) -> str:
    return hashlib.sha256("".join(f"{part.name} {part.sha256}\n" for part in parts).encode()).hexdigest()


def require_same_tenant(journal: Journal, client: Client, connection: Connection) -> None:
    """What follows an upload belongs to its tenant and connection, and to no other. Errors: OutputRefused."""
    bound = journal.bound()
    then = bound.get("domain", ""), bound.get("connection_id", "")
    now = client.access.domain, connection.id
    if then != now:
        raise OutputRefused(
            f"the upload went to the connection {bound.get('connection')} ({then[1]}) of {then[0]}, the environment "
            f"names {connection.name} ({now[1]}) of {now[0]}: set AUTH0_DOMAIN and AUTH0_CONNECTION as for the upload"
        )


def differences(earlier: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """What sets this upload apart from the one that was begun, each as a clause; empty where nothing does."""
    return [
        clause.format(old=earlier.get(name, ""), new=now[name])
        for name, clause in _CLAUSES.items()
        if earlier.get(name) != now[name]
    ]

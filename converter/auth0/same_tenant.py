"""What follows an upload belongs to its tenant and connection, and to no other."""

from __future__ import annotations

from converter.auth0.answers import Connection
from converter.auth0.client import Client
from converter.auth0.journal import Journal
from converter.errors import OutputRefused


def require_same_tenant(journal: Journal, client: Client, connection: Connection) -> None:
    """Errors: OutputRefused where the upload went elsewhere."""
    bound = journal.bound()
    then = bound.get("domain", ""), bound.get("connection_id", "")
    now = client.access.domain, connection.id
    if then != now:
        raise OutputRefused(
            f"the upload went to the connection {bound.get('connection')} ({then[1]}) of {then[0]}, the environment "
            f"names {connection.name} ({now[1]}) of {now[0]}: set AUTH0_DOMAIN and AUTH0_CONNECTION as for the upload"
        )

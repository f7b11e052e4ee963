"""Gathers what is known on all sides: the tenant's export, the gateway's logs, the journals of uploads."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from converter.auth0.delivery import opened
from converter.auth0.export import exported_users
from converter.auth0.journal_tables import Fate
from converter.errors import SourceUnreadable
from converter.gateway.attempt import Pseudonyms
from converter.hybrid.logins import Logins, read_logins
from converter.hybrid.standing import Evidence
from converter.hybrid.tenant import Tenant

_MARGIN = timedelta(hours=1)
"""A login so shortly before an export was fetched may not be in it yet."""


class Places(Struct, frozen=True):
    """Where the evidence is: an export, logs of the gateway, output folders that were uploaded."""

    export: Path
    logs: Sequence[Path] = ()
    uploads: Sequence[Path] = ()

    def digest(self) -> str:
        """Of the bytes of the export and the logs, and of who was refused. Raises SourceUnreadable."""
        whole = hashlib.sha256()
        for path in (self.export, *self.logs):
            try:
                with path.open("rb") as file:
                    whole.update(hashlib.file_digest(file, "sha256").digest())
            except OSError as error:
                raise SourceUnreadable(f"{path} cannot be read: {error.strerror}") from error
        whole.update(repr(sorted(refused(self.uploads).items())).encode())
        return whole.hexdigest()


def gather(places: Places, pseudonyms: Pseudonyms | None) -> Evidence:
    """The evidence. Raises UsageError, SourceUnreadable, OutputRefused."""
    tenant = Tenant(exported_users(places.export))
    exported_at = datetime.fromtimestamp(places.export.stat().st_mtime, UTC) - _MARGIN
    logins = read_logins(places.logs, pseudonyms) if pseudonyms else Logins()
    return Evidence(tenant, exported_at, logins, refused(places.uploads))


def refused(folders: Sequence[Path]) -> Mapping[str, Sequence[str]]:
    """Auth0's codes of users that an upload was refused, by their ids."""
    found: dict[str, Sequence[str]] = {}
    for folder in folders:
        with opened(folder) as delivery:
            for user in delivery.journal.users(Fate.FAILED):
                found[user.user_id] = [error.get("code", "") for error in user.errors]
    return found

"""Everything about an upload that can be known before anything is sent: the connection's settings against the users."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import orjson
from msgspec import Struct, field

from converter.auth0.answers import Connection
from converter.auth0.client import Client, quoted
from converter.auth0.collisions import Claimed, Collisions
from converter.auth0.connection_rules import ConnectionRule, rules_of
from converter.auth0.failures import Refused
from converter.errors import OutputRefused
from converter.record import Origin
from converter.sinks.manifest import Manifest, verify
from converter.sinks.origins import read_origins
from converter.validation.violation import Document

USERS_PER_MINUTE = 2000 / 8.5
"""What an import job does. Auth0 says nothing of it; a public migration script notes 8 to 9 minutes for 2,000 users."""

JOBS = 2
_EXAMPLES = 3
_NO_ACCESS = (401, 403, 404)


class Level(StrEnum):
    """STOP: users will be refused, or the whole upload. LOOK: somebody should. FINE: as it should be."""

    STOP = "stop"
    LOOK = "look"
    FINE = "fine"


class Finding(Struct, frozen=True):
    """One thing that was looked at: what was found, how many users it is about, where the first are, what to do."""

    level: Level
    text: str
    users: int = 0
    examples: tuple[str, ...] = ()
    fix: str = ""


class Preflight(Struct):
    """What was found, and the size of the undertaking. `existing` is None where the tenant does not tell."""

    connection: str
    users: int = 0
    files: int = 0
    bytes: int = 0
    existing: int | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def stopped(self) -> bool:
        """Is there anything for which Auth0 would refuse users?"""
        return any(finding.level is Level.STOP for finding in self.findings)

    @property
    def minutes(self) -> float:
        """About how long Auth0 will need, two jobs at a time."""
        return self.users / USERS_PER_MINUTE / JOBS


class _Broken(Struct):
    rule: ConnectionRule
    users: int = 0
    examples: tuple[str, ...] = ()


Export = Callable[[], Iterable[Mapping[str, Any]]]


def preflight(
    folder: Path, manifest: Manifest, client: Client, connection: Connection, *, export: Export | None
) -> Preflight:
    """Look at everything. `export` gives the users of the connection where there are any; None: do not compare.

    Errors: TenantFailure, OutputRefused, SourceUnreadable.
    """
    found = Preflight(connection.name, files=len(manifest.parts), bytes=sum(part.bytes for part in manifest.parts))
    found.findings += [Finding(Level.STOP, each, fix="run the conversion again") for each in verify(folder)]
    if found.findings:
        return found
    found.findings += _connection(client, connection)
    found.existing = _existing(client, connection)
    factors = _factors(client)
    if factors is None:
        found.findings.append(Finding(Level.LOOK, "second factors were not checked", fix=_FACTORS_FIX))
    claimed = Claimed() if found.existing != 0 and export else None
    try:
        rules = list(rules_of(connection.options if connection.shown else None, factors))
        found.findings += _users(folder, manifest, found, rules=rules, claimed=claimed)
        if claimed and export:
            for stored in export():
                claimed.meet(stored)
            found.findings += _taken(claimed.found)
        elif found.existing == 0:
            found.findings.append(Finding(Level.FINE, "the connection has no users, so that nobody can collide"))
        else:
            found.findings.append(Finding(Level.LOOK, "the users were not compared with those of the connection"))
    finally:
        if claimed:
            claimed.close()
    return found


_OPTIONS_FIX = "give the application the scope read:connections_options"
_FACTORS_FIX = "give the application the scope read:guardian_factors"


def _connection(client: Client, connection: Connection) -> Iterator[Finding]:
    """Is it one that takes imports?"""
    options = connection.options
    if not connection.shown:
        text = f"the settings of {connection.name} ({connection.id}) are not shown: user names, required fields and "
        yield Finding(Level.LOOK, f"{text}import mode were not checked", fix=_OPTIONS_FIX)
    elif options.get("enabledDatabaseCustomization") and not options.get("import_mode"):
        fix = "switch on Import Users to Auth0 in the connection's Custom Database settings"
        yield Finding(Level.STOP, f"{connection.name} is a custom database without import mode", fix=fix)
    else:
        kind = "custom database in import mode" if options.get("import_mode") else "database of Auth0"
        yield Finding(Level.FINE, f"{connection.name} ({connection.id}) is a {kind}")
    try:
        clients = client.get(f"/connections/{quoted(connection.id)}/clients").document()
    except Refused as refusal:
        if refusal.status not in _NO_ACCESS:
            raise
        yield Finding(Level.LOOK, f"whether an application uses the connection is not known: {refusal}")
        return
    if isinstance(clients, dict) and clients.get("clients"):
        yield Finding(Level.FINE, "the connection is enabled for an application")
    else:
        fix = "enable it for an application: Authentication > Database > the connection > Applications"
        yield Finding(
            Level.STOP, "the connection is enabled for no application, so that Auth0 refuses imports", fix=fix
        )


def _existing(client: Client, connection: Connection) -> int | None:
    """How many users the connection has; the search index may be some seconds behind."""
    query = {"connection": connection.name, "per_page": "1", "page": "0", "include_totals": "true"}
    try:
        document = client.get("/users", query).document()
    except Refused as refusal:
        if refusal.status not in (400, *_NO_ACCESS):
            raise
        return None
    total = document.get("total") if isinstance(document, dict) else None
    return total if isinstance(total, int) else None


def _factors(client: Client) -> frozenset[str] | None:
    try:
        document = client.get("/guardian/factors").document()
    except Refused as refusal:
        if refusal.status not in _NO_ACCESS:
            raise
        return None
    return frozenset(each["name"] for each in document if each.get("enabled")) if isinstance(document, list) else None


def _users(
    folder: Path, manifest: Manifest, found: Preflight, *, rules: list[ConnectionRule], claimed: Claimed | None
) -> list[Finding]:
    """Every user against every rule."""
    broken = [_Broken(rule) for rule in rules]
    for user, origin in _everybody(folder, manifest):
        found.users += 1
        for each in broken:
            if each.rule.breaks(user):
                each.users += 1
                if len(each.examples) < _EXAMPLES:
                    each.examples += (str(origin),)
        if claimed:
            claimed.enter(user, origin)
    findings = [
        Finding(Level.STOP if each.rule.stops else Level.LOOK, each.rule.text, each.users, each.examples, each.rule.fix)
        for each in broken
        if each.users
    ]
    return findings or [Finding(Level.FINE, "every user keeps the connection's own rules")]


def _everybody(folder: Path, manifest: Manifest) -> Iterator[tuple[Document, Origin]]:
    for part, found in zip(manifest.parts, read_origins(folder), strict=True):
        users = orjson.loads((folder / part.name).read_bytes())
        if len(users) != len(found.origins):
            raise OutputRefused(f"{part.name} and its origins do not belong together. Run the conversion again.")
        yield from zip(users, found.origins, strict=True)


def _taken(found: Collisions) -> Iterator[Finding]:
    if not found.counts:
        yield Finding(Level.FINE, "nobody of the connection has an identifier of those to be imported")
    for name, count in found.counts.most_common():
        fix = "they will be refused, or updated with --upsert, which replaces their metadata; or leave them out"
        yield Finding(Level.STOP, f"with a {name} that a user of the connection has", count, found.examples[name], fix)

"""What a tenant is set to: its limits, speed, clients, connections, roles and organizations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec import Struct

HOUR = 3600.0

DATABASE = "Username-Password-Authentication"
"""The name Auth0 gives to a tenant's first database connection."""


class Rate(Struct, frozen=True):
    """A token bucket: `burst` requests at once, refilled with `per_second`."""

    burst: int
    per_second: float


UNLIMITED = Rate(1_000_000, 1_000_000.0)

PLANS: Mapping[str, Rate] = {
    "free": Rate(2, 2.0),
    "professional": Rate(10, 150 / 60),
    "enterprise": Rate(50, 16.0),
    "unlimited": UNLIMITED,
}
"""Documented limits of the Management API (auth0.com/docs, "Rate Limit Configurations"), and none at all."""


@dataclass(frozen=True, slots=True)
class Client:
    """An application that may use the Management API; `public_key` (PEM) is for private-key JWT."""

    id: str = "rehearsal"
    secret: str = field(default="rehearsal-secret", repr=False)
    public_key: str = field(default="", repr=False)
    scopes: frozenset[str] | None = None
    """None stands for all of them."""


class Connection(Struct, frozen=True):
    """A connection; `options` are those of Auth0's strategy `auth0` that matter to an import."""

    id: str = "con_0000000000000001"
    name: str = DATABASE
    strategy: str = "auth0"
    options: Mapping[str, Any] = msgspec.field(default_factory=lambda: {"requires_username": True})
    enabled_clients: tuple[str, ...] = ("rehearsal",)


class Limits(Struct, frozen=True):
    """The documented limits. Seconds, bytes, counts."""

    body: int = 512_000
    active_imports: int = 2
    job: float = 2 * HOUR
    retention: float = 24 * HOUR
    link: float = 60.0
    token: float = 24 * HOUR
    rate: Rate = UNLIMITED


class Speed(Struct, frozen=True):
    """How long a job takes: Auth0 says nothing about it."""

    job: float = 0.2
    users_per_second: float = 500.0

    def seconds(self, users: int) -> float:
        """The time for a job of so many users."""
        return self.job + users / self.users_per_second


FACTORS = {"totp": "otp", "phone": "sms", "email": "email"}
"""The kinds of `mfa_factors` that can be imported, and what `GET /guardian/factors` calls them."""


class Named(Struct, frozen=True):
    """A role or an organization."""

    id: str
    name: str


class Settings(Struct, frozen=True):
    """Everything a tenant starts with; `name` is that of the tenant, which exports carry."""

    name: str = "rehearsal"
    clients: tuple[Client, ...] = (Client(),)
    connections: tuple[Connection, ...] = (Connection(),)
    factors: frozenset[str] = frozenset(FACTORS.values())
    """The second factors that are switched on."""
    roles: tuple[Named, ...] = ()
    organizations: tuple[Named, ...] = ()
    limits: Limits = Limits()
    speed: Speed = Speed()

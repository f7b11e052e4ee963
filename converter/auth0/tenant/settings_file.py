"""The settings of a tenant as a file: what a migration will meet there."""

from __future__ import annotations

from typing import Any

from converter.auth0.tenant.settings import DATABASE, PLANS, Connection, Limits, Named, Settings, Speed
from converter.errors import UsageError
from converter.syntax.suggestion import suggest

_KEYS = (
    "connections",
    "roles",
    "organizations",
    "factors",
    "plan",
    "job_seconds",
    "users_per_second",
    "give_up_seconds",
)
_CONNECTION_KEYS = ("name", "id", "options", "enabled_clients")


def parse(document: Any) -> Settings:
    """Settings of what YAML says. Raises UsageError, which names the place and what would be right.

    connections:
      - {name: people, options: {requires_username: true, validation: {username: {min: 1, max: 40}}}}
    roles: [Auditor]
    organizations: [acme]
    factors: [otp, sms]           # second factors that are switched on: otp, sms, email; all of them
    plan: professional            # free, professional, enterprise: their rate limits; unlimited
    job_seconds: 2                # how long every import takes, and how many users it takes a second
    users_per_second: 100
    give_up_seconds: 10           # after which a job that is stuck has failed; two hours
    """
    document = _object({} if document is None else document, "the settings", _KEYS)
    connections = [_connection(one, number) for number, one in enumerate(_list(document, "connections"), 1)]
    usual = Settings()
    seconds = _number(document, "job_seconds", usual.speed.job)
    speed = Speed(seconds, _number(document, "users_per_second", usual.speed.users_per_second) or 1.0)
    factors = frozenset(map(str, _list(document, "factors"))) if "factors" in document else usual.factors
    if unknown := factors - usual.factors:
        raise UsageError(f"factors: {min(unknown)} is not known; {', '.join(sorted(usual.factors))}")
    plan = document.get("plan", "unlimited")
    if plan not in PLANS:
        raise UsageError(f"plan: there are {', '.join(PLANS)}")
    return Settings(
        connections=tuple(connections) or (Connection(),),
        roles=_named(document, "roles", "rol_"),
        organizations=_named(document, "organizations", "org_"),
        limits=Limits(rate=PLANS[plan], job=_number(document, "give_up_seconds", usual.limits.job)),
        speed=speed,
        factors=factors,
    )


def _connection(document: Any, number: int) -> Connection:
    where = f"connections[{number - 1}]"
    given = _object(document, where, _CONNECTION_KEYS)
    options = _object(given.get("options", {"requires_username": True}), f"{where}.options", ())
    clients = tuple(map(str, given.get("enabled_clients", ["rehearsal"])))
    name, identifier = str(given.get("name", DATABASE)), str(given.get("id", f"con_{number:016}"))
    return Connection(identifier, name, options=options, enabled_clients=clients)


def _object(value: Any, where: str, keys: tuple[str, ...]) -> dict[str, Any]:
    """An object; where keys are given, with no other."""
    if not isinstance(value, dict):
        raise UsageError(f"{where}: wants an object with {', '.join(keys) or 'names and values'}")
    for key in value:
        if keys and key not in keys:
            meant = suggest(str(key), keys)
            raise UsageError(f"{where}: {key} is not known; {f'did you mean {meant}?' if meant else ', '.join(keys)}")
    return value


def _list(document: dict[str, Any], key: str) -> list[Any]:
    value = document.get(key, [])
    if not isinstance(value, list):
        raise UsageError(f"{key}: wants a list")
    return value


def _named(document: dict[str, Any], key: str, prefix: str) -> tuple[Named, ...]:
    return tuple(Named(f"{prefix}{number:016}", str(name)) for number, name in enumerate(_list(document, key), 1))


def _number(document: dict[str, Any], key: str, default: float) -> float:
    value = document.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise UsageError(f"{key}: wants a number of at least 0")
    return float(value)

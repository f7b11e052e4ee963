"""What a connection's own settings ask of its users, beyond Auth0's schema: each rule with what to do about it.

Settings: `options` of strategy `auth0`, in the Management API's `GET /connections` (`requires_username`, `validation`,
`attributes` of flexible identifiers); second factors: `GET /guardian/factors`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from converter.validation.email import is_email
from converter.validation.violation import Document

_SHORTEST, _LONGEST = 1, 15
"""Bounds of user names where the connection sets none ("Require username")."""

_FACTORS = {"totp": "otp", "phone": "sms", "email": "email"}
"""A key of mfa_factors → the name of the factor in the tenant."""


class ConnectionRule(Struct, frozen=True):
    """A rule: what is wrong with users who break it, and what to do. `stops` says that Auth0 refuses such users."""

    text: str
    fix: str
    breaks: Callable[[Document], bool]
    stops: bool = True


def rules_of(options: Mapping[str, Any] | None, factors: frozenset[str] | None) -> Iterator[ConnectionRule]:
    """The rules that hold in a connection with these options; `factors` are those that the tenant has switched on.

    None stands for what is not known, and gives no rules.
    """
    if options is not None:
        yield from _settings(options)
    if factors is not None:
        yield from _second_factors(factors)


def _settings(options: Mapping[str, Any]) -> Iterator[ConnectionRule]:
    attributes = _object(options.get("attributes"))
    yield from _username(options, _object(attributes.get("username")), flexible=bool(attributes))
    for name in ("email", "phone_number"):
        if _object(attributes.get(name)).get("profile_required"):
            yield ConnectionRule(
                f"without {name}, which the connection requires on the profile",
                f"map {name}:, or switch off that it is required",
                lambda user, name=name: not user.get(name),  # type: ignore[misc]
            )


def _username(options: Mapping[str, Any], attribute: Mapping[str, Any], *, flexible: bool) -> Iterator[ConnectionRule]:
    active = bool(_object(attribute.get("identifier")).get("active"))
    if not (active or attribute.get("profile_required") or (not flexible and options.get("requires_username"))):
        yield ConnectionRule(
            "with a user name, and the connection takes none",
            "switch on Requires Username (or the attribute username) of the connection, or leave username: out",
            lambda user: "username" in user,
        )
        return
    if attribute.get("profile_required") or (not flexible and options.get("requires_username")):
        yield ConnectionRule(
            "without a user name, and the connection asks for one",
            "map username:, or switch off Requires Username",
            lambda user: not user.get("username"),
            stops=False,
        )
    shortest, longest = bounds(options)
    yield ConnectionRule(
        f"with a user name of less than {shortest} or more than {longest} characters",
        "widen the bounds of the connection (up to 128), or shorten the names in the mapping",
        lambda user: "username" in user and not shortest <= len(user["username"]) <= longest,
    )
    allowed = _object(_object(attribute.get("validation")).get("allowed_types"))
    if not allowed.get("email"):
        yield ConnectionRule(
            "with an e-mail address for a user name",
            "allow user names in the form of an e-mail address (flexible identifiers), or map another value",
            lambda user: is_email(user.get("username", "")),
        )


def bounds(options: Mapping[str, Any]) -> tuple[int, int]:
    """The shortest and the longest user name that the connection takes."""
    old = _object(_object(options.get("validation")).get("username"))
    attribute = _object(_object(_object(options.get("attributes")).get("username")).get("validation"))
    shortest = attribute.get("min_length") or old.get("min") or _SHORTEST
    return int(shortest), int(attribute.get("max_length") or old.get("max") or _LONGEST)


def _second_factors(enabled: frozenset[str]) -> Iterator[ConnectionRule]:
    for key, factor in _FACTORS.items():
        if factor not in enabled:
            yield ConnectionRule(
                f"with a second factor {key}, which the tenant has switched off",
                f"switch on the factor {factor} under Security > Multi-factor Auth, or leave it out of mfa_factors:",
                lambda user, key=key: any(key in each for each in user.get("mfa_factors", ())),  # type: ignore[misc]
                stops=False,
            )


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}

"""Where each person of a mapping stands between the two ways, judged from what is known on all sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field

from converter.hybrid.logins import Logins
from converter.hybrid.tenant import Tenant
from converter.mapping.fate import Decided, Exported, Skipped
from converter.mapping.password import LAZY_ID
from converter.pipeline.fates import Ending
from converter.validation.violation import Document

EXISTS = "DUPLICATED_USER"
"""Auth0's code for a user that it has already, though it may be one that no search finds."""


class Standing(StrEnum):
    """Each person is in exactly one."""

    LOGIN = "login"
    """In Auth0, having logged in."""
    BULK = "bulk"
    """In Auth0, by an import."""
    PENDING = "pending"
    """Not in Auth0; the import can take the person."""
    WAITING = "waiting"
    """Not in Auth0; the password can only move at a login."""
    FAILED = "failed"
    """Not in Auth0, which refused the import."""
    HALF_CREATED = "half-created"
    """Auth0 began to make the user and did not end: it says that there is one, and does not have a whole one."""
    TAKEN = "taken"
    """Another user of the tenant has the e-mail address, user name or telephone number."""


ARRIVED = (Standing.LOGIN, Standing.BULK)
AHEAD = (Standing.PENDING, Standing.FAILED)
"""Those whom an import can take."""


class Evidence(Struct, frozen=True):
    """What is known: the tenant's users when it was exported, the logins, and Auth0's codes of refused users by id."""

    tenant: Tenant
    exported_at: datetime
    logins: Logins = field(default_factory=Logins)
    refused: Mapping[str, Sequence[str]] = field(default_factory=dict)


def stands(ending: Ending, evidence: Evidence) -> Standing | None:
    """Where the person of a record stands; None for a record that is nobody to be moved."""
    fate, user = ending.fate, ending.user
    if not _moves(fate) or not isinstance(user_id := user.get("user_id"), str):
        return None
    place = evidence.tenant.place(user_id)
    if place is not None:
        return _arrived(user, place, evidence.tenant)
    login = evidence.logins.of(user_id)
    if login and login > evidence.exported_at:
        return Standing.LOGIN
    if evidence.tenant.others(user):
        return Standing.TAKEN
    codes = () if evidence.logins.was_cleared(user_id) else evidence.refused.get(user_id, ())
    if login or EXISTS in codes:
        return Standing.HALF_CREATED
    if codes:
        return Standing.FAILED
    return Standing.WAITING if isinstance(fate, Skipped) else Standing.PENDING


def _moves(fate: Decided) -> bool:
    return isinstance(fate, Exported) or (isinstance(fate, Skipped) and fate.id == LAZY_ID)


def _arrived(user: Document, place: int, tenant: Tenant) -> Standing:
    if tenant.came_by_login(place):
        return Standing.LOGIN
    # an import brings the metadata of the mapping with it, a user that was broken off has none
    return Standing.HALF_CREATED if user.get("app_metadata") and tenant.is_bare(place) else Standing.BULK

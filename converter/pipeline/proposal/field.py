"""A proposed field of a user: the expression, what speaks for it, and an invented value for a test."""

from __future__ import annotations

from msgspec import Struct

from converter.pipeline.inspection.kind import Kind
from converter.pipeline.inspection.profile import Profile
from converter.pipeline.proposal.candidates import Candidates
from converter.record import Naming

_PLURALS = {
    Kind.EMAIL: "e-mail addresses",
    Kind.PHONE: "phone numbers (E.164)",
    Kind.NATIONAL_PHONE: "phone numbers, some without country code",
    Kind.GUID: "GUIDs",
    Kind.SID: "Windows SIDs",
    Kind.DN: "DNs",
    Kind.GENERALIZED_TIME: "generalizedTime",
    Kind.ISO_TIME: "ISO 8601 times",
    Kind.URL: "web addresses",
    Kind.INTEGER: "whole numbers",
}


class Given(Struct, frozen=True):
    """A name of the source and a value that is invented; bytes for a binary attribute, a list where JSON has one."""

    name: str
    value: str | bytes | int | bool | list[str | int]


class Field(Struct, frozen=True):
    """`target` is a path such as `app_metadata.title`. `given` and `expected` go into the mapping's test.

    `sources` are the names that the expression reads.
    """

    target: str
    expression: str
    evidence: str
    sources: tuple[str, ...]
    on_error: str = ""
    given: tuple[Given, ...] = ()
    expected: str | bool | None = None


def evidence(candidates: Candidates, profile: Profile) -> str:
    """Why a name was taken: `98 % filled, 1 value each, e-mail addresses`."""
    filled = candidates.filled(profile)
    percent = "100 %" if filled == 1 else f"{min(filled, 0.99):.0%}".replace("%", " %")
    values = "1 value each" if profile.most <= 1 else f"up to {profile.most} values"
    kind = _PLURALS.get(profile.kind, profile.kind.value)
    return f"{percent} filled, {values}, {kind}"


class Case(Struct, frozen=True):
    """What an invented record gives, and what the user must have then."""

    given: str | bytes | int
    expected: str


def field_of(target: str, expression: str, case: Case, *, read: tuple[Candidates, Profile], note: str = "") -> Field:
    """A field that one name is read for, with its case."""
    candidates, profile = read
    why = evidence(candidates, profile) + (f"; {note}" if note else "")
    invented = Given(profile.name, case.given)
    if candidates.naming is Naming.MEMBERS and profile.most > 1 and not isinstance(case.given, bytes):
        invented = Given(profile.name, [case.given])
    return Field(target, expression, why, (profile.name,), given=(invented,), expected=case.expected)

"""The state of an account: what blocks it, and what a person has to decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from converter.pipeline.inspection.kind import Kind
from converter.pipeline.inspection.profile import Profile
from converter.pipeline.proposal.candidates import Candidates
from converter.pipeline.proposal.field import Field, Given, evidence
from converter.record import Naming


@dataclass(frozen=True, slots=True)
class State:
    """A name without case and signs, the condition that blocks (`{}` is the name), and a value for which it holds."""

    name: str
    condition: str
    value: str


_STATES = (
    State("orclisenabled", "includes({}, 'DISABLED')", "DISABLED"),
    State("pwdaccountlockedtime", "present({})", "20240101000000Z"),
    State("ibmpwdaccountlocked", "includes({}, 'TRUE')", "TRUE"),
    State("useraccountcontrol", "has_flag({}, 'ACCOUNTDISABLE')", "514"),
    State("msdsuseraccountcontrolcomputed", "has_flag({}, 'LOCKOUT')", "16"),
    State("nsaccountlock", "includes({}, 'TRUE')", "TRUE"),
    State("dspwpaccountdisabled", "includes({}, 'TRUE')", "TRUE"),
    State("logindisabled", "includes({}, 'TRUE')", "TRUE"),
)
_ON = "disabled isdisabled locked islocked blocked isblocked accountlocked suspended deactivated"
_OFF = "enabled isenabled isactive active accountenabled"
_STATUS = "status accountstatus userstatus state employeestatus"
_DATES = (
    "shadowexpire accountexpires orclactiveenddate loginexpirationtime passwordexpirationtime lockoutend "
    "krbprincipalexpiration dspwpaccountexpirationtime pwdendtime lockouttime"
)
_SHOWN = 6


def blocked(candidates: Candidates) -> Field | None:
    """The field `blocked`: whoever the source says is disabled or locked."""
    found = [*_directory(candidates), *_booleans(candidates)]
    if not found:
        return None
    condition = " || ".join(text for _, text, _ in found)
    profile, _, value = found[0]
    why = ", ".join(f"{p.name} {evidence(candidates, p).partition(',')[0]}" for p, _, _ in found)
    names = tuple(p.name for p, _, _ in found)
    return Field("blocked", condition, why, names, given=(Given(profile.name, value),), expected=True)


def undecided(candidates: Candidates) -> Iterator[str]:
    """Sentences on what may block an account and is left to a person."""
    for profile in candidates.all(_STATUS, (Kind.TEXT, Kind.INTEGER)):
        values = list(profile.public_values)[:_SHOWN]
        if values:
            told = ", ".join(values) + ("" if len(values) == len(profile.value_set) else " and others")
            yield f"{profile.name} has the values {told}: does one of them block? blocked: {{expr: …, map: {{…}}}}"
    for profile in candidates.all(_DATES):
        yield f"{profile.name} is a date, and no expression compares with today: have the expired exported as such"


def _directory(candidates: Candidates) -> Iterator[tuple[Profile, str, str | bool]]:
    if candidates.naming is not Naming.DIRECTORY:
        return
    for state in _STATES:
        if profile := candidates.first(state.name):
            yield profile, state.condition.format(candidates.name(profile)), state.value


def _booleans(candidates: Candidates) -> Iterator[tuple[Profile, str, str | bool]]:
    """Columns and members that say yes or no; true booleans need no reading."""
    if candidates.naming is Naming.DIRECTORY:
        return
    for names, blocks in ((_ON, True), (_OFF, False)):
        for profile in candidates.all(names, (Kind.BOOLEAN,)):
            own = candidates.typed and profile.value_set.keys() <= {"True", "False"}
            read = candidates.name(profile) if own else f"boolean({candidates.name(profile)})"
            value: str | bool = blocks if own else str(blocks).lower()
            yield profile, f"{read} == `{str(blocks).lower()}`", value

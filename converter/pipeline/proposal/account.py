"""The state of an account: what blocks it, and what a person has to decide."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from converter.pipeline.inspection.kind import Kind
from converter.pipeline.inspection.profile import Profile
from converter.pipeline.inspection.spelling import plain_name
from converter.pipeline.proposal import vocabulary
from converter.pipeline.proposal.candidates import Candidates
from converter.pipeline.proposal.field import Field, Given, evidence
from converter.record import Naming


class State(Struct, frozen=True):
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
    State("lockedbyintruder", "includes({}, 'TRUE')", "TRUE"),
)
_SHOWN = 6
_NEVER = {"0", "-1", "9223372036854775807"}
_READABLE = frozenset(("true", "false", "yes", "no", "1", "0", "on", "off", "t", "f", "y", "n"))
"""What `boolean()` reads."""

_READ = {
    Kind.GENERALIZED_TIME: "iso({})",
    Kind.ISO_TIME: "iso({}, 'UTC')",
    Kind.FILETIME: "filetime({})",
    Kind.EPOCH: "epoch({})",
    Kind.EPOCH_MS: "epoch_ms({})",
}
"""How a time is made one that can be compared."""


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
    for profile in candidates.all(vocabulary.STATUS, (Kind.TEXT, Kind.INTEGER)):
        values = list(profile.public_values)[:_SHOWN]
        if values:
            told = ", ".join(values) + ("" if len(values) == len(profile.value_set) else " and others")
            example = f"includes({candidates.value(profile)}, '{values[-1]}')"
            yield f"{profile.name} has the values {told}; where one blocks, write blocked: {example}"
    for profile in candidates.all(vocabulary.ENDS):
        if not profile.value_set or profile.value_set.keys() - _NEVER:
            yield f"{profile.name} is an end date, and there is no clock in a mapping: {_compared(candidates, profile)}"
    for profile in candidates.all(vocabulary.VERIFIED):
        name = candidates.value(profile)
        said = name if candidates.typed and profile.kind is Kind.BOOLEAN else f"boolean({name})"
        verified = said if profile.kind is Kind.BOOLEAN else f"present({name})"
        yield f"{profile.name} may say whose address was verified; if you trust it, email_verified: {verified}"
    for profile in candidates.all(vocabulary.ROLES):
        yield f"{profile.name} may hold roles: they go below after_import: where Auth0 has roles of these names"


def _compared(candidates: Candidates, profile: Profile) -> str:
    """How a date is held against a day that a person names."""
    value = candidates.first_value(profile)
    if profile.kind in _READ:
        return f"name the day, as in ({_READ[profile.kind].format(value)} || '9999') < '2030-01-31'"
    return "export the expired as such, or compare with a day that you name"


def _directory(candidates: Candidates) -> Iterator[tuple[Profile, str, str | bool]]:
    for state in _STATES:
        profile = candidates.first(state.name)
        if profile and (candidates.naming is Naming.DIRECTORY or profile.kind is not Kind.BOOLEAN):
            yield profile, state.condition.format(candidates.name(profile)), state.value


def _booleans(candidates: Candidates) -> Iterator[tuple[Profile, str, str | bool]]:
    """Columns and members that say yes or no; true booleans need no reading."""
    if candidates.naming is Naming.DIRECTORY:
        return
    for names, blocks in ((vocabulary.ON_IS_BLOCKED, True), (vocabulary.OFF_IS_BLOCKED, False)):
        for profile in candidates.all(names, (Kind.BOOLEAN, Kind.TEXT)):
            name = candidates.name(profile)
            if candidates.typed and profile.truths == profile.values:
                yield profile, f"{name} == `{str(blocks).lower()}`", blocks
            elif _READABLE.issuperset(word.casefold() for word in profile.value_set or "?"):
                yield profile, f"boolean({name}) == `{str(blocks).lower()}`", str(blocks).lower()
            elif word := _word(profile, blocks=blocks):
                yield profile, f"includes({name}, '{word}')", word


def _word(profile: Profile, *, blocks: bool) -> str:
    """The word of the source that says yes, or no; "" where its words are none of a known pair."""
    found = {plain_name(word): word for word in profile.public_values}
    for yes, no in ((plain_name(yes), plain_name(no)) for yes, no in vocabulary.YES_AND_NO):
        if found and found.keys() <= {yes, no} and len(profile.value_set) == len(found):
            return found.get(yes if blocks else no, "")
    return ""

"""What has no field of its own in Auth0 and may be wanted: in app_metadata and user_metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator

from converter.pipeline.inspection.kind import TIMES, Kind
from converter.pipeline.inspection.profile import Profile
from converter.pipeline.proposal import vocabulary
from converter.pipeline.proposal.candidates import Candidates
from converter.pipeline.proposal.field import Field, evidence
from converter.record import Naming

_KEPT = (
    ("app_metadata.employee_number", vocabulary.EMPLOYEE_NUMBER, None),
    ("app_metadata.employee_type", vocabulary.EMPLOYEE_TYPE, (Kind.TEXT, Kind.INTEGER)),
    ("app_metadata.manager", vocabulary.MANAGER, (Kind.DN, Kind.TEXT, Kind.EMAIL)),
    ("app_metadata.company", vocabulary.COMPANY, (Kind.TEXT,)),
    ("app_metadata.cost_center", vocabulary.COST_CENTER, (Kind.TEXT, Kind.INTEGER)),
    ("app_metadata.legacy_upn", "userprincipalname", (Kind.EMAIL, Kind.BAD_EMAIL)),
    ("user_metadata.title", vocabulary.TITLE, (Kind.TEXT,)),
    ("user_metadata.department", vocabulary.DEPARTMENT, (Kind.TEXT, Kind.INTEGER)),
    ("user_metadata.city", vocabulary.CITY, (Kind.TEXT,)),
    ("user_metadata.country", vocabulary.COUNTRY, (Kind.TEXT,)),
    ("user_metadata.locale", vocabulary.LOCALE, (Kind.TEXT,)),
)
_TIMES = (
    ("app_metadata.legacy_created_at", vocabulary.CREATED),
    ("app_metadata.password_changed_at", vocabulary.PASSWORD_CHANGED),
    ("app_metadata.legacy_last_login", vocabulary.LAST_LOGIN),
)
_ZONED = re.compile(r".*(?:[Aa]|[+-]99(?::?99)?)")


def metadata(candidates: Candidates) -> Iterator[Field]:
    """The members, those of app_metadata first."""
    if candidates.naming is Naming.DIRECTORY:
        yield Field("app_metadata.legacy_dn", "dn", "where the entry stood", ("dn",))
    elif dn := candidates.first("dn distinguishedname", (Kind.DN,)):
        yield _made("app_metadata.legacy_dn", candidates.name(dn), candidates, dn)
    if groups := candidates.first(vocabulary.GROUPS):
        name = candidates.name(groups)
        joined = candidates.naming is Naming.COLUMNS and groups.kind is Kind.DN
        yield _made("app_metadata.groups", f"split({name}, ';')" if joined else name, candidates, groups)
    kept = [field for target, names, kinds in _KEPT if (field := _kept(candidates, target, names=names, kinds=kinds))]
    if sid := candidates.first("objectsid"):
        value = candidates.first_value(sid)
        expression = f"sid(unhex({value}))" if sid.quoted_hex else f"sid({value})"
        kept.append(_made("app_metadata.legacy_sid", expression, candidates, sid))
    times = [field for target, names in _TIMES if (field := _time(candidates, target, names))]
    yield from sorted([*kept, *times, *_other_emails(candidates)], key=lambda field: field.target.partition(".")[0])


def _kept(
    candidates: Candidates, target: str, *, names: str, kinds: tuple[Kind, ...] | None
) -> Field | None:  # fmt: skip
    profile = candidates.first(names, kinds)
    return _made(target, candidates.kept(profile), candidates, profile) if profile else None


def _time(candidates: Candidates, target: str, names: str) -> Field | None:
    profile = candidates.first(names, TIMES - {Kind.DATE})
    if profile is None:
        return None
    value = candidates.first_value(profile)
    note = ""
    if profile.kind in (Kind.GENERALIZED_TIME, Kind.ISO_TIME):
        zoned = all(map(_ZONED.fullmatch, profile.shapes))
        expression = f"iso({value})" if zoned else f"iso({value}, 'UTC')"
        note = "" if zoned else "; some do not say their time zone: is it UTC?"
    else:
        function = {Kind.FILETIME: "filetime", Kind.EPOCH: "epoch", Kind.EPOCH_MS: "epoch_ms"}[profile.kind]
        expression = f"{function}({value})"
    on_error = "" if profile.share == 1 else "warn"
    return Field(target, expression, evidence(candidates, profile) + note, (profile.name,), on_error=on_error)


def _other_emails(candidates: Candidates) -> Iterator[Field]:
    profile = candidates.first("mail email", (Kind.EMAIL,))
    if profile and profile.most > 1 and "[]" not in profile.name:
        name = candidates.name(profile)
        expression = f"if(length({name} || `[]`) > `1`, lower({name}[1:]))"
        yield Field("user_metadata.other_emails", expression, "those behind the first", (profile.name,))


def _made(target: str, expression: str, candidates: Candidates, profile: Profile) -> Field:
    return Field(target, expression, evidence(candidates, profile), (profile.name,))

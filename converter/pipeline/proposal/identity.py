"""Who the user is: identifier, address, login name, names, telephone number and picture."""

from __future__ import annotations

import re
from collections.abc import Iterator

from converter.pipeline.inspection.kind import Kind
from converter.pipeline.inspection.profile import Profile
from converter.pipeline.proposal import vocabulary
from converter.pipeline.proposal.candidates import Candidates
from converter.pipeline.proposal.field import Case, Field, evidence, field_of
from converter.pipeline.proposal.names import names
from converter.record import Naming

_LONGEST_USERNAME = 15
_LOGIN = re.compile(r"[A-Za-z0-9_.+!#$'^`~-]+…?")
_GUID = "3f2504e0-4f89-11d3-9a0c-0305e82c3301"
_GUID_HEX = "e004253f894fd3119a0c0305e82c3301"
_NUMBERS = (Kind.PHONE, Kind.NATIONAL_PHONE)
_WORDS = (Kind.TEXT, Kind.INTEGER, Kind.HEX, Kind.NUMBER)


def identity(candidates: Candidates) -> Iterator[Field]:
    """The fields at the root of a user, but for `blocked`."""
    for finder in (_user_id, _email, _username):
        if field := finder(candidates):
            yield field
    yield from names(candidates)
    for finder in (_phone, _picture):
        if field := finder(candidates):
            yield field


def _user_id(candidates: Candidates) -> Field | None:
    found = candidates.all(vocabulary.USER_ID, (Kind.GUID, *_WORDS))
    profile = next(filter(candidates.unique, [*found, *_numbered(candidates)]), None)
    if profile is None:
        return None
    name = candidates.name(profile)
    if profile.kind is Kind.GUID:
        if profile.quoted_hex:
            case = Case(f"X'{_GUID_HEX}'", _GUID)
            return field_of("user_id", f"guid(unhex({name}))", case, read=(candidates, profile))
        case = Case(bytes.fromhex(_GUID_HEX) if Kind.BINARY in profile.kinds else _GUID, _GUID)
        return field_of("user_id", f"guid({name})", case, read=(candidates, profile))
    if candidates.typed and profile.kind is Kind.INTEGER:
        return field_of("user_id", f"to_string({name} || '')", Case(1001, "1001"), read=(candidates, profile))
    return field_of("user_id", name, Case("1001", "1001"), read=(candidates, profile))


def _numbered(candidates: Candidates) -> list[Profile]:
    return candidates.all(vocabulary.NUMBERED, (Kind.INTEGER,)) if candidates.typed else []


def _email(candidates: Candidates) -> Field | None:
    named = candidates.all(vocabulary.EMAIL, (Kind.EMAIL,))
    others = [p for p in candidates.contents.profiles.values() if p.kind is Kind.EMAIL and p.records]
    found = named or sorted(others, key=lambda profile: -profile.records)
    if not found:
        return None
    expression, case = f"lower({candidates.value(found[0])})", Case("Jane.Doe@Example.com", "jane.doe@example.com")
    return field_of("email", expression, case, read=(candidates, found[0]))


def _username(candidates: Candidates) -> Field | None:
    for profile in candidates.all(vocabulary.USERNAME, _WORDS):
        forms = [form for form, _ in profile.shapes.most_common(3)]
        if not all(map(_LOGIN.fullmatch, forms)) or profile.distinct.count < 2 <= profile.records:
            continue
        if profile in _numbered(candidates):
            continue
        expression, case = candidates.value(profile), Case("jdoe", "jdoe")
        longer = f"up to {profile.longest} characters: raise the limit of the connection"
        note = longer if profile.longest > _LONGEST_USERNAME else ""
        if candidates.typed and profile.kind is Kind.INTEGER:
            expression, case = f"to_string({expression} || '')", Case(1001, "1001")
        return field_of("username", expression, case, read=(candidates, profile), note=note)
    return None


def _phone(candidates: Candidates) -> Field | None:
    """The number, where enough is known to write it as E.164: a plus sign, or each person's country."""
    profile = candidates.first(vocabulary.PHONE, _NUMBERS)
    if profile is None:
        return None
    number, why = candidates.first_value(profile), evidence(candidates, profile)
    expression = f"e164({number})"
    if profile.kinds[Kind.PHONE] < profile.values:
        country = _country(candidates)
        if country is not None:
            expression = f"e164({number}, {candidates.first_value(country)})"
            why += f"; {country.name} says the country of numbers without +"
        elif profile.kinds[Kind.PHONE]:
            why += f"; to keep those without +, name their country: e164({number}, 'US')"
        else:
            return None
    return Field("phone_number", expression, why, (profile.name,), on_error="drop")


def undecided_phone(candidates: Candidates) -> Iterator[str]:
    """What is missing where there are numbers, and none of them says its country."""
    profile = candidates.first(vocabulary.PHONE, _NUMBERS)
    if profile and _phone(candidates) is None:
        example = f"e164({candidates.first_value(profile)}, 'US')"
        yield f"{profile.name} has no country codes; name the country for phone_number, as in {example}"


def _country(candidates: Candidates) -> Profile | None:
    """The name under which a country's two capitals stand: in tables only where every row has them."""
    for profile in candidates.all(vocabulary.COUNTRY, (Kind.TEXT,)):
        filled = candidates.naming is not Naming.COLUMNS or candidates.filled(profile) == 1
        if filled and profile.shapes.keys() == {"AA"} and profile.longest == 2:
            return profile
    return None


def _picture(candidates: Candidates) -> Field | None:
    profile = candidates.first(vocabulary.PICTURE, (Kind.URL,))
    if profile is None:
        return None
    why = evidence(candidates, profile)
    return Field("picture", candidates.value(profile), why, (profile.name,), on_error="drop")

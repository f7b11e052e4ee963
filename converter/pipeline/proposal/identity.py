"""Who the user is: identifier, address, login name, names, telephone number and picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from converter.pipeline.inspection.kind import Kind
from converter.pipeline.inspection.profile import Profile
from converter.pipeline.proposal.candidates import Candidates
from converter.pipeline.proposal.field import Field, Given, evidence
from converter.record import Naming

_USER_ID = (
    "orclguid ibmentryuuid objectguid entryuuid nsuniqueid ipauniqueid dsentryuniqueid guid uuid "
    "id userid personid externalid sub"
)
_EMAIL = "mail email emailaddress useremail mailaddress primaryemail rfc822mailbox userprincipalname"
_USERNAME = "uid samaccountname userlogin login username loginname logonname userid ntuserdomainid"
_GIVEN = "givenname firstname forename fname prenom vorname gn"
_FAMILY = "sn surname lastname familyname lname nom nachname"
_NAME = "displayname fullname name commonname"
_PHONE = "mobile mobilephone cellphone phonenumber telephonenumber phone telephone telefon telefonnummer homephone"
_PICTURE = "picture pictureurl avatar avatarurl photourl"
_COUNTRY = "c country countrycode countryname co"
_LONGEST_USERNAME = 15
_LOGIN = re.compile(r"[A-Za-z0-9_.+!#$'^`~-]+…?")
_GUID = "3f2504e0-4f89-11d3-9a0c-0305e82c3301"
_GUID_BYTES = bytes.fromhex("e004253f894fd3119a0c0305e82c3301")
_NUMBERS = (Kind.PHONE, Kind.NATIONAL_PHONE)
_WORDS = (Kind.TEXT, Kind.INTEGER, Kind.HEX, Kind.NUMBER)


def identity(candidates: Candidates) -> Iterator[Field]:
    """The fields at the root of a user, but for `blocked`."""
    finders = (_user_id, _email, _username, _given_name, _family_name, _name, _phone, _picture)
    for finder in finders:
        if field := finder(candidates):
            yield field


def _user_id(candidates: Candidates) -> Field | None:
    profile = next(filter(candidates.unique, candidates.all(_USER_ID, (Kind.GUID, *_WORDS))), None)
    if profile is None:
        return None
    name = candidates.name(profile)
    if profile.kind is Kind.GUID:
        binary = Kind.BINARY in profile.kinds
        case = _Case(_GUID_BYTES if binary else _GUID, _GUID)
        return _field("user_id", f"guid({name})", case, read=(candidates, profile))
    if candidates.typed and profile.kind is Kind.INTEGER:
        return _field("user_id", f"to_string({name})", _Case(1001, "1001"), read=(candidates, profile))
    return _field("user_id", name, _Case("1001", "1001"), read=(candidates, profile))


def _email(candidates: Candidates) -> Field | None:
    named = candidates.all(_EMAIL, (Kind.EMAIL,))
    others = [p for p in candidates.contents.profiles.values() if p.kind is Kind.EMAIL and p.records]
    found = named or sorted(others, key=lambda profile: -profile.records)
    if not found:
        return None
    expression, case = f"lower({candidates.value(found[0])})", _Case("Jane.Doe@Example.com", "jane.doe@example.com")
    return _field("email", expression, case, read=(candidates, found[0]))


def _username(candidates: Candidates) -> Field | None:
    for profile in candidates.all(_USERNAME, _WORDS):
        forms = [form for form, _ in profile.shapes.most_common(3)]
        if not all(map(_LOGIN.fullmatch, forms)) or profile.distinct.count < 2 <= profile.records:
            continue
        expression, case = candidates.value(profile), _Case("jdoe", "jdoe")
        longer = f"up to {profile.longest} characters: raise the limit of the connection"
        note = longer if profile.longest > _LONGEST_USERNAME else ""
        if candidates.typed and profile.kind is Kind.INTEGER:
            expression, case = f"to_string({expression})", _Case(1001, "1001")
        return _field("username", expression, case, read=(candidates, profile), note=note)
    return None


def _given_name(candidates: Candidates) -> Field | None:
    profile = candidates.first(_GIVEN, (Kind.TEXT,))
    if profile is None:
        return None
    return _field("given_name", candidates.value(profile), _Case("Jane", "Jane"), read=(candidates, profile))


def _family_name(candidates: Candidates) -> Field | None:
    profile = candidates.first(_FAMILY, (Kind.TEXT,))
    if profile is None:
        return None
    return _field("family_name", candidates.value(profile), _Case("Doe", "Doe"), read=(candidates, profile))


def _name(candidates: Candidates) -> Field | None:
    """The name as it is shown, with what may stand in for it where it is not always there."""
    shown, given, family = (candidates.first(names, (Kind.TEXT,)) for names in (_NAME, _GIVEN, _FAMILY))
    common = candidates.first("cn", (Kind.TEXT,))
    choices = [candidates.value(shown)] if shown else []
    if given and family and not (shown and candidates.filled(shown) == 1):
        choices.append(f"words({candidates.name(given)}, {candidates.name(family)})")
    if common and not (shown and candidates.filled(shown) == 1):
        choices.append(candidates.value(common))
    if not choices:
        return None
    read = [profile for profile in (shown, given, family, common) if profile]
    why = evidence(candidates, shown) if shown else "nothing else is the whole name"
    expression = choices[0] if len(choices) == 1 else f"first_of({', '.join(choices)})"
    filled = [Given(shown.name, "Jane Doe")] if shown else [Given(common.name, "Jane Doe")] if common else []
    expected = "Jane Doe" if filled or (given and family) else None
    return Field("name", expression, why, tuple(p.name for p in read), given=tuple(filled), expected=expected)


def _phone(candidates: Candidates) -> Field | None:
    """The number, where enough is known to write it as E.164: a plus sign, or each person's country."""
    profile = candidates.first(_PHONE, _NUMBERS)
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
    profile = candidates.first(_PHONE, _NUMBERS)
    if profile and _phone(candidates) is None:
        example = f"e164({candidates.first_value(profile)}, 'US')"
        yield f"{profile.name} has no country codes; name the country for phone_number, as in {example}"


def _country(candidates: Candidates) -> Profile | None:
    """The name under which a country's two capitals stand: in tables only where every row has them."""
    for profile in candidates.all(_COUNTRY, (Kind.TEXT,)):
        filled = candidates.naming is not Naming.COLUMNS or candidates.filled(profile) == 1
        if filled and profile.shapes.keys() == {"AA"} and profile.longest == 2:
            return profile
    return None


def _picture(candidates: Candidates) -> Field | None:
    profile = candidates.first(_PICTURE, (Kind.URL,))
    if profile is None:
        return None
    why = evidence(candidates, profile)
    return Field("picture", candidates.value(profile), why, (profile.name,), on_error="drop")


@dataclass(frozen=True, slots=True)
class _Case:
    """What an invented record gives, and what the user must have then."""

    given: str | bytes | int
    expected: str


def _field(target: str, expression: str, case: _Case, *, read: tuple[Candidates, Profile], note: str = "") -> Field:
    candidates, profile = read
    why = evidence(candidates, profile) + (f"; {note}" if note else "")
    invented = Given(profile.name, case.given)
    if candidates.naming is Naming.MEMBERS and profile.most > 1 and not isinstance(case.given, bytes):
        invented = Given(profile.name, [case.given])
    return Field(target, expression, why, (profile.name,), given=(invented,), expected=case.expected)

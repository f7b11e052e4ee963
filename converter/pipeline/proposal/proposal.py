"""A first mapping as data: source, condition, fields, password, and an invented person to test it with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from converter.pipeline.inspection.contents import Contents
from converter.pipeline.inspection.product import Likely
from converter.pipeline.plain import Plain
from converter.pipeline.proposal.account import blocked, undecided
from converter.pipeline.proposal.candidates import Candidates
from converter.pipeline.proposal.field import Field, evidence
from converter.pipeline.proposal.identity import identity, undecided_phone
from converter.pipeline.proposal.metadata import metadata
from converter.pipeline.proposal.password import Stored, password
from converter.record import Naming, Record
from converter.sources import SOURCES
from converter.sources.files import PATH
from converter.syntax.kind import Kind

_CLASSES = (
    "orcluserv2 orcluser user inetorgperson ibmperson gluuperson jansperson eperson nsperson posixaccount "
    "organizationalperson account person"
)
_COMPUTER = "computer"
_LEAST = 0.5
_UNIQUE = ("email", "username", "user_id")
_MOST_UNMAPPED = 40


class Proposal(Struct, frozen=True):
    """A first mapping. `settings` are those keys of the source's type that are worth writing down.

    `person` is the object class of people, which stands under `class_name`.
    """

    plain: Plain
    settings: Mapping[str, Any]
    product: Likely | None
    person: str
    class_name: str
    where: str
    fields: tuple[Field, ...]
    password: Stored | None
    undecided: tuple[str, ...]
    unmapped: tuple[str, ...]
    records: int
    unreadable: Mapping[str, int] = field(default_factory=dict)

    @property
    def unique(self) -> tuple[str, ...]:
        """The identifiers that are mapped."""
        targets = {each.target for each in self.fields}
        return tuple(name for name in _UNIQUE if name in targets)

    @property
    def has_email(self) -> bool:
        """Is there an address, without which Auth0 imports nobody?"""
        return "email" in self.unique


def person_class(contents: Contents) -> str:
    """The object class that tells people from groups and containers, as the source spells it; "" where none does."""
    found = {name.lower(): name for name in contents.classes}
    known = [found[name] for name in _CLASSES.split() if name in found]
    most = max((contents.classes[name] for name in known), default=0)
    return next((name for name in known if contents.classes[name] >= _LEAST * most), "")


def is_person(record: Record, wanted: str) -> bool:
    """Has the record the object class of people? A table has it as one text, under a name in any case."""
    stored = next((value for name, value in record.values.items() if name.lower() == "objectclass"), None)
    classes = {str(name).lower() for name in (stored if isinstance(stored, list) else [stored])}
    return wanted.lower() in classes and _COMPUTER not in classes


def propose(plain: Plain, everything: Contents, people: Contents) -> Proposal:
    """A mapping for the source: `everything` is what is in it, `people` what is in its records of `person_class`."""
    known = SOURCES[plain.type].types(plain.values)
    typed = plain.naming is not Naming.DIRECTORY and known.cell == "any"
    candidates = Candidates(people, typed=typed)
    person = person_class(everything)
    fields = [*identity(candidates), *filter(None, [blocked(candidates)]), *metadata(candidates)]
    stored = password(candidates)
    read = {name for each in fields for name in each.sources} | {"objectclass", "dn"}
    unmapped = [
        f"{profile.name}: {evidence(candidates, profile)}"
        for profile in people.profiles.values()
        if profile.name not in read and not profile.password and profile.records
    ]
    return Proposal(
        plain,
        _settings(plain, people),
        everything.product,
        person,
        _class_name(everything),
        _where(everything, person),
        tuple(fields),
        stored,
        (*undecided_phone(candidates), *undecided(candidates)),
        tuple(unmapped[:_MOST_UNMAPPED]),
        everything.read,
        dict(everything.unreadable),
    )


def _class_name(contents: Contents) -> str:
    """The name under which object classes stand, as the source spells it."""
    return next((name for name in contents.profiles if name.lower() == "objectclass"), "")


def _where(contents: Contents, person: str) -> str:
    if not person:
        return ""
    name = _class_name(contents)
    condition = f"includes({name}, '{person}')"
    computers = any(name.lower() == _COMPUTER for name in contents.classes)
    return f"{condition} && !includes({name}, 'computer')" if computers else condition


def _settings(plain: Plain, people: Contents) -> dict[str, Any]:
    """Delimiter and encoding of a table in any case, other keys where they are not the default.

    A key that may hold a secret is as the mapping writes it, so that nothing from outside gets into a file.
    """
    always = ("delimiter", "encoding") if people.naming is Naming.COLUMNS else ()
    declared = [each for each in SOURCES[plain.type].FIELDS if each is not PATH]
    settings = {
        each.name: plain.written[each.name] if each.kind in (Kind.URL, Kind.SECRET) else plain.values[each.name]
        for each in declared
        if each.name in always or plain.values[each.name] != each.default
    }
    words = sorted({word for profile in people.profiles.values() for word in profile.nulls})
    if words and "nulls" not in settings and any(each.name == "nulls" for each in declared):
        settings["nulls"] = words
    return settings

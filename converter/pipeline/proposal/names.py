"""What a person is called: given name, family name, and the name as it is shown."""

from __future__ import annotations

from collections.abc import Iterator

from converter.pipeline.inspection.kind import Kind
from converter.pipeline.inspection.profile import Profile
from converter.pipeline.inspection.spelling import plain_name
from converter.pipeline.proposal.candidates import Candidates
from converter.pipeline.proposal.field import Case, Field, Given, evidence, field_of
from converter.pipeline.proposal.vocabulary import FAMILY_NAME, FULL_NAME, GIVEN_NAME, WHOLE_NAMES
from converter.record import Naming

_WHOLE = frozenset(WHOLE_NAMES.split())
_BESIDE = {"vorname": "name", "prenom": "nom", "voornaam": "naam", "prenome": "nome"}
"""A column for the given name, and what the family name beside it is called where nothing else is."""


def names(candidates: Candidates) -> Iterator[Field]:
    """The fields `given_name`, `family_name` and `name`."""
    given, family = _parts(candidates)
    for target, profile, example in (("given_name", given, "Jane"), ("family_name", family, "Doe")):
        if profile:
            case = Case(example, example)
            yield field_of(target, candidates.value(profile), case, read=(candidates, profile))
    if field := _name(candidates, given, family):
        yield field


def _parts(candidates: Candidates) -> tuple[Profile | None, Profile | None]:
    """Given and family name. A word that alone means the whole name is a part only beside the other part."""
    given, family = (candidates.first(words, (Kind.TEXT,)) for words in (GIVEN_NAME, FAMILY_NAME))
    if given and not family:
        family = candidates.first(_BESIDE.get(plain_name(given.name), ""), (Kind.TEXT,))
    if candidates.naming is Naming.DIRECTORY:
        return given, family
    alone = given if family is None else family if given is None else None
    return (None, None) if alone and plain_name(alone.name) in _WHOLE else (given, family)


def _name(candidates: Candidates, given: Profile | None, family: Profile | None) -> Field | None:
    """The name as it is shown, with what may stand in for it where it is not always there."""
    parts = (given, family)
    several = candidates.all(f"{FULL_NAME} {WHOLE_NAMES}", (Kind.TEXT,))
    shown = next((profile for profile in several if profile not in parts), None)
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

"""What a source holds, in the words of a report: the rows that text and page share, and the whole as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field

from converter.pipeline.inspection.contents import Contents
from converter.pipeline.inspection.kind import TIMES, Kind
from converter.pipeline.inspection.profile import Profile
from converter.pipeline.plain import Plain
from converter.validation.violation import mask

_SHAPES = 2
_LONGEST_VALUE = 40
_OWN_FORM = TIMES | {Kind.GUID, Kind.SID, Kind.DN, Kind.PASSWORD, Kind.BINARY, Kind.BOOLEAN, Kind.OBJECT, Kind.URL}
"""Kinds that say themselves how their values look."""


class Shown(Struct, frozen=True):
    """What a report may show: with `values`, also what is somebody's own, but for secrets."""

    values: bool = False


class Row(Struct, frozen=True):
    """One name as a line of a report.

    `filled` is a share of the readable records. `mixture` says how much of the values is of the kind, and what the
    others are, where they are not all of it; `detail` what they look like.
    """

    name: str
    filled: float
    per_record: str
    distinct: str
    longest: int
    kind: str
    mixture: str = ""
    detail: tuple[str, ...] = field(default=())


def rows(contents: Contents, shown: Shown) -> list[Row]:
    """A row a name, in the order in which the source brought them."""
    return [_row(profile, contents.records, shown) for profile in contents.profiles.values()]


def values_of(profile: Profile, shown: Shown) -> dict[str, int]:
    """The values of a small set that may be shown, and how often each stands there; the others come masked."""
    everything = profile.value_set
    if profile.secret or not everything:
        return {}
    if shown.values:
        return everything
    return profile.public_values if len(profile.public_values) * 2 > len(everything) else {}


def samples_of(profile: Profile, shown: Shown) -> list[str]:
    """Some values, masked to first and last character unless they may be shown; none of a secret."""
    if profile.secret or profile.kind is Kind.PASSWORD:
        return []
    return list(profile.samples) if shown.values else [mask(profile.name, value) for value in profile.samples]


def share(number: float) -> str:
    """A share in whole percents that never says 0 or 100 where it is not quite that."""
    if 0 < number < 0.01:
        return "< 1 %"
    return "> 99 %" if 0.99 < number < 1 else f"{number:.0%}".replace("%", " %")


def count_of(profile: Profile) -> str:
    """How many different values, exact or about."""
    return f"{profile.distinct.count:,}" if profile.distinct.exact else f"~{_rounded(profile.distinct.count):,}"


def as_document(contents: Contents, plain: Plain, shown: Shown) -> dict[str, Any]:
    """The whole as a JSON object."""
    product = contents.product
    return {
        "source": {"type": plain.type, "files": [file.name for file in plain.files]},
        "records": contents.read,
        "readable": contents.records,
        "unreadable": [
            {"code": code, "records": count, "first": contents.places[code]}
            for code, count in contents.unreadable.most_common()
        ],
        "product": product and {"name": product.name, "evidence": product.evidence, "mapping": product.mapping},
        "object_classes": dict(contents.classes.most_common()),
        "names": [_document(profile, contents.records, shown) for profile in contents.profiles.values()],
        "names_not_told_apart": contents.further,
        "passwords": {name: inventory.as_document() for name, inventory in contents.passwords.items()},
        "duplicates": [
            {"name": name, "records": found.count, "first": found.example, "all_compared": found.complete}
            for name, found in contents.repeats.items()
        ],
    }


def _row(profile: Profile, records: int, shown: Shown) -> Row:
    several = f"1-{profile.most}, mostly {profile.median}" if profile.most > 1 else "1"
    filled = profile.records / records if records else 0.0
    figures = several, count_of(profile), profile.longest
    return Row(profile.name, filled, *figures, profile.kind.value, _mixture(profile), tuple(_detail(profile, shown)))


def _mixture(profile: Profile) -> str:
    if profile.share == 1 or profile.kind is Kind.TEXT:
        return ""
    others = [f"{share(count / profile.values)} {name}" for name, count in profile.kinds.most_common(2)[1:]]
    return f"{share(profile.share)}, {', '.join(others)}"


def _detail(profile: Profile, shown: Shown) -> Iterator[str]:
    if values := values_of(profile, shown):
        left = len(profile.value_set) - len(values)
        more = [f"and {left} rarer"] if left else []
        yield ", ".join([*(f"{value[:_LONGEST_VALUE]} {count:,}" for value, count in values.items()), *more])
    elif shown.values and (samples := samples_of(profile, shown)):
        yield f"such as {' | '.join(samples)}"
    elif profile.kind not in _OWN_FORM and profile.shapes and not profile.secret:
        yield f"like {' or '.join(form for form, _ in profile.shapes.most_common(_SHAPES))}"
    if profile.nulls:
        yield f"for none: {', '.join(f'{word} {count:,}' for word, count in profile.nulls.most_common(3))}"


def _rounded(number: int) -> int:
    """Two digits that count: an estimate has no more."""
    return round(number, 2 - len(str(number)))


def _document(profile: Profile, records: int, shown: Shown) -> dict[str, Any]:
    return {
        "name": profile.name,
        "records": profile.records,
        "filled": round(profile.records / records, 4) if records else 0,
        "values": {"total": profile.values, "median": profile.median, "most": profile.most, "several": profile.several},
        "kind": profile.kind,
        "kinds": {kind.value: count for kind, count in profile.kinds.most_common()},
        "distinct": {"count": profile.distinct.count, "exact": profile.distinct.exact},
        "longest": profile.longest,
        "empty": profile.empty,
        "null_words": dict(profile.nulls.most_common()),
        "secret": profile.secret,
        "value_set": values_of(profile, shown),
        "shapes": {} if profile.secret else dict(profile.shapes.most_common(5)),
        "samples": samples_of(profile, shown),
    }

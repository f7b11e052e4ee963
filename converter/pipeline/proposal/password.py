"""Where the stored passwords are, under which scheme, and what is to become of those that Auth0 cannot take."""

from __future__ import annotations

from msgspec import Struct

from converter.pipeline.inspection.contents import Contents
from converter.pipeline.inspection.spelling import plain_name
from converter.pipeline.inspection.stored import NOT_RECOGNISED
from converter.pipeline.proposal.candidates import Candidates

_BY_NAME = {"sambantpassword": "nt", "ntpassword": "nt", "nthash": "nt"}
"""Names that say which scheme their values have, which do not say it themselves."""


class Stored(Struct, frozen=True):
    """The section `password`. `understood` is false where the scheme has to be named by a person first."""

    expression: str
    scheme: str
    evidence: str
    lazy: bool
    understood: bool = True


def password(candidates: Candidates) -> Stored | None:
    """The section for the name with most passwords that are understood; None where there are none."""
    contents = candidates.contents
    counts = {name: _counts(contents, name) for name in contents.passwords if contents.profiles[name].password}
    if not counts:
        return None
    name = max(counts, key=lambda each: (counts[each][0], counts[each][1]))
    accepted, refused, unread = counts[name]
    expression, why = _expression(candidates, name), _evidence(contents, name)
    if accepted + refused:
        return Stored(expression, "auto", why, lazy=refused > 0)
    scheme = _BY_NAME.get(plain_name(name), "")
    return Stored(expression, scheme or "auto", why, lazy=False, understood=bool(scheme) or not unread)


def _counts(contents: Contents, name: str) -> tuple[int, int, int]:
    """How many are taken, refused by Auth0, not understood."""
    rows = [(kind, count) for kind, count in contents.passwords[name].rows() if kind]
    accepted = sum(count for kind, count in rows if kind.accepted)
    unread = sum(count for kind, count in rows if kind.scheme == NOT_RECOGNISED)
    return accepted, sum(count for _, count in rows) - accepted - unread, unread


def _expression(candidates: Candidates, name: str) -> str:
    written = candidates.name(candidates.contents.profiles[name])
    if written.endswith("[]"):  # objects of Keycloak, which the scheme reads as JSON text
        return f"{written.removesuffix('[]')}[?type == 'password'].to_string(@)"
    return written


def _evidence(contents: Contents, name: str) -> str:
    rows = [(kind, count) for kind, count in contents.passwords[name].rows() if kind]
    told = [f"{count:,} {kind.scheme if kind.scheme != NOT_RECOGNISED else kind.target}" for kind, count in rows[:6]]
    return ", ".join(told) + (", …" if len(rows) > 6 else "")

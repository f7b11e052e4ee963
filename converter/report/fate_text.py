"""What became of a record, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from converter.mapping.after_import import SECTION
from converter.mapping.fate import Exported, Fate, Filtered, Rejected, Skipped, Undecided, fate_name
from converter.validation.violation import Violation


def fate_text(fate: Fate) -> str:
    """The fate in a few words."""
    match fate:
        case Filtered():
            return "filtered: source.where does not hold"
        case Undecided():
            return "stops a run"
    return fate_name(fate)


def fate_lines(fate: Fate) -> Iterator[str]:
    """Everything that was wrong with the record, one line each."""
    match fate:
        case Rejected():
            yield from (f"rejected because {_line(reason)}" for reason in fate.reasons)
        case Exported():
            yield from (f"warning: {_line(warning)}" for warning in fate.warnings)
            yield from (f"left out: {_line(dropped)}" for dropped in fate.dropped)
            yield from (
                f"after the import: {kind} {', '.join(names)}" for kind, names in (fate.afterwards or {}).items()
            )
        case Undecided():
            scheme, reason = fate.password.scheme, fate.password.target
            yield f"undecided: Auth0 cannot take its password ({scheme}: {reason}), and no unsupported: says what then"


def fate_document(fate: Fate) -> dict[str, Any]:
    """The fate as a JSON object: `fate`, and what belongs to it where there is any.

    That is `reasons`, `skip`, `warnings`, `left_out`, `password` or `after_import`.
    """
    match fate:
        case Exported():
            told = {"warnings": _listed(fate.warnings), "left_out": _listed(fate.dropped)}
            scheme = {"password": fate.password.scheme} if fate.password else {}
            given = {SECTION: fate.afterwards} if fate.afterwards else {}
            return {"fate": "exported", **scheme, **{name: found for name, found in told.items() if found}, **given}
        case Rejected():
            return {"fate": "rejected", "reasons": _listed(fate.reasons)}
        case Skipped():
            return {"fate": "skipped", "skip": fate.id}
        case Filtered():
            return {"fate": "filtered"}
        case Undecided():
            return {"fate": "undecided", "password": fate.password.scheme}


def violation_document(violation: Violation) -> dict[str, str]:
    """A violation as a JSON object; a value that is not known is left out."""
    document = {"field": violation.path, "code": violation.rule, "message": violation.message}
    return document | {"value": violation.value} if violation.value else document


def violation_text(violation: Violation) -> str:
    """A violation in a line, without its field."""
    value = f"; found {violation.value}" if violation.value else ""
    return f"{violation.rule}: {violation.message}{value}"


def _line(violation: Violation) -> str:
    return f"{violation.path or 'the record'}: {violation_text(violation)}"


def _listed(violations: Any) -> list[dict[str, str]]:
    return [violation_document(violation) for violation in violations]

"""The lines of `rejected.jsonl`, `warnings.jsonl` and `skipped.jsonl`: where a record stood, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from converter.record import Origin
from converter.validation.violation import Violation


def rejected_line(origin: Origin, reasons: Iterable[Violation]) -> dict[str, Any]:
    """A record that became no user: where it stood and every reason; values are masked.

    `{"origin": {"file", "lines", "row", "dn"}, "reasons": [{"field", "code", "message", "value"}]}`
    """
    return {"origin": origin.as_document(), "reasons": [_reason(violation) for violation in reasons]}


def warning_line(origin: Origin, warnings: Iterable[Violation]) -> dict[str, Any]:
    """A record that became a user, but not all of it did: as `rejected_line`, with `warnings` for `reasons`."""
    return {"origin": origin.as_document(), "warnings": [_reason(violation) for violation in warnings]}


def skipped_line(origin: Origin, skip: str) -> dict[str, Any]:
    """A record that the mapping leaves out on purpose: where it stood, and the id of the rule."""
    return {"origin": origin.as_document(), "skip": skip}


def _reason(violation: Violation) -> dict[str, str]:
    """`field` is empty for the record as a whole; a value that is not known is left out."""
    document = {"field": violation.path, "code": violation.rule, "message": violation.message}
    return document | {"value": violation.value} if violation.value else document

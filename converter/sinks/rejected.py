"""The lines of `rejected.jsonl`, `warnings.jsonl` and `skipped.jsonl`: where a record stood, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from converter.record import Origin


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is wrong with a record.

    `field` is the user's field (`app_metadata.roles`) or empty for the record as a whole, `code` the stable rule,
    `value` what was found, masked by whoever makes the reason: never a password, a hash or a secret.
    """

    field: str
    code: str
    message: str
    value: str = ""

    def as_document(self) -> dict[str, str]:
        """The reason as a JSON object; a value that is not known is left out."""
        document = {"field": self.field, "code": self.code, "message": self.message}
        if self.value:
            document["value"] = self.value
        return document


def rejected_line(origin: Origin, identifiers: Mapping[str, str], reasons: Sequence[Reason]) -> dict[str, Any]:
    """A record that became no user: where it stood, enough to find it by, and every reason.

    `{"origin": {"file", "lines", "row", "dn"}, "id": {…}, "reasons": [{"field", "code", "message", "value"}]}`
    """
    return {
        "origin": origin.as_document(),
        "id": dict(identifiers),
        "reasons": [reason.as_document() for reason in reasons],
    }


def warning_line(origin: Origin, identifiers: Mapping[str, str], reasons: Sequence[Reason]) -> dict[str, Any]:
    """A record that became a user, but not all of it did: as `rejected_line`, with `warnings` for `reasons`."""
    return {
        "origin": origin.as_document(),
        "id": dict(identifiers),
        "warnings": [reason.as_document() for reason in reasons],
    }


def skipped_line(origin: Origin, skip: str) -> dict[str, Any]:
    """A record that the mapping leaves out on purpose: where it stood, and the id of the rule."""
    return {"origin": origin.as_document(), "skip": skip}

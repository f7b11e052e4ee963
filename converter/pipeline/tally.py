"""What a run has counted. Every record read has exactly one fate, and the tally can prove it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct, field

from converter.passwords.inventory import Inventory
from converter.validation.violation import Violation

_KINDS = 1000
"""How many kinds of one counter are told apart: names of fields may come from the data, without end."""


class Tally(Struct):
    """The counts of a run. `reasons`, `warnings` and `dropped` count records by field and rule.

    `passwords` counts those of the exported, and those that Auth0 cannot take whatever became of their people.
    """

    read: int = 0
    exported: int = 0
    rejected: int = 0
    filtered: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    warnings: Counter[tuple[str, str]] = field(default_factory=Counter)
    dropped: Counter[tuple[str, str]] = field(default_factory=Counter)
    passwords: Inventory = field(default_factory=Inventory)
    examples: dict[tuple[str, str], str] = field(default_factory=dict)

    def note(self, counter: Counter[tuple[str, str]], violations: Iterable[Violation]) -> None:
        """Count what is wrong with one record, each rule and field once."""
        kinds = {self._kind(counter, violation): violation.message for violation in violations}
        for kind, message in kinds.items():
            self.examples.setdefault(kind, message)
        counter.update(kinds.keys())

    def counts(self) -> dict[str, int]:
        """The four fates and what was read."""
        return {
            "read": self.read,
            "exported": self.exported,
            "rejected": self.rejected,
            "skipped": self.skipped.total(),
            "filtered": self.filtered,
        }

    def check(self, exported: int, rejected: int, *, skipped: int) -> None:
        """Prove that no record was lost or counted twice, here or in the files, which hold so many.

        A failure is a bug of this program.
        """
        counts = self.counts()
        read = counts.pop("read")
        written = {"exported": exported, "rejected": rejected, "skipped": skipped, "filtered": self.filtered}
        if counts != written or read != sum(written.values()):
            raise AssertionError(f"{read} records read, {counts} counted, {written} written")

    def as_document(self) -> dict[str, Any]:
        """The tally as the JSON object of `summary.json`."""
        return {
            "counts": self.counts(),
            "skipped_by_id": dict(sorted(self.skipped.items())),
            "rejected_by_reason": self._listed(self.reasons),
            "warnings": self._listed(self.warnings),
            "dropped_fields": self._listed(self.dropped),
            "passwords": self.passwords.as_document(),
        }

    def _kind(self, counter: Counter[tuple[str, str]], violation: Violation) -> tuple[str, str]:
        kind = (_field(violation), violation.rule)
        return kind if kind in counter or len(counter) < _KINDS else ("…", violation.rule)

    def _listed(self, counter: Counter[tuple[str, str]]) -> list[dict[str, Any]]:
        ordered = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
        return [
            {"field": name, "code": code, "records": count, "example": self.examples[name, code]}
            for (name, code), count in ordered
        ]


def rejected_share(counts: Mapping[str, int]) -> float:
    """Rejected records as a share of those read."""
    return counts["rejected"] / counts["read"] if counts["read"] else 0.0


def _field(violation: Violation) -> str:
    """The field without list positions, so that `roles[0]` and `roles[7]` are counted together."""
    return violation.path.partition("[")[0]

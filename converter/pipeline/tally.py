"""What a run has counted. Every record read has exactly one fate, and the tally can prove it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from msgspec import Struct, field

from converter.passwords.inventory import Inventory
from converter.validation.violation import Violation

_KINDS = 1000
"""How many kinds of one counter are told apart: names of fields may come from the data, without end."""


Kind: TypeAlias = tuple[str, str]
"""The field and the code of a violation. List positions are left out, so that `roles[0]` and `roles[7]` are one."""


def kinds_of(violations: Iterable[Violation]) -> dict[Kind, str]:
    """The kinds of what is wrong with one record, each with a message."""
    return {(violation.path.partition("[")[0], violation.rule): violation.message for violation in violations}


class Tally(Struct):
    """The counts of a run. `reasons`, `warnings` and `dropped` count records by field and rule.

    `passwords` counts those of the exported, and those that Auth0 cannot take whatever became of their people.
    """

    read: int = 0
    exported: int = 0
    rejected: int = 0
    filtered: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    reasons: Counter[Kind] = field(default_factory=Counter)
    warnings: Counter[Kind] = field(default_factory=Counter)
    dropped: Counter[Kind] = field(default_factory=Counter)
    passwords: Inventory = field(default_factory=Inventory)
    examples: dict[Kind, str] = field(default_factory=dict)

    def note(self, counter: Counter[Kind], kinds: Mapping[Kind, str]) -> None:
        """Count what is wrong with one record, each kind once."""
        known = {self._known(counter, kind): message for kind, message in kinds.items()}
        for kind, message in known.items():
            self.examples.setdefault(kind, message)
        counter.update(known.keys())

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

    def _known(self, counter: Counter[Kind], kind: Kind) -> Kind:
        return kind if kind in counter or len(counter) < _KINDS else ("…", kind[1])

    def _listed(self, counter: Counter[Kind]) -> list[dict[str, Any]]:
        ordered = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
        return [
            {"field": name, "code": code, "records": count, "example": self.examples[name, code]}
            for (name, code), count in ordered
        ]


def rejected_share(counts: Mapping[str, int]) -> float:
    """Rejected records as a share of those read."""
    return counts["rejected"] / counts["read"] if counts["read"] else 0.0

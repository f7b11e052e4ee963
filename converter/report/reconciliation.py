"""What a reconciliation found, for a person and for a program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from converter.auth0.reconcile import IDS, UNEXPLAINED, Reconciliation, Standing

_MEANING = {
    Standing.IMPORTED: "in Auth0, made by this upload",
    Standing.UPDATED: "in Auth0 since before, updated by this upload",
    Standing.FAILED: "refused by Auth0: convert errors tells why",
    Standing.EXISTED: "in Auth0 since before, not touched",
    Standing.NEVER_SENT: "not sent yet: convert upload goes on",
    Standing.AMBIGUOUS: "UNEXPLAINED: their file is not settled, or what is known of them does not agree",
    Standing.MISSING: "UNEXPLAINED: imported as Auth0 said, and not in the export",
    Standing.ROLLED_BACK: "deleted again by convert rollback",
    Standing.ONLY_IN_AUTH0: "in Auth0, and never sent from here",
    Standing.CHANGED_SINCE: "of those imported or updated: have other fields now than were sent",
}


def reconciliation_lines(found: Reconciliation) -> Iterator[str]:
    """The counts, in the order in which a user's way may end, and where the lists are."""
    converted = ", ".join(f"{count:,} {name}" for name, count in found.converted.items())
    yield f"converted: {converted}"
    yield f"the export has {found.exported:,} users"
    for standing, meaning in _MEANING.items():
        if found.counts[standing] or standing is Standing.IMPORTED:
            yield f"  {found.counts[standing]:>9,}  {standing:<14} {meaning}"
    if found.retried:
        yield f"  {found.retried:>9,}  were refused first and stand in a later round, where they are counted"
    yield from (f"  DOES NOT ADD UP: {problem}" for problem in found.problems)
    yield f"lists, one line a user: {found.folder}/; old id beside new id: {found.folder / IDS}"
    if found.unexplained:
        yield f"{found.unexplained:,} unexplained: read {' and '.join(f'{name}.jsonl' for name in UNEXPLAINED)}"
    elif found.complete:
        yield "everybody who was converted is in Auth0, and nobody is unexplained"
    else:
        yield "nobody is unexplained"


def reconciliation_document(found: Reconciliation) -> dict[str, Any]:
    """The counts as JSON."""
    return {
        "folder": str(found.folder),
        "converted": dict(found.converted),
        "exported": found.exported,
        **{standing.value.replace("-", "_"): found.counts[standing] for standing in Standing},
        "retried": found.retried,
        "unexplained": found.unexplained,
        "problems": found.problems,
    }

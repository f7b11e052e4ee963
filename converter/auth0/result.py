"""What an upload has come to, counted from its journal: every user of every part in exactly one number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from msgspec import Struct, field

from converter.auth0.delivery import DELETED, GONE, removed_counts
from converter.auth0.journal import AttemptRow, Journal, PartRow, UserRow
from converter.auth0.journal_tables import Fate, PartState
from converter.auth0.verdict import is_partial
from converter.syntax.counted import counted

_TELLING = 4
_IMPORTED = (Fate.CREATED, Fate.UPDATED)


class Result(Struct):
    """`users` is the sum of all the counts from `created` to `gone` but `factorless`.

    `factorless` are those of the imported whose second factors Auth0 did not take. `waiting` are in parts that are not
    settled, `rolled_back` were created and deleted again by a roll-back, which did
    not find those who are `gone`. `codes` counts Auth0's codes and messages of the failed.
    """

    domain: str
    connection: str
    users: int = 0
    parts: int = 0
    created: int = 0
    updated: int = 0
    existed: int = 0
    failed: int = 0
    absent: int = 0
    unresolved: int = 0
    factorless: int = 0
    waiting: int = 0
    rolled_back: int = 0
    gone: int = 0
    codes: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def complete(self) -> bool:
        """Is everybody in Auth0 through this upload, with everything that was sent?"""
        return self.imported == self.users and not self.factorless

    @property
    def imported(self) -> int:
        """Users who are in Auth0 through this upload."""
        return self.created + self.updated

    def as_document(self) -> dict[str, Any]:
        """The result as a JSON object."""
        names = (
            "created", "updated", "existed", "failed", "absent", "unresolved", "factorless", "waiting", "rolled_back",
            "gone",
        )  # fmt: skip
        codes = [{"code": code, "message": text, "users": n} for (code, text), n in self.codes.most_common()]
        return {
            "domain": self.domain,
            "connection": self.connection,
            "parts": self.parts,
            "users": self.users,
            "imported": self.imported,
            **{name: getattr(self, name) for name in names},
            "codes": codes,
        }

    def as_lines(self) -> list[str]:
        """The result for a person."""
        sent = f"{counted(self.users, 'user')} in {counted(self.parts, 'import file')}"
        lines = [f"{self.connection} at {self.domain}: {sent}"]
        split = f"   {self.created:,} new, {self.updated:,} updated" if self.updated else ""
        lines.append(f"  imported    {self.imported:9,}{split}")
        lines.append(f"  failed      {self.failed:9,}")
        told = {
            "existed": (self.existed, "were in Auth0 before, and are as they were"),
            "absent": (self.absent, "are not in Auth0: their job failed as a whole, or its errors were lost"),
            "unresolved": (self.unresolved, "it cannot be told whether they were imported"),
            "factorless": (self.factorless, "of the imported, whose second factors Auth0 did not take"),
            "waiting": (self.waiting, "not settled yet"),
            "rolled back": (self.rolled_back, "were created, and deleted again by convert rollback"),
            "gone": (self.gone, "were imported, and were not in Auth0 any more at the roll-back"),
        }
        lines += [f"  {name:<12}{count:9,}   {text}" for name, (count, text) in told.items() if count]
        if self.codes:
            lines.append("Auth0 refused because:")
            lines += [f"  {count:9,}  {code:<22}  {text}" for (code, text), count in self.codes.most_common(20)]
        return lines


def result_of(journal: Journal) -> Result:
    """Count. Memory holds the rows of one part at a time."""
    bound = journal.bound()
    result = Result(bound.get("domain", ""), bound.get("connection", ""))
    last = {attempt.part: attempt for attempt in journal.attempts()}
    for part in journal.parts():
        result.parts += 1
        result.users += part.users
        if part.state is not PartState.SETTLED:
            result.waiting += part.users
            continue
        _add(result, part, last.get(part.id), list(journal.users(part=part.id)))
    _take_away(result, removed_counts(journal))
    return result


def _take_away(result: Result, removed: Counter[str]) -> None:
    """Those who are not in Auth0 any more. A roll-back deletes only whom the upload has created."""
    result.rolled_back, result.gone = removed[DELETED], removed[GONE]
    away = result.rolled_back + result.gone
    updated = max(0, away - result.created)
    result.created -= away - updated
    result.updated -= updated


def _add(result: Result, part: PartRow, attempt: AttemptRow | None, rows: Sequence[UserRow]) -> None:
    known = [row for row in rows if row.position is not None]
    # Where everybody has been looked at, an error that fits nobody says nothing more.
    counted = known if len(known) == part.users else list(rows)
    fates = Counter(row.fate for row in counted)
    untold = part.users - len(counted)
    result.users -= fates[Fate.RETRIED]
    updated = min(attempt.updated or 0, untold) if attempt else 0
    result.updated += updated + fates[Fate.UPDATED]
    result.created += untold - updated + fates[Fate.CREATED]
    result.existed += fates[Fate.EXISTED]
    result.failed += fates[Fate.FAILED]
    result.absent += fates[Fate.ABSENT]
    result.unresolved += fates[Fate.UNRESOLVED]
    result.factorless += sum(row.fate in _IMPORTED and is_partial(row.errors) for row in counted)
    for row in counted:
        if row.errors and (row.fate is Fate.FAILED or is_partial(row.errors)):
            result.codes[row.errors[0].get("code", ""), _general(row)] += 1


def _general(row: UserRow) -> str:
    """The message without the value, so that equal mistakes count together."""
    text = row.errors[0].get("message", "")
    for value in (row.email, row.username, row.user_id, row.phone_number):
        # a short one may stand in the words themselves, such as the 15 of "maximum 15"
        if len(value) >= _TELLING:
            text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "…", text)
    return text

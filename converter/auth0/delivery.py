"""What an output folder has sent to Auth0: its parts, round by round, each user with its origin and what became of it.

Round 1 is what the conversion wrote. A retry writes a whole output folder of its own below it, `round-2/`, whose parts
the journal has under that name; `convert upload` sends them like the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import orjson
from msgspec import Struct

from converter.auth0.errands import read_part
from converter.auth0.journal import Journal, PartRow, UserRow, has_journal, open_journal
from converter.auth0.journal_tables import Outcome, PartState
from converter.errors import OutputRefused, UsageError
from converter.record import Origin
from converter.sinks.access import lock
from converter.sinks.manifest import Manifest, read_manifest
from converter.sinks.origins import PartOrigins, read_origins
from converter.validation.violation import Document

FIRST = 1
TOLERANCE = 5.0
"""Seconds by which clocks may differ."""

IMPORTED = ("created", "updated")
"""The fates of users who are in Auth0 although the journal names them."""

DELETED, GONE = "done", "gone"
"""What a roll-back notes of users who are not in Auth0 any more: deleted by it, or by somebody else before it."""

TABLES = """
CREATE TABLE IF NOT EXISTS removed (
    part     INTEGER NOT NULL,
    position INTEGER NOT NULL,
    id       TEXT NOT NULL,          -- as Auth0 has it, auth0|…
    state    TEXT NOT NULL,          -- pending (about to be deleted), done, gone (not by us), kept
    reason   TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (part, position)
) STRICT;
CREATE TABLE IF NOT EXISTS given (
    kind     TEXT NOT NULL,          -- roles or organizations
    name     TEXT NOT NULL,
    part     INTEGER NOT NULL,
    position INTEGER NOT NULL,
    who      TEXT NOT NULL,          -- the id in Auth0, or the e-mail address where the mapping gives no user_id
    state    TEXT NOT NULL,          -- pending, done, failed
    reason   TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (kind, name, part, position)
) STRICT, WITHOUT ROWID
"""


class Sent(NamedTuple):
    """One user of a part: where it stands, as it was sent, where it came from, and what there is to say of it."""

    part: PartRow
    position: int
    document: Document
    origin: Origin
    row: UserRow | None


class Delivery(Struct, frozen=True):
    """An output folder with a journal, held by this process alone."""

    folder: Path
    manifest: Manifest
    journal: Journal

    def rounds(self) -> dict[int, list[PartRow]]:
        """The parts of each round, in the order of sending."""
        rounds: dict[int, list[PartRow]] = {}
        for part in self.journal.parts():
            rounds.setdefault(part.round, []).append(part)
        return rounds

    def walk(self, parts: Collection[int] | None = None) -> Iterator[tuple[PartRow, list[Sent]]]:
        """Every part with its users, or those parts only whose ids are given; one part at a time is in memory.

        Errors: OutputRefused where a file has changed since it was written.
        """
        for number, rows in self.rounds().items():
            origins = read_origins(round_folder(self.folder, number))
            for part, found in zip(rows, origins, strict=False):
                if parts is None or part.id in parts:
                    yield part, self._users(part, found)

    def _users(self, part: PartRow, found: PartOrigins) -> list[Sent]:
        documents = read_users(self.folder, part)
        if not part.name.endswith(found.part) or len(found.origins) != len(documents):
            raise OutputRefused(f"{part.name} and its origins do not belong together. Run the conversion again.")
        rows = {row.position: row for row in self.journal.users(part=part.id)}
        pairs = enumerate(zip(documents, found.origins, strict=True))
        return [Sent(part, position, user, origin, rows.get(position)) for position, (user, origin) in pairs]

    def imported(self) -> Iterator[tuple[PartRow, list[Sent]]]:
        """Those who are in Auth0 by this upload, as far as the journal knows: part by part, settled ones only."""
        for part, users in self.walk({part.id for part in self.journal.parts() if part.state is PartState.SETTLED}):
            yield part, [sent for sent in users if sent.row is None or sent.row.fate in IMPORTED]

    def began(self) -> dict[int, float]:
        """When each part may first have been imported, by the clock of Auth0's `created_at`."""
        began: dict[int, float] = {}
        gap = self.journal.gap()
        for attempt in self.journal.attempts():
            if attempt.outcome in (Outcome.LOST, Outcome.ACCEPTED, Outcome.OPEN):
                began[attempt.part] = min(attempt.began + gap, began.get(attempt.part, attempt.began + gap))
        return began

    def removed(self, part: int) -> dict[int, str]:
        """Who of a part is not in Auth0 any more, by position: DELETED by a roll-back, or found GONE by it."""
        query = "SELECT position, state FROM removed WHERE part = ? AND state IN (?, ?)"
        with self.journal.transaction() as rows:
            return {row["position"]: row["state"] for row in rows.execute(query, (part, DELETED, GONE))}


def removed_counts(journal: Journal) -> Counter[str]:
    """How many a roll-back has DELETED, and found GONE; of a journal that it may never have seen."""
    journal.create(TABLES)
    with journal.transaction() as rows:
        found = rows.execute("SELECT state, count(*) FROM removed WHERE state IN (?, ?) GROUP BY 1", (DELETED, GONE))
        return Counter(dict(tuple(row) for row in found))


def round_folder(folder: Path, number: int) -> Path:
    """Where the files of a round are."""
    return folder if number == FIRST else folder / f"round-{number}"


def read_users(folder: Path, part: PartRow) -> list[Document]:
    """The users of an import file. Errors: OutputRefused where it is not the one that was sent."""
    users: list[Document] = orjson.loads(read_part(folder, part))
    return users


@contextmanager
def opened(folder: Path) -> Iterator[Delivery]:
    """The delivery of an output folder, locked as long as the block runs.

    Errors: UsageError where nothing was uploaded yet; OutputRefused where the folder is in use or damaged.
    """
    manifest = read_manifest(folder)
    if not has_journal(folder):
        raise UsageError(f"nothing of {folder} was uploaded yet: run convert upload {folder}")
    release = lock(folder, "stop it")
    try:
        with open_journal(folder) as journal:
            journal.create(TABLES)
            yield Delivery(folder, manifest, journal)
    finally:
        release()

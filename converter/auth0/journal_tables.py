"""The tables of the journal, `journal.sqlite` in the output folder.

A **part** is one import file. A part has **attempts**: requests that may have made a job of it, usually one. A **user**
row stands only for somebody of whom there is more to say than that the part was imported: everybody else of a settled
part is in Auth0. No table holds a password, a hash or a secret; a user is named by identifiers.

States of a part, each arrow one durable transaction before the next thing happens at Auth0:

written → intent → accepted → finished → errors_stored → settled

`ambiguous` stands in place of `written` once a job may exist of which nothing is known, or a job broke off: some of the
part's users may be in Auth0. Its users are looked at before it is settled, and it is sent again first.
"""

from __future__ import annotations

from enum import StrEnum

VERSION = 1


class PartState(StrEnum):
    """How far a part has come."""

    WRITTEN = "written"
    INTENT = "intent"
    AMBIGUOUS = "ambiguous"
    ACCEPTED = "accepted"
    FINISHED = "finished"
    ERRORS_STORED = "errors_stored"
    SETTLED = "settled"


class Outcome(StrEnum):
    """What became of an attempt.

    UNSENT and REFUSED had no effect; LOST may have had one; ACCEPTED has a job id.
    """

    OPEN = "open"
    UNSENT = "unsent"
    REFUSED = "refused"
    LOST = "lost"
    ACCEPTED = "accepted"


class Fate(StrEnum):
    """What is known of a user who is not simply imported with the part.

    FAILED: Auth0 refused, `errors` tell why. CREATED: found in Auth0, made by this upload. EXISTED: found in Auth0,
    made before this upload, which did not change it. UPDATED: the same, but changed since. ABSENT: looked for and not
    in Auth0; why is no longer known. UNRESOLVED: not yet looked at, or it could not be told.
    RETRIED: sent again in a later round, where the user counts.
    """

    FAILED = "failed"
    CREATED = "created"
    UPDATED = "updated"
    EXISTED = "existed"
    ABSENT = "absent"
    UNRESOLVED = "unresolved"
    RETRIED = "retried"


TABLES = """
CREATE TABLE bound (
    name  TEXT PRIMARY KEY,          -- domain, connection, connection_id, mapping, mapping_sha256, parts_sha256, …
    value TEXT NOT NULL
) STRICT;
CREATE TABLE part (
    id     INTEGER PRIMARY KEY,      -- the order of sending
    round  INTEGER NOT NULL,         -- 1: the conversion's own parts; retries come after
    name   TEXT NOT NULL UNIQUE,     -- relative to the output folder
    sha256 TEXT NOT NULL,
    bytes  INTEGER NOT NULL,
    users  INTEGER NOT NULL,
    state  TEXT NOT NULL
) STRICT;
CREATE TABLE attempt (
    id          INTEGER PRIMARY KEY,
    part        INTEGER NOT NULL REFERENCES part,
    before      TEXT NOT NULL,       -- the part's state before it: written or ambiguous
    external_id TEXT NOT NULL,
    began       REAL NOT NULL,       -- seconds since 1970 by Auth0's clock, as all times here
    outcome     TEXT NOT NULL,
    reason      TEXT NOT NULL DEFAULT '',
    job_id      TEXT UNIQUE,
    accepted    REAL,
    finished    REAL,
    status      TEXT NOT NULL DEFAULT '',   -- completed, failed, forgotten
    details     TEXT NOT NULL DEFAULT '',
    inserted    INTEGER,
    updated     INTEGER,
    failed      INTEGER,
    total       INTEGER,
    created     REAL                 -- when the job was made, as its own answer says: by the clock of created_at
) STRICT;
CREATE INDEX attempt_part ON attempt (part);
CREATE TABLE user (
    id       INTEGER PRIMARY KEY,
    part     INTEGER NOT NULL REFERENCES part,
    attempt  INTEGER REFERENCES attempt,    -- whose errors name the user
    position INTEGER,                -- in the part, from 0; NULL where Auth0's answer fits no user of it, or several
    user_id  TEXT NOT NULL DEFAULT '',      -- as in the part: without auth0|
    email    TEXT NOT NULL DEFAULT '',
    username TEXT NOT NULL DEFAULT '',
    phone_number TEXT NOT NULL DEFAULT '',
    fate     TEXT NOT NULL,
    errors   TEXT NOT NULL DEFAULT '[]'     -- [{"code", "message", "path"}]
) STRICT;
CREATE INDEX user_part ON user (part, position);
"""

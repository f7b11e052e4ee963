"""The reasons for which a record of a file cannot be read: every code of an `Unreadable`, one sentence each."""

from __future__ import annotations

RECORD_CODES: dict[str, str] = {
    "too-large": "The record, one of its lines or one of its values exceeds a limit of the source.",
    "ldif-attribute": "A line does not begin with an attribute name: letters, digits, hyphens, options after `;`.",
    "ldif-base64": "A value after `::` is not base64 with its full padding.",
    "ldif-changetype": "The record is a change (delete, modify, rename) or carries a control, not an entry.",
    "ldif-encoding": "A value is neither UTF-8 nor in the encoding that the source names.",
    "ldif-incomplete": "The export says itself that it is not complete, such as `result: 4 Size limit exceeded`.",
    "ldif-line": "A line is no `name: value`, no comment and no continuation.",
    "ldif-merged-entries": "Two entries run into each other: the line between them only looks blank.",
    "ldif-no-dn": "The record does not begin with `dn:`.",
    "ldif-url": "A value is a reference to a file or address (`:<`), which is not followed.",
    "ldif-version": "The version line names another version of LDIF than 1.",
    "ldap-encoding": "A value is neither UTF-8 nor in the encoding that the source names.",
    "ldap-pieces": "The server sends one attribute in several pieces, of which only the first can be read.",
    "ldap-referral": "A part of the directory is on another server, which is not read: people may be missing.",
    "csv-encoding": "The row holds bytes that are not valid in the encoding of the source.",
    "csv-nul": "The row holds a NUL character.",
    "csv-quote": "The quotes of the row do not match: one is not closed, or text follows a closing one.",
    "csv-ragged": "The row has more or fewer cells than the header has columns.",
    "json-duplicate-key": "An object names the same key twice.",
    "json-number": "A number cannot be kept exactly: a whole number beyond 64 bits.",
    "json-object": "The line is JSON but no object.",
    "json-syntax": "The line is not JSON.",
    "sql-encoding": "A value is text that is not UTF-8.",
    "sql-json": "A value is not JSON, though its column holds that.",
    "sql-number": "A number cannot be kept exactly: beyond 64 bits, more digits than a double has, infinite or none.",
    "sql-time": "A time lies outside the years 1 to 9999.",
    "sql-type": "A value is of a type of the database that has no counterpart.",
}

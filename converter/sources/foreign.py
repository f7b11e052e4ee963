"""What a file is that is not what the mapping says: a guess for one helpful sentence, never a decision about data."""

from __future__ import annotations

import re

_SPACE = b" \t\r\n"
_LDIF = re.compile(rb"(?i)(?:(?:#[^\n]*)?\r?\n)*(?:version: *1\b|dn::? )")
_HEADER = re.compile(rb"[\"\w .-]+(?:[,;\t|][\"\w .-]+)+\r?\n")
_SAMPLE = 4096
_SQLITE = b"SQLite format 3\0"


def guess(data: bytes) -> str:
    """What the beginning of a file looks like, as a clause of a sentence; "" where nothing is known better."""
    head = data[:_SAMPLE]
    text = head.lstrip(_SPACE)
    if head.startswith(_SQLITE):
        return "it is an SQLite database; name it as sqlite:///people.db#table, or write type: sql"
    if b"\0" in head:
        return _with_nul(head)
    if _LDIF.match(text):
        return "it looks like LDIF; write type: ldif"
    if text.startswith(b"["):
        return "it looks like one JSON array; turn it into JSON lines with jq -c '.[]' and write type: json"
    if text.startswith(b"{"):
        return "it looks like JSON; write type: json"
    if re.match(rb"<[?!a-zA-Z]", text):
        return "it looks like XML, which is not read; export it as LDIF or CSV"
    if _HEADER.match(text):
        return "it looks like CSV; write type: csv"
    return ""


def only_carriage_returns(data: bytes) -> bool:
    """Do the lines end in a carriage return alone, as those of old Macintosh programs?"""
    return b"\n" not in data and b"\0" not in data and data.count(b"\r") > 1


CARRIAGE_RETURNS = "its lines end in a carriage return alone; turn them into line feeds with tr '\\r' '\\n'"


def _with_nul(head: bytes) -> str:
    if head[1::2].count(0) > len(head) // 4 or head[::2].count(0) > len(head) // 4:
        return "it looks like UTF-16 without a byte-order mark; save it as UTF-8"
    return "it is binary data"

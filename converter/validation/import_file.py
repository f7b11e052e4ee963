"""An Auth0 import file that somebody else made: would Auth0 take it, and which of its users?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

from converter.errors import SourceUnreadable
from converter.validation.json_array import Item, JsonError, read_array
from converter.validation.profile_rules import LARGEST_FILE
from converter.validation.validator import Validator
from converter.validation.violation import Severity, Violation, join, mask

LARGEST_REQUEST = 512_000
"""Bytes of the upload request at which Auth0 answers 413; the file is its larger part."""
LARGEST_READ = 64 * 1024 * 1024
"""Bytes up to which a file that is too large is still looked into."""

FILE_CODES = {
    "file-size": "the file is larger than Auth0 takes",
    "file-encoding": "the file is not UTF-8 without a byte order mark",
    "file-json": "the file is not one JSON array",
    "file-no-users": "the array is empty",
}
"""Codes of what is wrong with a file as a whole."""

USER_CODES = {
    "duplicate-user": "a user that the file holds twice",
    "duplicate-key": "a name that stands twice in one object",
}
"""Codes of violations that only a file can have, beside those of `rules.CODES`."""

_IDENTIFIERS = ("email", "username", "user_id", "phone_number")
_IGNORE_CASE = frozenset(("email", "username"))


class FileFault(Struct, frozen=True):
    """What is wrong with the file as a whole; line and column count from 1 and are 0 where there is no place."""

    code: str
    message: str
    line: int = 0
    column: int = 0
    severity: Severity = Severity.REJECT


class UserVerdict(Struct, frozen=True):
    """A user with violations. `index` counts from 0, as in Auth0's own messages; `name` is masked."""

    index: int
    line: int
    name: str
    violations: tuple[Violation, ...]


class FileVerdict(Struct, frozen=True):
    """The verdict on a file: bytes, users read, faults of the file and the users that have any."""

    path: Path
    size: int
    users: int
    faults: tuple[FileFault, ...]
    flawed: tuple[UserVerdict, ...]

    @property
    def accepted(self) -> bool:
        """Whether Auth0 would take the file and every user in it."""
        severities = {fault.severity for fault in self.faults}
        severities.update(violation.severity for user in self.flawed for violation in user.violations)
        return Severity.REJECT not in severities


def check_file(path: Path, validator: Validator) -> FileVerdict:
    """The verdict on an import file. Raises SourceUnreadable where the file cannot be read at all."""
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST_READ else b""
    except OSError as error:
        raise SourceUnreadable(f"{path}: cannot be read: {error.strerror}") from None
    faults = list(_size_faults(size))
    if size > LARGEST_READ:
        return FileVerdict(path, size, 0, tuple(faults), ())
    text = _decode(data, faults)
    items = _read(text, faults) if text is not None else []
    return FileVerdict(path, size, len(items), tuple(faults), tuple(_flawed(items, validator)))


def _size_faults(size: int) -> Iterator[FileFault]:
    if size > LARGEST_REQUEST:
        yield FileFault("file-size", f"has {size:,} bytes; Auth0 refuses more than {LARGEST_REQUEST:,}: split it")
    elif size > LARGEST_FILE:
        message = f"has {size:,} bytes; the documented limit is 500 KB ({LARGEST_FILE:,}): better split it"
        yield FileFault("file-size", message, severity=Severity.WARN)


def _decode(data: bytes, faults: list[FileFault]) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        faults.append(FileFault("file-encoding", "is UTF-16; Auth0 wants UTF-8", 1, 1))
        return None
    if data.startswith(b"\xef\xbb\xbf"):
        faults.append(FileFault("file-encoding", "begins with a byte order mark; save it as UTF-8 without one", 1, 1))
        data = data[3:]
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        faults.append(FileFault("file-encoding", "is not UTF-8 from here on", line, column))
        return None


def _read(text: str, faults: list[FileFault]) -> list[Item]:
    items: list[Item] = []
    try:
        items.extend(read_array(text))  # keeps what came before a fault
    except JsonError as fault:
        faults.append(FileFault("file-json", str(fault), fault.line, fault.column))
        return items
    if not items:
        faults.append(FileFault("file-no-users", "holds an empty array: nothing to import", 1, 1, Severity.WARN))
    return items


def _flawed(items: list[Item], validator: Validator) -> Iterator[UserVerdict]:
    seen: dict[tuple[str, str], tuple[int, int]] = {}
    for index, item in enumerate(items):
        violations = [*_repeated(item), *_duplicates(item, index, seen), *validator.violations(item.value)]
        if violations:
            yield UserVerdict(index, item.line, _name(item.value), tuple(violations))


def _repeated(item: Item) -> Iterator[Violation]:
    for name in item.repeated:
        yield Violation(join("", name), "duplicate-key", "stands twice in one object; only one of them counts")


def _duplicates(item: Item, index: int, seen: dict[tuple[str, str], tuple[int, int]]) -> Iterator[Violation]:
    for field, value in _identifiers(item.value):
        key = value.lower() if field in _IGNORE_CASE else value
        first, line = seen.setdefault((field, key), (index, item.line))
        if first != index:
            yield _duplicate(field, value, f"user {first} (line {line})")


def _duplicate(field: str, value: str, other: str) -> Violation:
    """A telephone number may be shared, unless the connection lets people log in with it."""
    if field == "phone_number":
        message = f"is that of {other} too; Auth0 refuses the second where the number is an identifier"
        return Violation(field, "duplicate-user", message, mask(field, value), Severity.WARN)
    message = f"stands in {other} already; Auth0 refuses the second"
    return Violation(field, "duplicate-user", message, mask(field, value))


def _identifiers(user: Any) -> list[tuple[str, str]]:
    if not isinstance(user, dict):
        return []
    return [(field, user[field]) for field in _IDENTIFIERS if isinstance(user.get(field), str) and user[field]]


def _name(user: Any) -> str:
    """The first identifier the user has, masked; empty where it has none."""
    for field, value in _identifiers(user):
        return f"{field} {mask(field, value)}"
    return ""

"""Do output folders hold the same users, and did the same records become none?

    python benchmarks/compare.py OUTPUT OUTPUT...

Users are compared as canonical JSON, whatever their order and wherever one file ends and the next begins.
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIMIT = 500_000


@dataclass(frozen=True, slots=True)
class Content:
    """What a folder holds: counts, and digests that do not depend on the order."""

    users: int
    users_digest: int
    rejected: int
    oversized: tuple[str, ...]


def content(output: Path) -> Content:
    """Read one output folder."""
    users, total, oversized = 0, 0, []
    for path in sorted(output.glob("users-*.json")):
        data = path.read_bytes()
        if len(data) > LIMIT:
            oversized.append(path.name)
        for user in json.loads(data):
            users += 1
            total = (total + _digest(user)) % (1 << 128)
    lines = (output / "rejected.jsonl").read_bytes().splitlines()
    return Content(users, total, len(lines), tuple(oversized))


def _digest(document: Any) -> int:
    text = json.dumps(document, sort_keys=True, ensure_ascii=False).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=16).digest())


def differences(reference: Path, other: Path) -> list[str]:
    """What the other folder has that the reference has not, one sentence each."""
    first, second = content(reference), content(other)
    found = [f"{name} is above {LIMIT} bytes" for name in second.oversized]
    if first.users != second.users:
        found.append(f"{second.users} users instead of {first.users}")
    elif first.users_digest != second.users_digest:
        found.append(f"users differ, first: {_first_difference(reference, other)}")
    if first.rejected != second.rejected:
        found.append(f"{second.rejected} rejected instead of {first.rejected}")
    return found


def _by_address(output: Path) -> dict[str, Any]:
    return {user["email"]: user for path in output.glob("users-*.json") for user in json.loads(path.read_bytes())}


def _first_difference(reference: Path, other: Path) -> str:
    left, right = _by_address(reference), _by_address(other)
    for email, user in left.items():
        if right.get(email) != user:
            twin = right.get(email, {})
            fields = sorted(name for name in user.keys() | twin.keys() if user.get(name) != twin.get(name))
            return f"{email} in {', '.join(fields)}"
    return "none by address"


if __name__ == "__main__":
    folders = [Path(word) for word in sys.argv[1:]]
    failed = False
    for folder in folders[1:]:
        problems = differences(folders[0], folder)
        failed |= bool(problems)
        print(f"{folder}: {'; '.join(problems) or 'the same'}")
    sys.exit(failed)

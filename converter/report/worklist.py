"""The work list of an upload, for a person and for a program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from converter.auth0.worklist import Failure, Group, Reason, Verdict
from converter.syntax.counted import counted
from converter.validation.import_errors import rules_for

_NOT_KNOWN = "Auth0 names somebody who is not in the file"


def worklist_lines(folder: Path, groups: Sequence[Group], *, users: int, unsent: int, away: int) -> Iterator[str]:
    """The kinds of errors with what to do.

    `unsent` is the number of import files that are not settled yet, `away` that of users whom a roll-back has
    deleted or found gone.
    """
    if unsent:
        files = "1 import file is" if unsent == 1 else f"{unsent:,} import files are"
        yield f"{files} not settled yet: convert upload {folder} goes on"
    if away:
        yield f"{counted(away, 'user')} not in Auth0 any more: convert rollback has deleted them, or found them gone"
    if not groups:
        yield f"{folder}: nobody {'else ' if away else ''}who was sent is missing from Auth0"
        return
    yield f"{folder}: {counted(users, 'user')} to be seen to"
    for group in groups:
        yield ""
        yield _title(group)
        for failure, reason in group.examples:
            yield f"    {_who(failure)}{f': {reason.message}' if reason.message else ''}"
        if group.users > len(group.examples):
            more = f"convert errors {folder} --code {_code(group)} --all"
            yield f"    and {group.users - len(group.examples):,} more: {more}"
        yield f"  do: {group.fault.fix}"


def failure_lines(found: Iterable[Failure]) -> Iterator[str]:
    """Everybody, a line each."""
    for failure in found:
        told = "; ".join(" ".join(filter(None, (r.field, r.code, r.message))) for r in failure.reasons)
        yield f"{_who(failure)}: {told}"


def failure_document(failure: Failure) -> dict[str, Any]:
    """One user as JSON."""
    return {
        "file": failure.file,
        **({"position": failure.position} if failure.position >= 0 else {}),
        **{name: value for name in ("user_id", "email", "username") if (value := getattr(failure, name))},
        **({"origin": failure.origin.as_document()} if failure.origin else {}),
        "fate": failure.fate.value,
        "reasons": [_reason(reason) for reason in failure.reasons],
    }


def group_document(group: Group) -> dict[str, Any]:
    """A kind of error as JSON."""
    return {
        "code": _code(group),
        "field": group.field,
        "meaning": group.fault.meaning,
        "blame": group.fault.blame.value,
        "users": group.users,
        "our_misses": group.misses,
        "our_rules": list(rules_for(group.fault, group.field)),
        "fix": group.fault.fix,
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "code": reason.code,
        "field": reason.field,
        "message": reason.message,
        "meaning": reason.fault.meaning,
        "our_miss": reason.verdict is Verdict.MISS,
    }


def _title(group: Group) -> str:
    about = f"{group.field}: " if group.field else ""
    title = f"{group.users:>7,}  {about}{_code(group)}  {group.fault.meaning}"
    if group.misses:
        rules = rules_for(group.fault, group.field)
        told = f", although it has {' and '.join(rules[:2])} for that" if rules else ""
        title += f"\n         OUR MISS: this program let {counted(group.misses, 'user')} pass{told}; please report it"
    return title


def _code(group: Group) -> str:
    return group.code or group.fault.code or "(no code)"


def _who(failure: Failure) -> str:
    name = failure.email or failure.username or failure.user_id or "(nobody named)"
    place = failure.origin or f"{failure.file}, {_NOT_KNOWN}"
    return f"{place}  {name}"

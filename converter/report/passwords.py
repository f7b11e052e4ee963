"""How passwords are stored, as a table for a person: how many, what becomes of them, how strong they are."""

from __future__ import annotations

from collections.abc import Iterator

from converter.passwords.description import Description
from converter.passwords.inventory import NO_PASSWORD, Inventory
from converter.pipeline.undecided import SchemesUndecided

_SHOWN = 30


def password_lines(passwords: Inventory) -> Iterator[str]:
    """A line a kind: its count, its scheme, the form in which Auth0 takes it or why it does not, its strength."""
    rows = passwords.rows()
    scheme = max((len(_scheme(password)) for password, _ in rows), default=0)
    taken = max((len(verdict(password)) for password, _ in rows if password and password.accepted), default=0)
    for password, count in rows[:_SHOWN]:
        line = f"  {count:>7,}  {_scheme(password):<{scheme}}  {verdict(password):<{taken}}"
        yield f"{line}  {_strength(password)}".rstrip()
    if len(rows) > _SHOWN:
        yield f"           and {len(rows) - _SHOWN} more kinds"


def undecided_lines(stopped: SchemesUndecided) -> Iterator[str]:
    """What stopped a run, and every scheme that was met."""
    yield from str(stopped).splitlines()
    reach = f"all {stopped.records:,}" if stopped.complete else f"the first {stopped.records:,}"
    yield f"passwords of {reach} records:"
    yield from password_lines(stopped.passwords)


def verdict(password: Description | None) -> str:
    """What becomes of a password, in a few words."""
    if password is None:
        return "no password stored"
    return f"imported as {password.target}" if password.accepted else f"cannot be imported: {password.target}"


def _scheme(password: Description | None) -> str:
    return password.scheme if password else NO_PASSWORD


def _strength(password: Description | None) -> str:
    """What cannot be imported is not graded."""
    if password is None or not password.accepted:
        return ""
    return f"{password.strength.grade}: {password.strength.reason}"

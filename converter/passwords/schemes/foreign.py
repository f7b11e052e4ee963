"""Schemes that are known and that no import can carry: each with its shape and the reason.

The shape is still checked, so that a truncated value is told from one that merely cannot be taken.
"""

from __future__ import annotations

import re
from functools import partial

from msgspec import Struct

from converter.passwords.alphabets import match
from converter.passwords.hash import Function, PasswordHash
from converter.passwords.schemes.scheme import Scheme, unlabelled


class Foreign(Struct, frozen=True):
    """A known scheme without a form at Auth0. `shape` is of the text behind a label in braces."""

    name: str
    summary: str
    origin: str
    obstacle: str
    shape: re.Pattern[str]
    markers: tuple[str, ...] = ()


def read(text: str, *, foreign: Foreign) -> PasswordHash:
    """The hash, with its obstacle and without its bytes, which nobody needs."""
    match(foreign.shape, unlabelled(text), shape=f"of the form of {foreign.summary}")
    return PasswordHash(foreign.name, Function.OTHER, obstacle=foreign.obstacle)


def scheme(foreign: Foreign) -> Scheme:
    """Its entry in the table of schemes."""
    return Scheme(foreign.name, foreign.summary, foreign.origin, "", partial(read, foreign=foreign), foreign.markers)

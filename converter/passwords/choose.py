"""One hash for a user who has several, as directories allow: `userPassword` holds any number of values.

A server lets a user in with any of them. Auth0 keeps one, so the best that it takes is chosen: the strongest
grade first, then a salted one, then the longer digest, then the earlier value. The others are dropped, and where
they are of different passwords those stop working.
"""

from __future__ import annotations

from collections.abc import Sequence

from converter.passwords.auth0 import Accepted, to_auth0
from converter.passwords.detect import AUTO, detect
from converter.passwords.hash import NotRecognised, PasswordFormatError, PasswordHash
from converter.passwords.strength import Grade, strength

_RANKS = {Grade.WEAK: 0, Grade.ACCEPTABLE: 1, Grade.STRONG: 2}


def choose(values: Sequence[str | bytes], scheme: str = AUTO, *, account: str = "", unmarked: str = "") -> PasswordHash:
    """The hash to import out of a user's values; see `detect` for the parameters.

    One that Auth0 takes goes before one that it does not, and that before one that cannot be read. Raises what
    `detect` raised on the first value where none could be read, and `NotRecognised` where there are no values.
    """
    found: list[PasswordHash] = []
    failed: list[PasswordFormatError] = []
    for value in values:
        try:
            found.append(detect(value, scheme, account=account, unmarked=unmarked))
        except PasswordFormatError as error:
            failed.append(error)
    if found:
        return found[0] if len(found) == 1 else max(found, key=_rank)
    raise failed[0] if failed else NotRecognised("there is no value")


def _rank(hash_: PasswordHash) -> tuple[bool, int, bool, int]:
    accepted = isinstance(to_auth0(hash_), Accepted)
    return accepted, _RANKS[strength(hash_).grade], bool(hash_.salt), len(hash_.digest)

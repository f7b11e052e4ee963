"""A hash in the words of a report: its scheme, what becomes of it, and how strong it is."""

from __future__ import annotations

from typing import NamedTuple

from converter.passwords.auth0 import Accepted, Verdict, to_auth0
from converter.passwords.hash import PasswordHash
from converter.passwords.strength import Strength, strength


class Description(NamedTuple):
    """What can be said of a hash without telling it from others like it. A tuple, since it is counted by the million.

    `accepted` says whether Auth0 takes the hash; `target` is the algorithm it takes it as, or the reason why
    it does not.
    """

    scheme: str
    accepted: bool
    target: str
    strength: Strength


def describe(hash: PasswordHash, verdict: Verdict | None = None) -> Description:  # noqa: A002 - it is one, and the built-in is not wanted here
    """What a report says of a hash; equal for all hashes of one scheme and one set of parameters.

    `verdict` is what `to_auth0` said of it, where that is known already.
    """
    verdict = verdict or to_auth0(hash)
    if isinstance(verdict, Accepted):
        custom = verdict.fields.get("custom_password_hash")
        target = custom["algorithm"] if custom else "bcrypt"
        return Description(hash.scheme, True, target, strength(hash))
    return Description(hash.scheme, False, verdict.reason, strength(hash))

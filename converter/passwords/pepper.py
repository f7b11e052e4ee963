"""A pepper: one secret for all users, which an application put beside each password before bcrypt.

Devise (Rails) appends its `pepper` to the password. Auth0 takes such a hash with the pepper as the `salt` of
bcrypt; the secret then stands in the import file of every user.
"""

from __future__ import annotations

from msgspec.structs import replace

from converter.passwords.hash import Function, PasswordHash, SaltPosition


def peppered(hash: PasswordHash, pepper: bytes, *, position: SaltPosition = SaltPosition.SUFFIX) -> PasswordHash:  # noqa: A002 - it is one
    """The hash, knowing the pepper that stood beside the password; ValueError for another function than bcrypt."""
    if hash.function is not Function.BCRYPT:
        raise ValueError("a pepper can be told to Auth0 for bcrypt alone")
    return replace(hash, salt=pepper, salt_position=position)

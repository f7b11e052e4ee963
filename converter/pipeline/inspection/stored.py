"""A stored password in the words of a report, also where it was not understood."""

from __future__ import annotations

from converter.passwords.description import Description, describe
from converter.passwords.detect import detect
from converter.passwords.hash import PasswordFormatError
from converter.passwords.strength import Grade, Strength

NOT_RECOGNISED = "not recognised"
_ACCOUNT = "account"
"""Stands for the account's name where a scheme has it for a salt: which one does not matter here."""

_UNREAD = Strength(Grade.WEAK, "not graded: it cannot be read")


def described(value: str | bytes) -> Description:
    """Scheme, verdict and strength; the scheme is `NOT_RECOGNISED`, with the reason, where the text does not tell."""
    try:
        return describe(detect(value, account=_ACCOUNT))
    except PasswordFormatError as error:
        return Description(NOT_RECOGNISED, False, str(error), _UNREAD)

"""Passwords checked against what the store keeps of them: by Auth0's documented meaning of a hash, or by crypt(3)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

from converter.errors import ConverterError
from converter.gateway.store import StoreTrouble
from converter.gateway.verdict import Verdict
from converter.mapping.plan import Plan
from converter.passwords import system_crypt
from converter.passwords.auth0 import Accepted, to_auth0
from converter.passwords.hash import PasswordFormatError
from converter.passwords.schemes.crypt import METHODS
from converter.passwords.schemes.scheme import unlabelled
from converter.passwords.verify import verify
from converter.record import Record
from converter.validation.violation import Document

HASHES = ("password_hash", "custom_password_hash")
_CRYPT = frozenset(method.name for method in METHODS)
_LONGEST_DECOY = 64
_SECONDS = 60.0
_Check = Callable[[str], bool]


class StoredPasswords:
    """Checks by `password.from` of a mapping, or by the hash that the mapping puts into the user itself."""

    def __init__(self, plan: Plan, sample: Callable[[], Iterable[Record]]) -> None:
        """`sample` gives some records, on which `pretend` tries passwords until somebody has been found."""
        self._plan = plan
        self._sample = sample
        self._decoy: _Check | None = None
        self._chosen = 0.0
        self._choose()

    def check(self, record: Record, user: Document, *, password: str) -> Verdict:
        """RIGHT where one of the stored values fits, as a directory has it; WRONG where all could be tried in vain.

        Raises `StoreTrouble` where none fits and one could not be tried.
        """
        trouble, tried = "", False
        for check in self._checks(record, user):
            if isinstance(check, str):
                trouble = check
                continue
            try:
                if check(password):
                    return Verdict.RIGHT
            except (ValueError, KeyError):
                trouble = "the stored password cannot be checked here"
                continue
            if check is not _never:
                self._decoy = check
                tried = True
        if trouble:
            raise StoreTrouble(trouble, tried=tried)
        if not tried:
            self.pretend(password)
        return Verdict.WRONG

    def pretend(self, password: str) -> None:
        """Check the password of somebody else, in vain: as the last one who was found is stored."""
        if self._decoy is None and time.monotonic() - self._chosen > _SECONDS:
            self._choose()
        if self._decoy:
            with suppress(ValueError, KeyError):
                self._decoy(password[:_LONGEST_DECOY] or " ")

    def close(self) -> None:
        """Nothing is held open."""

    def _choose(self) -> None:
        """Take a password of the sample for the decoy, so that the first who is unknown takes as long as others."""
        self._chosen = time.monotonic()
        with suppress(ConverterError, StoreTrouble):
            for record in self._sample():
                for check in self._checks(record, self._plan.draft(record)):
                    if not isinstance(check, str) and check is not _never:
                        self._decoy = check
                        return

    def _checks(self, record: Record, user: Document) -> Iterator[_Check | str]:
        """A check for each stored value, or why there is none."""
        own = {name: user[name] for name in HASHES if name in user}
        if own:
            yield lambda password: verify(own, password)
        elif self._plan.password is None:
            yield "the mapping names no stored password"
        try:
            found = self._plan.hashes(record, user)
        except PasswordFormatError as error:
            yield f"password: {error.code}"
            return
        for text, hash_ in found:
            verdict = to_auth0(hash_)
            if isinstance(verdict, Accepted):
                yield _by_auth0(verdict.fields)
            elif hash_.scheme in _CRYPT:
                yield _by_crypt(unlabelled(text))
            elif hash_.scheme == "unusable":
                yield _never
            else:
                yield f"password: {hash_.scheme} cannot be checked here"


def _never(password: str) -> bool:
    """No password fits: the store says that nobody logs in."""
    return False


def _by_auth0(fields: dict[str, Any]) -> _Check:
    return lambda password: verify(fields, password)


def _by_crypt(stored: str) -> _Check:
    return lambda password: system_crypt.fits(stored, password)

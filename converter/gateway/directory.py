"""Passwords checked by the directory itself: a bind in the person's name."""

from __future__ import annotations

import secrets

from converter.gateway.store import StoreTrouble
from converter.gateway.verdict import Verdict
from converter.record import Record
from converter.sources import ldap_bind
from converter.sources.ldap_settings import LdapSettings
from converter.validation.violation import Document

_VERDICTS = {
    ldap_bind.Verdict.RIGHT: Verdict.RIGHT,
    ldap_bind.Verdict.WRONG: Verdict.WRONG,
    ldap_bind.Verdict.LOCKED: Verdict.LOCKED,
    ldap_bind.Verdict.MUST_CHANGE: Verdict.MUST_CHANGE,
}


class DirectoryPasswords:
    """Asks the directory that the people are in, over connections that are used for nothing else."""

    def __init__(self, settings: LdapSettings) -> None:
        self._base = f",{settings.base}" if settings.base else ""
        self._binder = ldap_bind.Binder(settings)

    def check(self, record: Record, user: Document, *, password: str) -> Verdict:
        """The directory's verdict on the password of the entry that was found. Raises StoreTrouble."""
        answer = self._binder.bind(record.origin.dn, password)
        verdict = _VERDICTS.get(answer.verdict)
        if verdict is None:
            raise StoreTrouble(answer.reason)
        return verdict

    def pretend(self, password: str) -> None:
        """Bind as an entry that is not there."""
        self._binder.bind(f"cn={secrets.token_hex(16)}{self._base}", password or "-")

    def close(self) -> None:
        """Hang up."""
        self._binder.close()

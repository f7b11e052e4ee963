"""The password step: a stored password becomes what Auth0 takes, or the mapping's policy decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from converter.mapping.fate import Problems
from converter.mapping.model import Password, Unsupported
from converter.passwords.auth0 import Accepted, Refused, to_auth0
from converter.passwords.detect import detect
from converter.passwords.hash import PasswordFormatError
from converter.validation.violation import Severity, Violation, mask

NO_PASSWORD = "none"  # noqa: S105
LAZY_ID = "password-unsupported"
"""The id under which people are skipped who keep their password only by automatic migration."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The fields of the document that carry the password, its scheme, and the id to skip the record under."""

    fields: dict[str, Any] = field(default_factory=dict)
    scheme: str = NO_PASSWORD
    skip: str = ""


class PolicyMissing(Exception):  # noqa: N818 - it stops the run: the mapping does not say what to do
    """A password that Auth0 cannot take was met and the mapping has no policy for it."""

    def __init__(self, scheme: str, reason: str) -> None:
        super().__init__(f"{scheme}: {reason}")
        self.scheme = scheme
        self.reason = reason


@dataclass(frozen=True, slots=True)
class PasswordStep:
    """Applies `password:` to the stored value or values of one record."""

    spec: Password

    def apply(self, stored: Any, problems: Problems) -> Outcome:
        """What the document gets. A directory may hold several values: the first that Auth0 takes counts."""
        values = stored if isinstance(stored, list) else [stored]
        read = [self._read(value) for value in values if value is not None and value != ""]
        for scheme, verdict in read:
            if isinstance(verdict, Accepted):
                return Outcome(verdict.fields, scheme)
        for scheme, verdict in read:
            if isinstance(verdict, Refused):
                return self._unsupported(scheme, verdict, problems)
        problems.reasons += [verdict for _, verdict in read[:1] if isinstance(verdict, Violation)]
        return Outcome()

    def accepted(self, stored: Any) -> tuple[dict[str, Any], str]:
        """The fields and the scheme where nothing is left to decide; raises LookupError otherwise."""
        problems = Problems()
        outcome = self.apply(stored, problems)
        if outcome.skip or problems.reasons or problems.warnings:
            raise LookupError
        return outcome.fields, outcome.scheme

    def _read(self, value: Any) -> tuple[str, Accepted | Refused | Violation]:
        if not isinstance(value, str | bytes):
            return "", Violation("password", "type", "a stored password is text", mask("password", value))
        try:
            found = detect(value, self.spec.scheme)
        except PasswordFormatError as error:
            return "", Violation("password", error.code, str(error), mask("password", value))
        return found.scheme, to_auth0(found)

    def _unsupported(self, scheme: str, verdict: Refused, problems: Problems) -> Outcome:
        policy = self.spec.unsupported
        if policy is None:
            raise PolicyMissing(scheme, verdict.reason)
        if policy is Unsupported.LAZY:
            return Outcome(scheme=scheme, skip=LAZY_ID)
        message = f"{scheme}: {verdict.reason}"
        if policy is Unsupported.REJECT:
            problems.reasons.append(Violation("password", "unsupported-password", message))
        else:
            problems.warnings.append(Violation("password", "password-reset", message, severity=Severity.WARN))
        return Outcome(scheme=scheme)

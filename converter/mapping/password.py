"""The password step: a stored password becomes what Auth0 takes, or the mapping's policy decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from converter.errors import MappingInvalid
from converter.mapping.fate import Problems
from converter.mapping.model import Model, Password, Unsupported
from converter.passwords.auth0 import Accepted, Refused, to_auth0
from converter.passwords.detect import AUTO, detect
from converter.passwords.hash import PasswordFormatError
from converter.passwords.shortcut import ldap_value
from converter.record import Origin
from converter.syntax.codes import diagnose
from converter.syntax.render import render
from converter.validation.violation import Severity, Violation, mask

NO_PASSWORD = "none"  # noqa: S105
LAZY_ID = "password-unsupported"
"""The id under which people are skipped who keep their password only by automatic migration."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The fields of the document that carry the password, its scheme, and the id to skip the record under.

    `undecided` says why Auth0 cannot take the password where the mapping has no policy for that.
    """

    fields: dict[str, Any] = field(default_factory=dict, repr=False)
    scheme: str = NO_PASSWORD
    skip: str = ""
    undecided: str = ""


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
        if not stored:
            return {}, NO_PASSWORD
        value = stored[0] if isinstance(stored, list) and len(stored) == 1 else stored
        if isinstance(value, str) and self.spec.scheme == AUTO and (found := ldap_value(value)):
            return found
        problems = Problems()
        outcome = self.apply(stored, problems)
        if outcome.skip or outcome.undecided or problems.reasons or problems.warnings:
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
            return Outcome(scheme=scheme, undecided=verdict.reason)
        if policy is Unsupported.LAZY:
            return Outcome(scheme=scheme, skip=LAZY_ID)
        message = f"{scheme}: {verdict.reason}"
        if policy is Unsupported.REJECT:
            problems.reasons.append(Violation("password", "unsupported-password", message))
        else:
            problems.warnings.append(Violation("password", "password-reset", message, severity=Severity.WARN))
        return Outcome(scheme=scheme)


def policy_missing(model: Model, outcome: Outcome, origin: Origin) -> MappingInvalid:
    """What stops a run: the first password that Auth0 cannot take where the mapping does not say what then."""
    assert model.password is not None
    message = f"Auth0 cannot take the password at {origin}, which is {outcome.scheme}: {outcome.undecided}"
    found = diagnose("unsupported-password", model.password.position, message, hint=_CHOICES, length=len("password"))
    return MappingInvalid(render([found], model.text, file=str(model.path)))


_CHOICES = (
    "say below password: what becomes of such people: unsupported: lazy (left out, to come by automatic migration at "
    "their next login), reset (imported without the password) or reject"
)

"""The password step: a stored password becomes what Auth0 takes, or the mapping's policy decides."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from converter.errors import MappingInvalid
from converter.mapping.fate import Document, Problems
from converter.mapping.model import Model, Password, Unsupported
from converter.passwords.auth0 import Accepted, to_auth0
from converter.passwords.choose import choose
from converter.passwords.description import Description, describe
from converter.passwords.detect import detect
from converter.passwords.hash import NotRecognised, PasswordFormatError, PasswordHash
from converter.passwords.schemes.plain import PLAIN
from converter.record import Origin
from converter.syntax.codes import diagnose
from converter.syntax.render import render
from converter.validation.violation import Severity, Violation, mask

LAZY_ID = "password-unsupported"
"""The id under which people are skipped who keep their password only by automatic migration."""
RESET = "password-reset"
"""The code of the warning about people who are imported without the password they have."""

_SALTING = ("username", "user_id", "email")
"""What tells one user from another, for the salt of a password in clear."""


class Outcome(Struct, frozen=True):
    """The fields of the document that carry the password, what it is, and the id to skip the record under.

    `undecided` is the password where Auth0 cannot take it and the mapping has no policy for that.
    """

    fields: dict[str, Any] = field(default_factory=dict)
    password: Description | None = None
    skip: str = ""
    undecided: Description | None = None

    def __repr__(self) -> str:
        """Nothing of the password."""
        return f"Outcome({self.password!r}, {self.skip!r}, {self.undecided!r})"

    @property
    def refused(self) -> Description | None:
        """The password, if Auth0 cannot take it."""
        return self.password if self.password and not self.password.accepted else None


class PasswordStep(Struct, frozen=True):
    """Applies `password:` to the stored value or values of one record."""

    spec: Password

    def apply(self, stored: Any, document: Document, *, problems: Problems) -> Outcome:
        """What the document gets. A directory may hold several values: the best that Auth0 takes counts."""
        values = stored if isinstance(stored, list) else [stored]
        values = [value for value in values if value is not None and value != ""]
        if not values:
            return Outcome()
        found = self._chosen(values, document)
        if isinstance(found, Violation):
            problems.reasons.append(found)
            return Outcome()
        verdict = to_auth0(found)
        password = describe(found, verdict)
        if isinstance(verdict, Accepted):
            return Outcome(verdict.fields, password)
        return self._unsupported(password, problems)

    def understood(self, stored: Any, document: Document) -> list[tuple[str, PasswordHash]]:
        """Each stored value as text and by its scheme. Raises PasswordFormatError for one that is not understood."""
        values = stored if isinstance(stored, list) else [stored]
        values = [value for value in values if value is not None and value != ""]
        texts = [value.decode("utf-8", "replace") if isinstance(value, bytes) else value for value in values]
        if not all(isinstance(text, str) for text in texts):
            raise NotRecognised("a stored password is text")
        named = {"account": self._account(document), "unmarked": self.spec.unmarked}
        return [(text, detect(text, self.spec.scheme, **named)) for text in texts]

    def accepted(self, stored: Any, document: Document) -> tuple[dict[str, Any], Description | None]:
        """The fields and the password where nothing is left to decide; raises LookupError otherwise."""
        if not stored:
            return {}, None
        problems = Problems()
        outcome = self.apply(stored, document, problems=problems)
        if outcome.skip or outcome.undecided or problems.reasons or problems.warnings:
            raise LookupError
        return outcome.fields, outcome.password

    def _chosen(self, values: list[Any], document: Document) -> PasswordHash | Violation:
        texts = [value for value in values if isinstance(value, str | bytes)]
        if not texts:
            return Violation("password", "type", "a stored password is text", mask("password", values[0]))
        try:
            return choose(texts, self.spec.scheme, account=self._account(document), unmarked=self.spec.unmarked)
        except PasswordFormatError as error:
            return Violation("password", error.code, str(error), mask("password", texts[0]))

    def _account(self, document: Document) -> str:
        """What the store calls the user: the user name alone, as a hash that has another one in it fits nothing.

        A password in clear only wants a salt that differs from user to user.
        """
        names = _SALTING if self.spec.scheme == PLAIN else ("username",)
        return next((value for name in names if isinstance(value := document.get(name), str)), "")

    def _unsupported(self, password: Description, problems: Problems) -> Outcome:
        policy = self.spec.unsupported
        if policy is None:
            return Outcome(password=password, undecided=password)
        if policy is Unsupported.LAZY:
            return Outcome(password=password, skip=LAZY_ID)
        message = f"{password.scheme}: {password.target}"
        if policy is Unsupported.REJECT:
            problems.reasons.append(Violation("password", "unsupported-password", message))
        else:
            problems.warnings.append(Violation("password", RESET, message, severity=Severity.WARN))
        return Outcome(password=password)


def policy_missing(model: Model, password: Description, origin: Origin) -> MappingInvalid:
    """What stops a run: the first password that Auth0 cannot take where the mapping does not say what then."""
    assert model.password is not None
    message = f"Auth0 cannot take the password at {origin}, which is {password.scheme}: {password.target}"
    found = diagnose("unsupported-password", model.password.position, message, hint=_CHOICES, length=len("password"))
    return MappingInvalid(render([found], model.text, file=str(model.path)))


_CHOICES = (
    "say below password: what becomes of such people: unsupported: lazy (left out, to come by automatic migration at "
    "their next login), reset (imported without the password) or reject"
)

"""One person at a time: find the record, map it by the very plan of the import files, check the password.

No HTTP here. What is not certain is no verdict on the person: trouble of the store is UNAVAILABLE, never WRONG.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from msgspec.structs import replace

from converter.errors import ConverterError, UsageError
from converter.expressions.language import FUNCTIONS
from converter.gateway.store import Passwords, People, StoreTrouble, Unmappable
from converter.gateway.stored import HASHES
from converter.gateway.verdict import Answer, Verdict
from converter.mapping.compile import compile_plan
from converter.mapping.fate import Exported, Rejected
from converter.mapping.model import Model
from converter.mapping.plan import Plan
from converter.mapping.target import compared
from converter.record import Record
from converter.validation.validator import Validator
from converter.validation.violation import Document, Violation

_IDENTIFIERS = ("email", "username", "phone_number")
"""The fields of a user by which Auth0 lets people log in."""
LONGEST_IDENTIFIER = 256
LONGEST_PASSWORD = 1024


Admits: TypeAlias = Callable[[str], bool]
"""May a password be tried for the person with this user_id? Raises StoreTrouble where nobody can say."""


def anybody(user_id: str) -> bool:
    """No limit."""
    return True


class Migration:
    """Answers who a person is and whether a password is right; safe for several threads."""

    def __init__(self, plan: Plan, people: People, passwords: Passwords) -> None:
        """`plan` is that of `profiles`. Raises UsageError where `refuse_unfit` does."""
        refuse_unfit(plan.model)
        self._plan = plan
        self._program = compile_plan(plan, FUNCTIONS)
        self._fields = identifiers(plan.model)
        self._people = people
        self._passwords = passwords

    def login(self, identifier: str, password: str, *, admits: Admits = anybody) -> Answer:
        """Is this the person's password? RIGHT has the user, as `profile` has it. Raises nothing.

        `admits` is asked by the user_id of the person who was found, before the password is checked.
        """
        return _guarded(lambda: self._login(identifier, password, admits))

    def get_user(self, identifier: str) -> Answer:
        """Who is this? RIGHT has the user, the same that `login` gives. Raises nothing."""
        return _guarded(lambda: self._get_user(identifier))

    def ready(self) -> Answer:
        """RIGHT where people can be found now. Raises nothing."""
        return _guarded(self._ready)

    def close(self) -> None:
        """Give up what the store holds open."""
        self._people.close()
        self._passwords.close()

    def _ready(self) -> Answer:
        self._people.check()
        return Answer(Verdict.RIGHT)

    def _login(self, identifier: str, password: str, admits: Admits) -> Answer:
        usable = 0 < len(password) <= LONGEST_PASSWORD and "\0" not in password
        found = self._found(identifier)
        if found is None or not usable:
            self._passwords.pretend(password)
            return Answer(Verdict.UNKNOWN if found is None else Verdict.WRONG)
        record, user = found
        if not admits(user["user_id"]):
            return Answer(Verdict.THROTTLED, reason="too many failed logins of this person, by several names")
        return self._checked(record, user, password)

    def _checked(self, record: Record, user: Document, password: str) -> Answer:
        try:
            verdict = self._passwords.check(record, user, password=password)
        except StoreTrouble as error:
            return Answer(Verdict.UNAVAILABLE, reason=str(error), tried=error.tried)
        if verdict is not Verdict.RIGHT:
            return Answer(verdict)
        return _blocked(user) or Answer(Verdict.RIGHT, profile(user))

    def _get_user(self, identifier: str) -> Answer:
        found = self._found(identifier)
        if found is None:
            return Answer(Verdict.UNKNOWN)
        # who is blocked must not come by a reset of the password: the profile of a script cannot say `blocked`
        return _blocked(found[1]) or Answer(Verdict.RIGHT, profile(found[1]))

    def _found(self, identifier: str) -> tuple[Record, Document] | None:
        """The one person who has the identifier, with the whole user; None where there is nobody."""
        if not 0 < len(identifier) <= LONGEST_IDENTIFIER or "\0" in identifier:
            return None
        records = self._people.find(identifier)
        people = list(zip(records, self._program.fates(records), strict=True))
        users = [(record, fate.document) for record, fate in people if isinstance(fate, Exported)]
        meant = [(record, user) for record, user in users if goes_by(user, identifier, fields=self._fields)]
        rejected = [
            fate
            for record, fate in people
            if isinstance(fate, Rejected) and goes_by(self._plan.draft(record), identifier, fields=self._fields)
        ]
        if not meant and not rejected:
            return None
        if len(meant) + len(rejected) > 1:
            raise Unmappable(f"{len(meant) + len(rejected)} records have this identifier")
        if rejected:
            raise Unmappable(told(rejected[0].reasons))
        record, user = meant[0]
        if "user_id" not in user:
            raise Unmappable("user_id: required")
        self._check_alone(record, user)
        return record, user

    def _check_alone(self, record: Record, user: Document) -> None:
        """Raises Unmappable where another person would become the same user."""
        others = self._people.sharing(record)
        for other, fate in zip(others, self._program.fates(others), strict=True):
            known = fate.document if isinstance(fate, Exported) else {}
            if isinstance(fate, Rejected):
                known = self._plan.draft(other)
            if known.get("user_id") == user["user_id"]:
                raise Unmappable("several people have this user_id")


def profiles(model: Model) -> Plan:
    """The mapping's plan without its password: the store itself checks that, whether or not Auth0 could take it."""
    return Plan(replace(model, password=None), FUNCTIONS, validator=Validator())


def profile(user: Document) -> Document:
    """The user as a script may return it: without password, and without `blocked`, which a profile has not."""
    return {name: value for name, value in user.items() if name not in (*HASHES, "blocked")}


def refuse_unfit(model: Model) -> None:
    """Raises UsageError for a mapping by which people cannot come one at a time."""
    identifiers(model)
    if not any(leaf.path == "user_id" for leaf in model.leaves):
        raise UsageError(
            "the mapping fills no user_id: without it the same person would be another user in each script and in the "
            "import files; map a value of the store that never changes"
        )


def identifiers(model: Model) -> tuple[str, ...]:
    """The fields by which people are known: of those that Auth0 lets people log in by, the ones that nobody shares.

    Raises UsageError where there are none.
    """
    found = tuple(field for field in _IDENTIFIERS if field in model.unique)
    if not found:
        raise UsageError("by the mapping's unique:, users may share every field that people log in by: add email to it")
    return found


def goes_by(user: Document, identifier: str, *, fields: Iterable[str]) -> bool:
    """Is the user known by this in one of the fields? E-mail and user name ignore case."""
    values = ((field, user.get(field)) for field in fields)
    return any(isinstance(v, str) and compared(field, v) == compared(field, identifier) for field, v in values)


def told(reasons: Iterable[Violation]) -> str:
    """The rules that a record breaks, without its values."""
    rules = (f"{reason.path}: {reason.rule}" if reason.path else reason.rule for reason in reasons)
    return ", ".join(dict.fromkeys(rules))


def _blocked(user: Document) -> Answer | None:
    return Answer(Verdict.LOCKED, reason="blocked by the mapping") if user.get("blocked") is True else None


def _guarded(step: Callable[[], Answer]) -> Answer:
    try:
        return step()
    except Unmappable as error:
        return Answer(Verdict.REJECTED, reason=str(error))
    except (StoreTrouble, ConverterError) as error:
        return Answer(Verdict.UNAVAILABLE, reason=str(error))
    except Exception as error:  # noqa: BLE001 - whatever fails, the door stays closed; its text may hold data
        return Answer(Verdict.UNAVAILABLE, reason=f"a bug: {type(error).__name__}")

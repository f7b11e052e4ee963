"""One user in, everything that is wrong with it out."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any, TypeAlias

from converter.validation.email import is_email
from converter.validation.gates import GATES, SIZE_WITHOUT_FAULT
from converter.validation.implementation import Implementation, SchemaCheck, compile_schema
from converter.validation.json_value import reader, separate, serialiser, writer
from converter.validation.rule import SIZE, USER, Fault, Rule
from converter.validation.rules import JSON_VALUE, RULES
from converter.validation.schema import Breach, load, violations
from converter.validation.violation import Document, Violation, mask

Gates: TypeAlias = Mapping[str, Callable[[object], object]]
"""A quick look at each property that has rules, see `gates`."""


class Validator:
    """Auth0's verdict on users, by the documented schema and by RULES. Make it once and keep it."""

    def __init__(self, implementation: Implementation = Implementation.FAST) -> None:
        self._implementation = implementation
        self._serialise = serialiser()
        self._read = reader()
        self.writer = writer()
        """For a document that JSON can say."""
        self.quick = implementation is Implementation.FAST
        """Need library and rules not be asked about what is known without them?"""
        self._rules = _by_field(RULES)
        gates = GATES if self.quick else {}
        self._gates = {field: gates.get(field, _never) for field in self._rules if field not in (SIZE, USER)}
        self._size_rules = self._rules.pop(SIZE)
        self._user_rules = self._rules.pop(USER)

    def prepare(self) -> None:
        """Load what a user in doubt needs: among many there is one, and processes that are forked share it."""
        self._check  # noqa: B018 - it is made by being asked for

    @cached_property
    def _schema(self) -> dict[str, Any]:
        return load()

    @cached_property
    def _check(self) -> SchemaCheck:
        """Made when the first user is in doubt: many a run has none."""
        return compile_schema(self._schema, self._implementation)

    def violations(self, document: object) -> list[Violation]:
        """Every rule the document breaks, sorted by path, each once; empty for a user without a flaw.

        Warnings are among them, told apart by `severity`. Takes anything and raises nothing.
        """
        return self.judge(document)[1]

    def judge(self, document: object) -> tuple[bytes, list[Violation]]:
        """The user as compact JSON, and what `violations` gives; no bytes where JSON cannot say it."""
        return self._judge(document, self._gates)

    def judging(self, fields: Iterable[str]) -> Callable[[Document], tuple[bytes, list[Violation]]]:
        """`judge` for users whose other properties are known to keep every rule: only these are looked at.

        They hold no enum, nor anything else that is no JSON value but would be written as one.
        """
        gates = {field: self._gates[field] for field in fields if field in self._gates}
        return partial(self._judge, gates=gates, plain=True)

    def _judge(self, document: object, gates: Gates, *, plain: bool = False) -> tuple[bytes, list[Violation]]:
        payload = self._serialise(document)
        # A null may be a NaN: the writer makes no difference.
        if payload is None or b"null" in payload or not isinstance(document, dict):
            return payload or b"", sorted(set(self._all(*separate(document))))
        if not self._accepts(document):
            # of a plain one, what was written without a null is a copy without a fault
            clean, faults = (self._read(payload), []) if plain else separate(document)
            return payload, sorted(set(self._all(clean, faults)))
        try:
            doubtful = _doubtful(document, gates)
        except TypeError:  # an enum, which the fast library reads as its value
            return payload, sorted(set(self._all(*separate(document))))
        return payload, sorted(set(self._broken(document, len(payload), doubtful)))

    def of_address(self, address: str | None) -> list[Violation]:
        """What `violations` gives for a user of whom only the e-mail address, or that it has none, may break a rule.

        The schema asks for nothing else, so that the library need not be called, nor loaded where this is all.
        """
        if address is None:
            return self._without_address
        user = {"email": address}
        breaches = [] if is_email(address) else [Breach(("email",), ("properties", "email", "format"))]
        return sorted({*violations(self._schema, user, breaches), *self._broken(user, 0, user)})

    @cached_property
    def _without_address(self) -> list[Violation]:
        return list(violations(self._schema, {}, [Breach((), ("required",))]))

    def _accepts(self, document: Document) -> bool:
        try:
            return self._check.is_valid(document)
        except ValueError:  # a Python type the library cannot read
            return False

    def _all(self, clean: Any, faults: list[Fault]) -> Iterator[Violation]:
        """As `violations`, for what `separate` makes of a document in which JSON values or the schema may be broken."""
        for fault in faults:
            yield Violation(fault.path, JSON_VALUE, fault.message, mask(fault.path, fault.value))
        if clean is None and faults:
            return
        # What was taken out of the copy has had its say.
        told = {fault.path for fault in faults}
        breaches = list(self._check.breaches(clean))
        for violation in violations(self._schema, clean, breaches):
            if violation.path not in told:
                yield violation
        if isinstance(clean, dict):
            unfit = {breach.instance[0] for breach in breaches if breach.instance}
            doubtful = _doubtful(clean, self._gates, unfit)
            for violation in self._broken(clean, len(self._serialise(clean) or b""), doubtful):
                if violation.path not in told or not violation.path:
                    yield violation

    def _broken(self, document: Document, size: int, doubtful: Iterable[str]) -> Iterator[Violation]:
        """What the rules object to; of the properties only these may be objected to."""
        if size > SIZE_WITHOUT_FAULT:
            for rule in self._size_rules:
                yield from map(rule.violation, rule.check("", size))
        for rule in self._user_rules:
            yield from map(rule.violation, rule.check("", document))
        for name in doubtful:
            value = document[name]
            for rule in self._rules[name]:
                if isinstance(value, rule.kind):
                    yield from map(rule.violation, rule.check(name, value))


def _doubtful(document: Document, gates: Gates, unfit: Container[str | int] = ()) -> list[str]:
    """The properties to which a rule may object: those that do not pass their gate, or do not fit the schema."""
    return [
        field for field, gate in gates.items() if field in document and (field in unfit or not gate(document[field]))
    ]


def _never(_value: object) -> bool:
    return False


def _by_field(rules: tuple[Rule, ...]) -> dict[str, list[Rule]]:
    table: dict[str, list[Rule]] = {}
    for rule in rules:
        for field in rule.fields:
            table.setdefault(field, []).append(rule)
    return table

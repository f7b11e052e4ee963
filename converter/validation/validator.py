"""One user in, everything that is wrong with it out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any, TypeAlias

from converter.validation.gates import GATES, SIZE_WITHOUT_FAULT
from converter.validation.implementation import Implementation, SchemaCheck, compile_schema
from converter.validation.json_value import reader, separate, serialiser, writer
from converter.validation.rule import SIZE, USER, Fault, Rule
from converter.validation.rules import JSON_VALUE, RULES
from converter.validation.schema import load, violations
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
        """Need the library that decides not be asked about what is known without it?"""
        self._rules = _by_field(RULES)
        self._gates = {field: GATES.get(field, _never) for field in self._rules if field not in (SIZE, USER)}
        self._size_rules = self._rules.pop(SIZE)
        self._user_rules = self._rules.pop(USER)

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
            if self._passes(document, len(payload), gates=gates):
                return payload, []
        except TypeError:  # an enum, which the fast library reads as its value
            return payload, sorted(set(self._all(*separate(document))))
        return payload, sorted(set(self._broken(document, len(payload))))

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
        for violation in violations(self._schema, clean, self._check.breaches(clean)):
            if violation.path not in told:
                yield violation
        if isinstance(clean, dict):
            for violation in self._broken(clean, len(self._serialise(clean) or b"")):
                if violation.path not in told or not violation.path:
                    yield violation

    def _broken(self, document: Document, size: int) -> Iterator[Violation]:
        for rule in self._size_rules:
            yield from map(rule.violation, rule.check("", size))
        for rule in self._user_rules:
            yield from map(rule.violation, rule.check("", document))
        for name, value in document.items():
            for rule in self._rules.get(name, ()):
                if isinstance(value, rule.kind):
                    yield from map(rule.violation, rule.check(name, value))

    def _passes(self, document: Document, size: int, *, gates: Gates) -> bool:
        """Whether no rule can object to a document that fits the schema; no says nothing."""
        if size > SIZE_WITHOUT_FAULT or ("password_hash" in document and "custom_password_hash" in document):
            return False
        for field, gate in gates.items():  # noqa: SIM110 - a generator costs twice as much
            if field in document and not gate(document[field]):
                return False
        return True


def _never(_value: object) -> bool:
    return False


def _by_field(rules: tuple[Rule, ...]) -> dict[str, list[Rule]]:
    table: dict[str, list[Rule]] = {}
    for rule in rules:
        for field in rule.fields:
            table.setdefault(field, []).append(rule)
    return table

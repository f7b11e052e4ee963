"""Writes the code that makes a record's user, judges it and says what becomes of it."""

from __future__ import annotations

from typing import Any

from converter.expressions.codegen.emitter import Emitter
from converter.mapping.emit_line import Line, codes_of, line_of
from converter.mapping.emit_password import PasswordWriter
from converter.mapping.emit_proof import looks, provable, unproven
from converter.mapping.emit_user import UserWriter
from converter.mapping.fate import Exported, Rejected
from converter.mapping.frame import Frame
from converter.mapping.model import OnError, leaves
from converter.mapping.plan import Plan, distinct
from converter.validation.gates import SIZE_WITHOUT_FAULT
from converter.validation.look import LOOKS
from converter.validation.violation import Severity, Violation

assert Exported._fields[2:] == ("warnings", "dropped", "password", "afterwards"), "the generated code gives all fields"


class FateWriter:
    """Writes first what each field holds, then the user: as a line at once where that is possible, else in full."""

    def __init__(self, plan: Plan, frame: Frame, emitter: Emitter) -> None:
        self._model = plan.model
        self._plan = plan
        self._frame = frame
        self._emitter = emitter
        self._user = UserWriter(emitter)
        self._looks = looks(plan.model, emitter) if plan.validator.quick else None
        self._password: PasswordWriter | None = None

    def write(self) -> None:
        """Write all of it."""
        self._user.evaluate(self._model.user)
        if self._plan.password:
            self._password = PasswordWriter(self._plan.password, self._emitter)
            self._password.glance()
        line = self._line()
        if line:
            self._at_once(line)
        self._in_full()
        self._judged()
        self._told()

    def _line(self) -> Line | None:
        """What writes the user at once, if its values are all that it depends on."""
        model = self._model
        if not self._plan.validator.quick or model.overrides or model.after_import or not provable(model.user):
            return None
        return line_of(model.user, password=self._password is not None)

    @property
    def _known(self) -> str:
        return "known" if self._password else "None"

    def _constant(self, value: Any, label: str = "k") -> str:
        return self._emitter.constant(value, label)

    def _at_once(self, line: Line) -> None:
        """The whole user by one call, unless it has a password that is not understood at a glance."""
        put, password = self._emitter.put, self._password
        values = codes_of(self._model.user, self._user.values)
        conditions = [self._frame.flat] if self._frame.flat else []
        if password:
            values.append(password.known_text)
            conditions.append(f"({password.absent} or known)")
        condition = f" if {' and '.join(conditions)} else None" if conditions else ""
        put(f"text = {self._constant(line, 'line')}(({', '.join(values)},)){condition}")
        with self._emitter.block("if text:"):
            for statement in self._frame.plain("text", self._known, *map(self._identifier, self._model.unique)):
                put(statement)
            put("continue")

    def _identifier(self, field: str) -> str:
        """The value of a field of a user that has been written at once."""
        values = self._user.values
        code = next((values[id(leaf)].whole for leaf in leaves(self._model.user) if leaf.path == field), "None")
        return code if code == "None" or not LOOKS[field].optional else f"{code} or None"

    def _in_full(self) -> None:
        """The user as an object."""
        put, model = self._emitter.put, self._model
        put("sure, addressed = True, None")
        self._user.group(model.user, "user", self._looks or {})
        if self._password:
            self._password.fields()
        if model.overrides:
            with self._emitter.block(f"if {self._constant(model.overrides.of)}(user):"):
                put("refuse()")  # the reference merges them in

    def _judged(self) -> None:
        """The user's JSON text, and what is wrong with it."""
        put, validator = self._emitter.put, self._plan.validator
        judged = f"text, found = {self._constant(validator.judging(unproven(self._model)))}(user)"
        if self._looks is None:
            put(judged)
        else:
            dumps, options = validator.writer
            put(f"text, found = {self._constant(dumps)}(user, None, {options}), []")
            put(f"if not (sure and len(text) <= {SIZE_WITHOUT_FAULT}): {judged}")
            put(f"elif not addressed: found = {self._constant(validator.of_address)}(user.get('email'))")

    def _told(self) -> None:
        """What becomes of the user."""
        put, model = self._emitter.put, self._model
        with self._emitter.block("if found:"):
            put(f"refusal = {self._constant(refusal)}(found)")
            with self._emitter.block("if refusal:"):
                if model.after_import or any(leaf.on_error is not OnError.REJECT for leaf in leaves(model.user)):
                    put("refuse()")  # a field may be left out, or more may be wrong
                put(self._frame.fate.format("refusal"))
                put("continue")
        given, told = "None", "found"
        if model.after_import:
            self._given()
            given, told = "given or None", "found or given"
        with self._emitter.block(f"if {self._frame.flat and f'not {self._frame.flat} or '}{told}:"):
            exported = f"new({self._constant(Exported)}, (user, text, found, [], {self._known}, {given}))"
            put(self._frame.fate.format(exported))
        with self._emitter.block("else:"):
            identifiers = (f"user.get({field!r})" for field in model.unique)
            for statement in self._frame.plain("text", self._known, *identifiers):
                put(statement)

    def _given(self) -> None:
        assert self._model.after_import
        after = UserWriter(self._emitter)
        after.evaluate(self._model.after_import)
        after.group(self._model.after_import, "given")


def refusal(found: list[Violation]) -> Rejected | None:
    """The fate of a user who breaks a rule for which Auth0 refuses it; None where there are warnings only."""
    reasons = [violation for violation in found if violation.severity is Severity.REJECT]
    return Rejected(distinct(reasons)) if reasons else None

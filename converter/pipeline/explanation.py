"""One record on its way through a mapping: every expression with its steps, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from converter.errors import UsageError
from converter.expressions.language import FUNCTIONS
from converter.expressions.tree import Node
from converter.mapping.fate import Exported, Fate, Rejected
from converter.mapping.lookup import Row
from converter.mapping.model import ABSENT, Expression, Leaf, Model, OnError
from converter.mapping.plan import Plan
from converter.mapping.settle import FieldError, holds
from converter.pipeline.disclosure import Disclosure
from converter.pipeline.fates import Examined, Store, decided
from converter.pipeline.named import Named
from converter.pipeline.passage import Passage
from converter.pipeline.settling import Settled, settled
from converter.pipeline.trace import Trace, traced
from converter.record import Origin, Record, Values
from converter.syntax.counted import counted
from converter.syntax.suggestion import suggest
from converter.validation.rules import RULES
from converter.validation.violation import Document, Violation

PASSWORD = "password"  # noqa: S105
_TOLD = 500
_MOST = 10


class Explanation(Struct, frozen=True):
    """What became of a record, and why: the passages in the order of the language, up to the one that decided."""

    origin: Origin
    fate: Fate
    passages: tuple[Passage, ...]


def search(stores: Sequence[Store], wanted: Named, *, progress: Callable[[int], None]) -> list[Examined]:
    """The records that were asked for, few at most, with the fates they have in a run.

    Stops at the first where no other can be meant. Raises SourceUnreadable, UsageError.
    """
    found: list[Examined] = []
    for number, record in enumerate(decided(stores)):
        if number % _TOLD == 0:
            progress(number)
        if wanted.meets(record):
            found.append(record)
            if wanted.is_place or len(found) == _MOST:
                break
    return found


def explain(record: Examined, *, field: str = "") -> Explanation:
    """The way of one record; of one field, the steps that it is made of, and what kept the record from it."""
    if not isinstance(record.item, Record):
        return Explanation(record.item.origin, record.fate, ())
    way = _Way(
        record.plan, record.fate, Disclosure(record.plan.model, record.values), {**record.item.values, **record.joined}
    )
    passages = list(way.passages())
    if field:
        needed = _needed(record.plan.model, field) | ({passages[-1].name} if way.stopped else set())
        passages = [passage for passage in passages if passage.name in needed]
    return Explanation(record.item.origin, record.fate, tuple(passages))


class _Way:
    """The way of one record; `root` grows by the steps of `let:`, `stopped` says that something ended it early."""

    def __init__(self, plan: Plan, fate: Fate, shown: Disclosure, root: Values) -> None:
        self._model = plan.model
        self._finders = plan.finders
        self._fate = fate
        self._shown = shown
        self._root = root
        self.stopped = False

    def passages(self) -> Iterator[Passage]:
        """In the order of the language; after one that decides the record's fate nothing is evaluated."""
        for part in (self._where(), self._lookups(), self._steps(), self._skips(), self._mended(), self._password()):
            for passage in part:
                yield passage
                if self.stopped:
                    return

    def _where(self) -> Iterator[Passage]:
        if self._model.source.where:
            yes, no = "holds", "does not hold: the record is filtered"
            yield self._condition("source.where", self._model.source.where, outcomes=(yes, no), stops=False)

    def _lookups(self) -> Iterator[Passage]:
        """What each looked for, as `match` gave it, and what it found."""
        for lookup, finder in zip(self._model.lookups, self._finders, strict=True):
            name = f"lookups.{lookup.name}"
            trace = self._trace(lookup.match)
            passage = self._passage(name, lookup.match, trace)
            found = _violations(self._fate, name)
            self.stopped = lookup.name not in self._root
            rows = self._root.get(lookup.name)
            count = len(rows) if isinstance(rows, list) else int(rows is not None)
            outcome = passage.outcome or f"{counted(count, 'row')} found"
            if self.stopped and found:
                outcome = f"{found[0].rule}: {found[0].message}: the record is rejected"
            notes = () if self.stopped else tuple(_places(finder.found(trace.value)))
            yield replace(passage, outcome=outcome, notes=notes, violations=() if self.stopped else found)

    def _steps(self) -> Iterator[Passage]:
        for name, expression in self._model.let:
            trace = self._trace(expression)
            self._root = {**self._root, name: trace.value}
            self.stopped = trace.error is not None
            yield self._passage(f"let.{name}", expression, trace)

    def _skips(self) -> Iterator[Passage]:
        for rule in self._model.skip:
            outcomes = ("holds: the record is skipped", "does not hold")
            yield self._condition(f"skip.{rule.id}", rule.when, outcomes=outcomes, stops=True)

    def _fields(self) -> Iterator[Passage]:
        for leaf in self._model.leaves:
            if leaf.expression is None:
                constant = Passage(leaf.path, leaf.node.position, outcome="a constant", value=leaf.constant)
                yield self._judged(constant, leaf)
            else:
                yield self._field(leaf, leaf.expression)

    def _mended(self) -> Iterator[Passage]:
        """The fields, and what `overrides:` puts in their place."""
        overrides = self._model.overrides
        passages = list(self._fields())
        patch = overrides.of({passage.name: passage.value for passage in passages}) if overrides else {}
        for passage in passages:
            yield self._patched(passage, patch) if passage.name.partition(".")[0] in patch else passage
        names = {passage.name for passage in passages}
        for path, value in _leaves(patch):
            if overrides and path not in names and value is not None:
                shown = self._shown.under(path, value)
                yield Passage(path, overrides.position, value=shown, notes=("overrides: adds it",))

    def _patched(self, passage: Passage, patch: Document) -> Passage:
        value: Any = patch
        for name in passage.name.split("."):
            if not isinstance(value, dict) or name not in value:
                return passage
            value = value[name]
        outcome = passage.outcome if passage.violations else ""
        if value is None:
            notes = (*passage.notes, "overrides: leaves it out")
            return replace(passage, value=ABSENT, notes=notes, rules=(), outcome=outcome)
        notes = (*passage.notes, "overrides: puts another value in its place")
        return replace(passage, value=self._shown.under(passage.name, value), notes=notes, outcome=outcome)

    def _password(self) -> Iterator[Passage]:
        if self._model.password:
            expression = self._model.password.source
            passage = self._passage(PASSWORD, expression, self._trace(expression))
            found = _violations(self._fate, PASSWORD)
            yield replace(passage, outcome=_of_password(self._fate), violations=found)

    def _condition(self, name: str, expression: Expression, *, outcomes: tuple[str, str], stops: bool) -> Passage:
        """`outcomes` are for a condition that holds and one that does not; one of the two ends the record's way."""
        trace = self._trace(expression)
        passage = self._passage(name, expression, trace)
        if trace.error is not None:
            self.stopped = True
            return passage
        try:
            held = holds(trace.value)
        except FieldError as error:
            self.stopped = True
            return replace(passage, outcome=f"{error.code}: {error.message}: the record is rejected")
        self.stopped = held is stops
        return replace(passage, outcome=outcomes[0] if held else outcomes[1])

    def _field(self, leaf: Leaf, expression: Expression) -> Passage:
        trace = self._trace(expression)
        ended = Settled(error=trace.error) if trace.error else settled(leaf, trace.value)
        passage = self._passage(leaf.path, expression, trace)
        value = ended.value if ended.value is ABSENT else self._value(expression.tree, leaf.path, ended.value)
        passage = replace(passage, notes=ended.notes, value=value, outcome="")
        return self._judged(passage, leaf, failed=ended)

    def _judged(self, passage: Passage, leaf: Leaf, failed: Settled | None = None) -> Passage:
        """With what Auth0's rules say of the field in this record, and what that means for it."""
        found = _violations(self._fate, leaf.path)
        outcome = passage.outcome
        if isinstance(self._fate, Exported) and found:
            kept = any(violation in self._fate.warnings for violation in found) and leaf.on_error is OnError.REJECT
            outcome = "a warning; the user is exported" if kept else f"left out, as on_error: {leaf.on_error} says"
        elif found:
            outcome = "the record is rejected"
        elif failed is not None and failed.error is not None:
            left_out = f": left out, as on_error: {leaf.on_error} says" if leaf.on_error is not OnError.REJECT else ""
            outcome = f"{failed.error.code}: {failed.error.message}{left_out}"
        judged = passage.value is not ABSENT and isinstance(self._fate, Exported | Rejected)
        rules = _rules(leaf.path) if judged else ()
        return replace(passage, outcome=outcome, violations=found, rules=rules)

    def _trace(self, expression: Expression) -> Trace:
        return traced(expression.tree, self._root, FUNCTIONS)

    def _passage(self, name: str, expression: Expression, trace: Trace) -> Passage:
        steps = tuple(
            replace(step, values=tuple(self._shown.computed(expression.tree, value) for value in step.values))
            for step in trace.steps
        )
        value = ABSENT if trace.error else self._shown.computed(expression.tree, trace.value)
        error = trace.error
        outcome = f"{error.code}: {error.message}: the record is rejected" if error else ""
        return Passage(name, expression.scalar.position, expression.text, steps, value=value, outcome=outcome)

    def _value(self, tree: Node, path: str, value: Any) -> Any:
        """A field's value: as secret as what it is made of, and as where it stands."""
        return self._shown.under(path, self._shown.computed(tree, value))


def _places(rows: Sequence[Row]) -> Iterator[str]:
    """Where the rows of a lookup stood, the first ones."""
    yield from (f"row: {row.origin}" for row in rows[:_MOST])
    if len(rows) > _MOST:
        yield f"and {counted(len(rows) - _MOST, 'row')} more"


def _leaves(patch: Document, above: str = "") -> Iterator[tuple[str, Any]]:
    """The values of a patch by their paths."""
    for name, value in patch.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def _of_password(fate: Fate) -> str:
    if isinstance(fate, Exported):
        return f"imported as {fate.password.scheme}" if fate.password else "no password is imported"
    refused = getattr(fate, "password", None)
    return f"Auth0 cannot take it: {refused.scheme}: {refused.target}" if refused else ""


def _violations(fate: Fate, path: str) -> tuple[Violation, ...]:
    """What is said of a field, or of something in it."""
    every: Sequence[Violation] = ()
    if isinstance(fate, Rejected):
        every = fate.reasons
    elif isinstance(fate, Exported):
        every = (*fate.warnings, *fate.dropped)
    return tuple(v for v in every if v.path == path or v.path.startswith((f"{path}.", f"{path}[")))


def _rules(path: str) -> tuple[str, ...]:
    """The codes of the rules beside the schema that look at a field."""
    top = path.partition(".")[0].partition("[")[0]
    return tuple(dict.fromkeys(rule.code for rule in RULES if top in rule.fields))


def check_field(models: Sequence[Model], field: str) -> None:
    """Raises UsageError where no mapping has such a field, nor anything below it."""
    names = list(dict.fromkeys(leaf.path for model in models for leaf in model.leaves))
    names += [PASSWORD] if any(model.password for model in models) else []
    if any(name == field or name.startswith((f"{field}.", f"{field}[")) for name in names):
        return
    near = suggest(field, names)
    hint = f"did you mean {near}?" if near else f"it has {', '.join(names)}"
    raise UsageError(f"the mapping has no field {field}; {hint}")


def _needed(model: Model, field: str) -> set[str]:
    """The names of the passages that a field is made of."""
    leaves = [leaf for leaf in model.leaves if _lies_in(leaf.path, field)]
    trees = [leaf.expression.tree for leaf in leaves if leaf.expression]
    names = {leaf.path for leaf in leaves}
    if field == PASSWORD and model.password:
        names.add(PASSWORD)
        trees.append(model.password.source.tree)
    named = [(each.name, f"lookups.{each.name}", each.match) for each in model.lookups]
    named += [(step, f"let.{step}", expression) for step, expression in model.let]
    for name, passage, expression in reversed(named):
        if any(node.key == name for tree in trees for node in tree.walk()):
            names.add(passage)
            trees.append(expression.tree)
    return names


def _lies_in(path: str, field: str) -> bool:
    return path == field or path.startswith((f"{field}.", f"{field}["))

"""Why a record became what it became: for a person, in 100 columns, and for a program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from converter.expressions.types import of_value
from converter.mapping.model import ABSENT
from converter.pipeline.disclosure import Masked
from converter.pipeline.explanation import Explanation
from converter.pipeline.passage import Passage
from converter.pipeline.trace import Step
from converter.report.fate_text import fate_document, fate_lines, fate_text, violation_document, violation_text
from converter.report.value_text import columns, fitted, padded, value_text, wrapped

WIDTH = 100
_WIDEST = 44


def explanation_lines(explanation: Explanation, mapping: str) -> Iterator[str]:
    """The way of the record from top to bottom; `mapping` is the file's name."""
    yield f"{explanation.origin}: {fate_text(explanation.fate)}"
    for line in fate_lines(explanation.fate):
        yield from wrapped(line, WIDTH)
    for passage in explanation.passages:
        yield ""
        yield from _passage(passage, mapping)


def explanation_document(explanation: Explanation) -> dict[str, Any]:
    """The same as a JSON object; what is masked is `{"masked": "(38 characters)"}`."""
    return {
        "origin": explanation.origin.as_document(),
        **fate_document(explanation.fate),
        "passages": list(map(_document, explanation.passages)),
    }


def _passage(passage: Passage, mapping: str) -> Iterator[str]:
    yield f"{passage.name}   ({mapping}:{passage.position.line}:{passage.position.column})"
    if passage.expression:
        for line in passage.expression.splitlines():
            yield from wrapped(line, WIDTH)
    yield from _table(passage.steps)
    yield from (f"  {note}" for note in passage.notes)
    if passage.rules:
        broken = {violation.rule for violation in passage.violations}
        kept = [rule for rule in passage.rules if rule not in broken]
        yield from wrapped(f"rules kept: {', '.join(kept)}", WIDTH) if kept else ()
    for violation in passage.violations:
        yield from wrapped(f"broken: {violation.path}: {violation_text(violation)}", WIDTH)
    if not _is_step(passage) and passage.value is not ABSENT:
        yield fitted(f"  => {value_text(passage.value)}", WIDTH)
    yield from wrapped(f"=> {passage.outcome}", WIDTH) if passage.outcome else ()


def _table(steps: tuple[Step, ...]) -> Iterator[str]:
    parts = min(_WIDEST, max((columns(step.text) for step in steps), default=0))
    kinds = max((len(_kind(step)) for step in steps), default=0)
    for step in steps:
        yield fitted(f"    {padded(step.text, parts)}  {padded(_kind(step), kinds)}  {_values(step)}".rstrip(), WIDTH)


def _is_step(passage: Passage) -> bool:
    """Conditions and the password have an outcome for their value."""
    return passage.name.startswith(("source.where", "skip.")) or passage.name == "password"


def _kind(step: Step) -> str:
    if step.failed:
        return "no value"
    if step.count > 1:
        return f"{step.count} times"
    return _type_of(step.values[0]) if step.values else ""


def _type_of(value: Any) -> str:
    """The type of a value; of one that is masked only that it is."""
    if isinstance(value, Masked):
        return "masked"
    if isinstance(value, list) and any(isinstance(item, Masked | dict | list) for item in value):
        return "array"
    return "object" if isinstance(value, dict) else str(of_value(value))


def _values(step: Step) -> str:
    more = ", …" if step.count > len(step.values) and not step.failed else ""
    return ", ".join(map(value_text, step.values)) + more


def _document(passage: Passage) -> dict[str, Any]:
    document: dict[str, Any] = {
        "name": passage.name,
        "line": passage.position.line,
        "column": passage.position.column,
        "expression": passage.expression,
        "steps": [_step(step) for step in passage.steps],
        "notes": list(passage.notes),
        "rules": list(passage.rules),
        "outcome": passage.outcome,
        "violations": [violation_document(violation) for violation in passage.violations],
    }
    return document if passage.value is ABSENT else document | {"value": passage.value}


def _step(step: Step) -> dict[str, Any]:
    values = {"values": list(step.values), "times": step.count} if step.each else {}
    value = {} if step.each or not step.values else {"value": step.values[0], "type": _type_of(step.values[0])}
    return {"part": step.text, **values, **value, **({"failed": True} if step.failed else {})}

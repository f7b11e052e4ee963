"""The cases a mapping carries: a record in its source's own shape goes through the very same plan."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from converter.expressions.operators import equal
from converter.mapping.compile import Program
from converter.mapping.fate import Exported, Fate, Filtered, Rejected, Skipped
from converter.mapping.model import Case
from converter.pipeline.sample import sample_record
from converter.record import Record, Unreadable
from converter.sources.source import NameResolver
from converter.validation.violation import Violation

_SECRET = re.compile(r"passw|hash|secret|salt|digest|totp|token|pwd", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a case ended: the differences from what it expects, none where it passed."""

    case: Case
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Did everything come out as expected?"""
        return not self.differences


def run_cases(program: Program, resolver: NameResolver) -> Iterator[Verdict]:
    """Run every case of the program's mapping."""
    model = program.plan.model
    for case in model.tests:
        item = sample_record(model, case.source, resolver)
        yield Verdict(case, tuple(_differences(case.expect, _fate(program, item))))


def _fate(program: Program, item: Record | Unreadable) -> Fate:
    if isinstance(item, Unreadable):
        return Rejected((Violation("", item.code, item.message),))
    return program.fates([item])[0]


def _differences(expect: dict[str, Any], fate: Fate) -> Iterator[str]:
    got = _described(fate)
    match fate:
        case Exported() if expect.get("user") is not None:
            yield from _user_differences(expect["user"], fate.document)
        case Rejected() if expect.get("reject") is not None:
            if not any(_is_reason(expect["reject"], reason) for reason in fate.reasons):
                yield f"expected rejected for {_shown(expect['reject'])}, got {got}"
        case Skipped() if expect.get("skip") == fate.id:
            return
        case Filtered() if expect.get("filtered"):
            return
        case _:
            yield f"expected {_expected(expect)}, got {got}"


def _expected(expect: dict[str, Any]) -> str:
    if "skip" in expect:
        return f"skipped as {expect['skip']}"
    return {"user": "a user", "reject": "a rejected record", "filtered": "a filtered record"}[
        next(iter(expect), "user")
    ]


def _described(fate: Fate) -> str:
    match fate:
        case Exported():
            return "a user"
        case Rejected():
            return "rejected: " + "; ".join(f"{r.path or 'record'}: {r.rule} ({r.message})" for r in fate.reasons)
        case Skipped():
            return f"skipped as {fate.id}"
        case Filtered():
            return "filtered"


def _is_reason(expected: Any, reason: Violation) -> bool:
    if not isinstance(expected, dict):
        return bool(expected == reason.rule)
    wanted = {"field": reason.path, "code": reason.rule}
    return all(wanted.get(name) == value for name, value in expected.items())


def _user_differences(expected: Any, got: Any, path: str = "") -> Iterator[str]:
    """Members that the case names are compared, others are not looked at; null means that there is none."""
    if isinstance(expected, dict) and isinstance(got, dict):
        for name, value in expected.items():
            inner = f"{path}.{name}" if path else name
            if value is None and name in got:
                yield f"{inner}: expected none, got {_shown(got[name], inner)}"
            elif value is not None and name not in got:
                yield f"{inner}: expected {_shown(value, inner)}, got none"
            elif value is not None:
                yield from _user_differences(value, got[name], inner)
    elif not equal(expected, got):
        yield f"{path}: expected {_shown(expected, path)}, got {_shown(got, path)}"


def _shown(value: Any, path: str = "") -> str:
    return json.dumps(_without_secrets(value, path), ensure_ascii=False)


def _without_secrets(value: Any, path: str) -> Any:
    """The value with each text below a name that means a secret replaced by its length."""
    if isinstance(value, dict):
        return {name: _without_secrets(member, f"{path}.{name}") for name, member in value.items()}
    if isinstance(value, list):
        return [_without_secrets(item, path) for item in value]
    return f"({len(value)} characters)" if isinstance(value, str) and _SECRET.search(path) else value

"""Runs folders of JMESPath's published compliance suite against the interpreter and the generated code.

    python -m converter.expressions.compliance DIR…

A file is a list of groups: `given`, and `cases` of `expression` with `result` or `error`
(https://github.com/jmespath/jmespath.test). Cases that only measure (`bench`) are left out. Functions that
exist neither in the specification nor in the mapping language are `unknown-function`, as the suite has it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

from converter.expressions.apply import EvaluationError
from converter.expressions.check import Check
from converter.expressions.codegen import compile_expression
from converter.expressions.finding import Finding
from converter.expressions.language import FUNCTIONS
from converter.expressions.reference import Interpreter
from converter.expressions.scope import Scope
from converter.expressions.tree import ExpressionSyntaxError, Node, parse
from converter.expressions.types import ANY, Type, of_value
from converter.record import Naming

_FOUND_EARLY = {
    "unknown-function": "unknown-function",
    "wrong-arity": "invalid-arity",
    "invalid-slice": "invalid-value",
}
"""What the check finds before there is a value, as the suite names it."""


class Case(Struct, frozen=True):
    """One case: the expression, what it is given, and its result or the kind of its error."""

    file: str
    expression: str
    given: Any
    result: Any
    error: str


class Difference(Struct, frozen=True):
    """A case and what an engine made of it instead."""

    case: Case
    engine: str
    found: str

    def __str__(self) -> str:
        wanted = f"error {self.case.error}" if self.case.error else json.dumps(self.case.result)
        return f"{self.case.file}: {self.case.expression}: {self.engine} gives {self.found}, not {wanted}"


def cases(folder: Path) -> Iterator[Case]:
    """The cases of a folder's files, in the order of their names. Raises OSError, ValueError or KeyError."""
    for file in sorted(folder.glob("*.json")):
        for group in json.loads(file.read_text(encoding="utf-8")):
            for case in group["cases"]:
                if "bench" not in case:
                    error = case.get("error", "")
                    yield Case(file.name, case["expression"], group["given"], case.get("result"), error)


def differences(case: Case) -> Iterator[Difference]:
    """What the engines make of a case, where it is not what the case says."""
    for engine, outcome in _outcomes(case.expression, case.given):
        if not _as_wanted(case, outcome):
            yield Difference(case, engine, outcome.shown)


class Outcome(Struct, frozen=True):
    """A value, or the kind of an error."""

    value: Any = None
    error: str = ""

    @property
    def shown(self) -> str:
        """For a person."""
        return f"error {self.error}" if self.error else json.dumps(self.value, default=repr)


def _outcomes(text: str, given: Any) -> Iterator[tuple[str, Outcome]]:
    try:
        tree = parse(text)
    except ExpressionSyntaxError:
        yield "the parser", Outcome(error="syntax")
        return
    early = _found_early(tree)
    interpreter = Interpreter(FUNCTIONS)
    yield "the interpreter", _outcome(lambda: interpreter.evaluate(tree.as_ast(), given), early)
    for engine, its in (("the generated code", ANY), ("the generated code for this type", of_value(given))):
        _findings(tree, its)
        compiled = compile_expression(tree, FUNCTIONS, current=its)
        yield engine, _outcome(lambda: compiled(given), early)  # noqa: B023 - called before the next turn


def _findings(tree: Node, current: Type) -> list[Finding]:
    """Types the tree where `@` has the given type."""
    check = Check(Scope(Naming.MEMBERS), FUNCTIONS)
    check.type_of(tree, current)
    return check.findings


def _found_early(tree: Node) -> str:
    return next((_FOUND_EARLY[finding.code] for finding in _findings(tree, ANY) if finding.code in _FOUND_EARLY), "")


def _outcome(evaluate: Callable[[], Any], early: str) -> Outcome:
    try:
        value = evaluate()
    except EvaluationError as error:
        return Outcome(error=error.code)
    return Outcome(error=early) if early else Outcome(value)


def _as_wanted(case: Case, outcome: Outcome) -> bool:
    if case.error or outcome.error:
        return case.error == outcome.error
    return json.dumps(case.result, sort_keys=True) == json.dumps(outcome.value, sort_keys=True, default=repr)


def run(folders: Iterable[Path]) -> tuple[dict[str, tuple[int, int]], list[Difference]]:
    """For each file the number of its cases and of those that pass; and all differences."""
    table: dict[str, tuple[int, int]] = {}
    found: list[Difference] = []
    for folder in folders:
        for case in cases(folder):
            differing = list(differences(case))
            total, passed = table.get(case.file, (0, 0))
            table[case.file] = total + 1, passed + (not differing)
            found += differing
    return table, found


def main(arguments: list[str]) -> int:
    """Print a line for each file and each difference; 0 where there is none, 2 without cases."""
    table, found = run(map(Path, arguments))
    lines = [f"{file:24} {passed:5} of {total:5}" for file, (total, passed) in table.items()]
    lines += map(str, found)
    total = sum(count for count, _ in table.values())
    passed = sum(count for _, count in table.values())
    sys.stdout.write("\n".join([*lines, f"{passed} of {total} cases pass on both engines", ""]))
    return 2 if not total else int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

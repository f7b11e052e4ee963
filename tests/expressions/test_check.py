"""What the check finds, as it reads: `check/*.txt` hold an expression a paragraph, its type and its findings.

`UPDATE=1 pytest tests/expressions/test_check.py` writes the files anew; read the difference before you keep it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from converter.expressions.check import Check
from converter.expressions.language import FUNCTIONS
from converter.expressions.scope import Scope
from converter.expressions.tree import ExpressionSyntaxError, parse
from converter.expressions.types import BOOLEAN, STRING, array, of_value
from converter.record import Naming

FILES = sorted((Path(__file__).parent / "check").glob("*.txt"))
ROLE = of_value({"name": "x", "since": 1})
SCOPES = {
    "directory": Scope(
        Naming.DIRECTORY,
        binary=frozenset(["objectguid"]),
        named={"locked": BOOLEAN, "roles": array(ROLE), "account": of_value({"status": "x"})},
    ),
    "columns": Scope(Naming.COLUMNS, columns=("Login", "First Name", "email", "groups", "active")),
    "members": Scope(Naming.MEMBERS),
    "syntax": Scope(Naming.DIRECTORY),
}


def shown(text: str, scope: Scope) -> str:
    """The expression, its type and what it reads, and each finding under the characters that it is about."""
    try:
        tree = parse(text)
    except ExpressionSyntaxError as error:
        hint = [f"  = {error.hint}"] if error.hint else []
        return "\n".join([text, f"{' ' * error.offset}^", f"  error expression-syntax: {error.message}", *hint])
    check = Check(scope, FUNCTIONS)
    its = check.type_of(tree)
    reads = "everything" if check.reads.everything else ", ".join(sorted(check.reads.names)) or "nothing"
    lines = [text]
    for finding in check.findings:
        lines.append(f"{' ' * finding.offset}{'^' * finding.length}")
        lines.append(f"  {finding.severity.value} {finding.code}: {finding.message}")
        lines += [f"  = {finding.hint}"] if finding.hint else []
    return "\n".join([*lines, f"  : {its}, reads {reads}"])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_findings_are_those_of_the_file(file: Path) -> None:
    before = file.read_text(encoding="utf-8")
    expressions = [line for line in before.splitlines() if line.strip("^ ") and not line.startswith(" ")]
    found = "\n\n".join(shown(text, SCOPES[file.stem]) for text in expressions) + "\n"
    if os.environ.get("UPDATE"):
        file.write_text(found, encoding="utf-8")
    assert found == before or os.environ.get("UPDATE")


def test_a_type_is_written_as_the_signatures_write_it() -> None:
    assert str(array(STRING)) == "array[string]"

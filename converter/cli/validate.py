"""`convert validate FILE…`: would Auth0 take these import files?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from converter.validation.implementation import Implementation

if TYPE_CHECKING:
    from converter.validation.import_file import FileVerdict
    from converter.validation.validator import Validator


EXAMPLES = """\b
Examples:
  convert validate out/oracle/users-*.json
  convert validate --json users.json | jq .flawed
Exit code 3 says that Auth0 would refuse something.
"""


def validate(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", readable=False, help="Auth0 import files.")],
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object a file.")] = False,
    validator: Annotated[
        Implementation,
        typer.Option(help="The JSON Schema library that decides; both come to the same verdict, one slowly."),
    ] = Implementation.FAST,
) -> None:
    """Check import files, whatever program made them, against Auth0's rules."""
    from converter.cli.batch import for_each
    from converter.validation.validator import Validator

    checker = Validator(validator)
    show = _show_json if json else _show_text
    raise typer.Exit(for_each(files, lambda path: _validate(path, checker, show)))


def _validate(path: Path, checker: Validator, show: Callable[[FileVerdict], None]) -> int:
    from converter.errors import EXIT_OK, EXIT_REJECTED
    from converter.validation.import_file import check_file

    verdict = check_file(path, checker)
    show(verdict)
    return EXIT_OK if verdict.accepted else EXIT_REJECTED


def _show_json(verdict: FileVerdict) -> None:
    from converter.cli import console

    console.write_json(_document(verdict))


def _show_text(verdict: FileVerdict) -> None:
    from converter.cli import console

    console.say(*_lines(verdict))


def _lines(verdict: FileVerdict) -> Iterator[str]:
    for fault in verdict.faults:
        place = f"{verdict.path}:{fault.line}:{fault.column}" if fault.line else str(verdict.path)
        yield f"{place}: {_level(fault.severity)} {fault.code}: {fault.message}"
    for user in verdict.flawed:
        for violation in user.violations:
            shown = f", found {violation.value}" if violation.value else ""
            place = f"{verdict.path}:{user.line}: {_level(violation.severity)} {violation.rule}"
            who = f"user {user.index} ({user.name or 'no identifier'})"
            yield f"{place}: {who}: {violation.path or 'user'} {violation.message}{shown}"
    outcome = "ok" if verdict.accepted else "Auth0 would refuse some of it"
    users = "1 user" if verdict.users == 1 else f"{verdict.users:,} users"
    counts = f"{users}, {verdict.size:,} bytes, {len(verdict.flawed):,} with findings"
    yield f"{verdict.path}: {counts}: {outcome}"


def _level(severity: str) -> str:
    return "error" if severity == "reject" else "warning"


def _document(verdict: FileVerdict) -> dict[str, Any]:
    return {
        "file": str(verdict.path),
        "bytes": verdict.size,
        "users": verdict.users,
        "accepted": verdict.accepted,
        "faults": [
            {"code": f.code, "message": f.message, "line": f.line, "column": f.column, "severity": f.severity}
            for f in verdict.faults
        ],
        "flawed": [
            {
                "index": user.index,
                "line": user.line,
                "user": user.name,
                "violations": [
                    {"field": v.path, "code": v.rule, "message": v.message, "value": v.value, "severity": v.severity}
                    for v in user.violations
                ],
            }
            for user in verdict.flawed
        ],
    }

"""`convert validate FILE…`: would Auth0 take these import files?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from converter.validation.implementation import Implementation

if TYPE_CHECKING:
    from converter.validation.import_file import FileVerdict


def validate(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Auth0 import files.")],
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object a file.")] = False,
    validator: Annotated[Implementation, typer.Option(help="Which JSON Schema library decides.")] = Implementation.FAST,
) -> None:
    """Check import files, made by whatever program, against Auth0's rules."""
    from converter.cli import console
    from converter.errors import EXIT_OK, EXIT_REJECTED
    from converter.validation.import_file import check_file
    from converter.validation.validator import Validator

    checker = Validator(validator)
    code = EXIT_OK
    for path in files:
        verdict = check_file(path, checker)
        if json:
            console.write_json(_document(verdict))
        else:
            for line in _lines(verdict):
                console.say(line)
        code = code if verdict.accepted else EXIT_REJECTED
    raise typer.Exit(code)


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
    counts = f"{verdict.users:,} users, {verdict.size:,} bytes, {len(verdict.flawed):,} with findings"
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

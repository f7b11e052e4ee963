"""Diagnostics as SARIF 2.1.0, which code hosts and editors show beside the lines.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from converter import __version__
from converter.report.diagnostics.finding import CheckedFile
from converter.syntax.codes import CODES, Code
from converter.syntax.diagnostic import Diagnostic

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_PLACES = {code: place for place, code in enumerate(CODES)}


def as_sarif(files: Sequence[CheckedFile]) -> dict[str, Any]:
    """A log of one run; every code is a rule, every diagnostic a result, every file that was checked an artifact."""
    driver = {
        "name": "auth0-convert",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(code) for code in CODES.values()],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": {"uri": _uri(checked.file)}} for checked in files],
        "results": [_result(diagnostic, checked.file) for checked in files for diagnostic in checked.diagnostics],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: Code) -> dict[str, Any]:
    return {
        "id": code.code,
        "shortDescription": {"text": code.title},
        "help": {"text": code.remedy},
        "defaultConfiguration": {"level": code.severity.value},
    }


def _result(diagnostic: Diagnostic, file: str) -> dict[str, Any]:
    hint = f"\n{diagnostic.hint}" if diagnostic.hint else ""
    start = diagnostic.position
    region = {"startLine": start.line, "startColumn": start.column, "endColumn": start.column + diagnostic.length}
    return {
        "ruleId": diagnostic.code,
        "ruleIndex": _PLACES[diagnostic.code],
        "level": diagnostic.severity.value,
        "message": {"text": f"{diagnostic.message}{hint}"},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(file)}, "region": region}}],
    }


def _uri(file: str) -> str:
    """A relative path stays relative, so that a code host finds it in the repository."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())

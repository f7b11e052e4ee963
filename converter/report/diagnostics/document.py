"""Diagnostics as one plain JSON object, for scripts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from converter.pipeline.survey import Survey
from converter.report.diagnostics.finding import CheckedFile, Interpreted, count
from converter.syntax.diagnostic import Diagnostic, Severity


def as_document(files: Sequence[CheckedFile]) -> dict[str, Any]:
    """`{files, diagnostics, errors, warnings}`; lines and columns count from 1, columns in characters."""
    found = [diagnostic for checked in files for diagnostic in checked.diagnostics]
    return {
        "files": [_file(checked) for checked in files],
        "diagnostics": [_diagnostic(d, checked.file) for checked in files for d in checked.diagnostics],
        "errors": count(found, Severity.ERROR),
        "warnings": count(found, Severity.WARNING),
    }


def _file(checked: CheckedFile) -> dict[str, Any]:
    document: dict[str, Any] = {"file": checked.file, "ok": checked.sound}
    if checked.survey is not None:
        document["source"] = _source(checked.survey)
    if checked.interpreted is not None:
        document["interpreted"] = [_interpreted(part) for part in checked.interpreted]
    return document


def _source(survey: Survey) -> dict[str, Any]:
    return {
        "records": survey.records,
        "unreadable": survey.unreadable,
        "unmapped": [{"name": name, "records": records} for name, records in survey.unmapped],
        **({"lookups": {name: _source(each) for name, each in survey.lookups.items()}} if survey.lookups else {}),
    }


def _interpreted(part: Interpreted) -> dict[str, Any]:
    return {
        "field": part.field,
        "line": part.position.line,
        "column": part.position.column,
        "reason": part.reason,
    }


def _diagnostic(diagnostic: Diagnostic, file: str) -> dict[str, Any]:
    return {
        "file": file,
        "line": diagnostic.position.line,
        "column": diagnostic.position.column,
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
    }

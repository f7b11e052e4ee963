"""What `convert check` found, in the forms that other programs read: one module a form, one line a form here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from converter.report.diagnostics.document import as_document
from converter.report.diagnostics.finding import CheckedFile
from converter.report.diagnostics.sarif import as_sarif

DOCUMENTS: dict[str, Callable[[Sequence[CheckedFile]], dict[str, Any]]] = {"json": as_document, "sarif": as_sarif}
"""The forms that are one JSON document over all files, by the name under `--format`."""

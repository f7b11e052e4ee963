"""Every generated file below the root of the repository."""

from __future__ import annotations

import json
from pathlib import Path

from converter.report.reference.codes import codes_page
from converter.report.reference.editor_schema import mapping_schema
from converter.report.reference.functions import functions_page
from converter.report.reference.keys import sections
from converter.report.reference.markdown import fill
from converter.report.reference.passwords import passwords_page

MAPPING_PAGE = "docs/mapping.md"


def generated(root: Path) -> dict[str, str]:
    """Path → text of every generated file; of the mapping page only the marked sections are generated."""
    page = (root / MAPPING_PAGE).read_text(encoding="utf-8")
    return {
        MAPPING_PAGE: fill(page, sections()),
        "docs/functions.md": functions_page(),
        "docs/passwords.md": passwords_page(),
        "docs/codes.md": codes_page(),
        "schemas/mapping.schema.json": json.dumps(mapping_schema(), indent=2, ensure_ascii=False) + "\n",
    }

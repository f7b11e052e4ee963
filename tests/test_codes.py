"""Every code that the program uses stands in its table, and every code in the table is used and shown by a case."""

from __future__ import annotations

import re
from pathlib import Path

from converter.sources.codes import RECORD_CODES
from converter.syntax.codes import CODES

ROOT = Path(__file__).resolve().parents[1]
USES = re.compile(r"""(?:diagnose|findings\.add|report|_report|Finding|Diagnostic|self\.add|add)\(\s*"([a-z0-9-]+)\"""")
SHOWN_ELSEWHERE = {
    "unsupported-password",
    "unseen-name",
    "control-character",
    "not-utf8",
    "number-too-long",
    "yaml-limit",
}
"""Found in the records rather than in the mapping, or in files too large or too odd to be kept as cases."""


def test_every_code_that_is_used_stands_in_the_table() -> None:
    used = {
        code for file in (ROOT / "converter").rglob("*.py") for code in USES.findall(file.read_text(encoding="utf-8"))
    }
    assert used <= CODES.keys() | RECORD_CODES.keys(), sorted(used - CODES.keys())


def test_every_code_in_the_table_is_used_and_shown_by_a_recorded_case() -> None:
    records = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "tests").rglob("*.out"))
    shown = set(re.findall(r": (?:error|warning) ([a-z0-9-]+): ", records))
    assert CODES.keys() - shown == SHOWN_ELSEWHERE


def test_every_code_has_a_title_and_a_remedy_of_a_sentence() -> None:
    for code in CODES.values():
        assert code.title.endswith(".")
        assert code.remedy.rstrip(")").endswith((".", "…", '"')), code.code

from __future__ import annotations

import json
from typing import Any

import pytest

from converter.expressions.language import FUNCTIONS
from converter.passwords.schemes import table
from converter.report.catalogue import CATALOGUES
from converter.report.code_page import code_text
from converter.report.reference.codes import further_codes
from converter.syntax.codes import CODES
from converter.validation.rules import RULES


@pytest.mark.parametrize("name", CATALOGUES)
def test_text_and_json_hold_the_same_rows(call: Any, name: str) -> None:
    text, document = call("catalogue", name), call("catalogue", name, "--json")
    assert (text.code, document.code) == (0, 0)
    rows = json.loads(document.out)
    assert rows
    assert len(text.out.splitlines()) == len(rows) + 1
    for row, line in zip(rows, text.out.splitlines()[1:], strict=True):
        assert line.split() == " ".join(row.values()).split()


def test_without_a_name_the_catalogues_are_counted(call: Any) -> None:
    counts = {row["catalogue"]: int(row["entries"]) for row in json.loads(call("catalogue", "--json").out)}
    assert set(counts) == set(CATALOGUES)
    assert (counts["functions"], counts["schemes"], counts["rules"]) == (len(FUNCTIONS), len(table()), len(RULES))


def test_another_name_is_refused_with_those_there_are(call: Any) -> None:
    ended = call("catalogue", "function")
    assert ended.code == 2
    assert "'functions'" in ended.err


@pytest.mark.parametrize("code", [*CODES, *further_codes()])
def test_every_code_is_explained(code: str) -> None:
    text = code_text(code)
    assert text.startswith(f"{code} (")
    assert (code not in CODES) or "\nWrong:\n" in text


def test_a_code_that_does_not_exist_is_refused_with_what_was_meant(call: Any) -> None:
    ended = call("explain", "unknown-feild")
    assert ended.code == 2
    assert "did you mean unknown-field?" in ended.err


def test_a_code_is_explained_by_the_program(call: Any) -> None:
    ended = call("explain", "always-false")
    assert (ended.code, ended.err) == (0, "")
    assert "includes(status, 'LOCKED')" in ended.out

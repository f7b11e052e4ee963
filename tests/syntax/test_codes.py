from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import converter.syntax
from converter.syntax.codes import CODES, FIELDS, SUBSTITUTION, YAML

PACKAGE = Path(converter.syntax.__file__).parent


def _texts() -> Iterator[str]:
    for file in PACKAGE.glob("*.py"):
        if file.name != "codes.py":
            nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            yield from (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def test_every_code_of_the_syntax_is_used_in_it() -> None:
    assert {code.code for code in (*YAML, *FIELDS, *SUBSTITUTION)} <= set(_texts())


def test_no_code_stands_twice() -> None:
    assert len(CODES) == len({code.code for code in CODES.values()})


def test_codes_are_kebab_case_words_with_whole_sentences() -> None:
    for code in CODES.values():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code.code), code.code
        assert code.title.endswith("."), code.code
        assert code.remedy, code.code

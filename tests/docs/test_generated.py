"""What is generated is up to date, and complete: `make docs` writes it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from converter.report.reference import codes, keys, markdown
from converter.report.reference.pages import MAPPING_PAGE, generated
from converter.sources.codes import RECORD_CODES
from converter.validation.import_file import USER_CODES
from converter.validation.rules import CODES
from tests.docs.blocks import ROOT

FILES = generated(ROOT)
RAISED = {"EvaluationError": 0, "FieldError": 0, "Violation": 1}
INTERNAL = {"undecided", "None", ""}


@pytest.mark.parametrize("name", FILES)
def test_a_generated_file_is_up_to_date(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == FILES[name], "run make docs"


def test_every_generated_section_stands_in_the_mapping_page() -> None:
    assert markdown.filled((ROOT / MAPPING_PAGE).read_text(encoding="utf-8")) == set(keys.sections())


def test_every_code_that_a_record_can_get_is_on_the_page_of_codes() -> None:
    told = {*codes.EVALUATION_CODES, *codes.FIELD_CODES, *codes.LOOKUP_CODES, *codes.PASSWORD_CODES, *codes.RUN_CODES}

    assert set(_raised()) - INTERNAL <= told | set(RECORD_CODES) | set(CODES) | set(USER_CODES)


def _raised() -> Iterator[str]:
    """The codes that stand as plain text where an error or a violation is made, or as an error's `code`."""
    for path in (ROOT / "converter").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED:
                yield from _text(node.args[RAISED[node.func.id] :][:1])
            elif isinstance(node, ast.ClassDef):
                yield from _class_code(node)


def _class_code(node: ast.ClassDef) -> Iterator[str]:
    for statement in node.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            if any(isinstance(target, ast.Name) and target.id == "code" for target in targets):
                yield from _text([statement.value])


def _text(nodes: list[ast.expr]) -> Iterator[str]:
    yield from (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def test_a_bar_in_a_table_is_escaped() -> None:
    assert markdown.table(["a"], [["x || y"]]) == "| a |\n| --- |\n| x \\|\\| y |\n"


@pytest.mark.parametrize(("text", "shown"), [("a", "`a`"), ("`4`", "`` `4` ``"), ("a`b", "``a`b``"), ("", "")])
def test_inline_code_may_hold_backticks(text: str, shown: str) -> None:
    assert markdown.code(text) == shown


def test_only_marked_sections_of_a_page_are_replaced() -> None:
    page = "a\n<!-- generated: x -->\nold\n<!-- end -->\nb\n"

    assert markdown.fill(page, {"x": "new\n"}) == "a\n<!-- generated: x -->\n\nnew\n\n<!-- end -->\nb\n"

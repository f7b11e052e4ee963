"""A tree that is written and parsed again is the same tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.expressions.compliance import cases
from converter.expressions.language import FUNCTIONS
from converter.expressions.tree import ExpressionSyntaxError, parse
from converter.expressions.written import written

CASES = Path(__file__).parent / "cases"


def _sound(text: str) -> bool:
    try:
        parse(text)
    except ExpressionSyntaxError:
        return False
    return True


EXPRESSIONS = sorted(
    {
        *(case.expression for case in cases(CASES) if _sound(case.expression)),
        *(e.expression for f in FUNCTIONS.values() for e in f.examples),
    }
)


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_what_is_written_is_parsed_to_the_same_tree(text: str) -> None:
    tree = parse(text)

    assert parse(written(tree)).as_ast() == tree.as_ast(), written(tree)

"""The lines of a `jmespath` block, `EXPRESSION → VALUE`, hold for the record in the JSON block above them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from converter.expressions.language import FUNCTIONS
from converter.expressions.reference import Interpreter
from converter.expressions.tree import parse
from tests.docs.blocks import PAGES, Block, blocks


def _lines() -> Iterator[tuple[Block, Any, str, str]]:
    for page in PAGES:
        record: Any = None
        for block in blocks(page):
            if block.language == "json":
                record = json.loads(block.text)
            elif block.language == "jmespath":
                for line in block.text.splitlines():
                    expression, _, value = line.rpartition(" → ")
                    yield block, record, expression, value


@pytest.mark.parametrize(("block", "record", "expression", "value"), list(_lines()), ids=str)
def test_an_expression_on_a_page_has_the_value_beside_it(
    block: Block, record: Any, expression: str, value: str
) -> None:
    assert Interpreter(FUNCTIONS).evaluate(parse(expression).as_ast(), record) == json.loads(value)

"""Every mapping on a page, whole or fragment, is sound, and the cases it carries pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.pipeline.cases import run_cases
from converter.pipeline.load import check, load
from tests.docs.blocks import Block, blocks_of

ENVIRONMENT = {"LDAP_PASSWORD": "from outside"}
"""What the mappings on the pages take from it."""

BLOCKS = [block for block in blocks_of("yaml") if block.file != "broken.yaml"]


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_a_mapping_on_a_page_is_sound(block: Block, tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(block.completed, encoding="utf-8")
    for beside in blocks_of("text"):
        if beside.page == block.page and beside.file:
            (tmp_path / beside.file).write_text(beside.text, encoding="utf-8")

    checked = check(str(path), ENVIRONMENT)

    assert not checked.diagnostics, checked.rendered()


@pytest.mark.parametrize("block", [block for block in BLOCKS if "tests:" in block.text], ids=str)
def test_the_cases_of_a_mapping_on_a_page_pass(block: Block, tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(block.completed, encoding="utf-8")
    loaded = load(str(path), ENVIRONMENT)

    verdicts = list(run_cases(loaded))

    assert verdicts
    assert {verdict.case.name: verdict.differences for verdict in verdicts if not verdict.passed} == {}

"""Outputs are compared by what they hold, not by order or by how they are cut into files."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import pytest

_spec = importlib.util.spec_from_file_location(
    "benchmark_compare", Path(__file__).parent.parent.parent / "benchmarks" / "compare.py"
)
assert _spec
assert _spec.loader
compare = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = compare
_spec.loader.exec_module(compare)

ADA = {"email": "ada@example.com", "blocked": False, "app_metadata": {"groups": ["Prüfer"]}}
BEN = {"email": "ben@example.com", "blocked": True}


def _output(folder: Path, parts: list[list[dict[str, Any]]], rejected: int = 1) -> Path:
    folder.mkdir()
    for number, part in enumerate(parts, 1):
        (folder / f"users-{number:05d}.json").write_text(json.dumps(part), "utf-8")
    (folder / "rejected.jsonl").write_text('{"dn": "cn=x"}\n' * rejected, "utf-8")
    return folder


def test_order_and_cuts_do_not_matter(tmp_path: Path) -> None:
    other = dict(reversed(ADA.items()))
    left, right = _output(tmp_path / "a", [[ADA, BEN]]), _output(tmp_path / "b", [[BEN], [other]])
    assert compare.differences(left, right) == []


@pytest.mark.parametrize(
    ("parts", "rejected", "message"),
    [
        ([[ADA]], 1, "1 users instead of 2"),
        ([[ADA, BEN | {"blocked": False}]], 1, "ben@example.com in blocked"),
        ([[ADA, BEN]], 2, "2 rejected instead of 1"),
    ],
    ids=["a user less", "another value", "more rejected"],
)
def test_differences_are_named(parts: list[list[dict[str, Any]]], rejected: int, message: str, tmp_path: Path) -> None:
    left, right = _output(tmp_path / "a", [[ADA, BEN]]), _output(tmp_path / "b", parts, rejected)
    assert any(message in found for found in compare.differences(left, right))


def test_a_file_above_the_limit_is_named(tmp_path: Path) -> None:
    large = [ADA | {"email": f"{'x' * 700}{number}@example.com"} for number in range(800)]
    left = _output(tmp_path / "a", [large])
    assert compare.differences(left, left) == ["users-00001.json is above 500000 bytes"]

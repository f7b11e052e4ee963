"""A run writes the same bytes whether anything is compiled or not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAPPINGS = sorted(path.stem for path in (ROOT / "mappings").glob("*.yaml"))
CONVERT = "from converter.cli import main; main()"
IN_PYTHON = f"from converter import native; native.compiled = lambda name: None; {CONVERT}"


def run(code: str, mapping: str, folder: Path) -> dict[str, bytes]:
    words = ["--mapping", str(ROOT / "mappings" / f"{mapping}.yaml"), "--output", str(folder), "--jobs", "1"]
    done = subprocess.run([sys.executable, "-c", code, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 3), done.stderr
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in (".json", ".jsonl")}


@pytest.mark.parametrize("mapping", MAPPINGS)
def test_a_bundled_mapping_makes_the_same(mapping: str, tmp_path: Path) -> None:
    compiled = run(CONVERT, mapping, tmp_path / "compiled")
    assert compiled["users-00001.json"]
    assert compiled == run(IN_PYTHON, mapping, tmp_path / "in Python")

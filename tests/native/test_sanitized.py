"""Compiled modules read and write no memory that is not theirs, and keep none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tracemalloc
from pathlib import Path
from random import Random

import pytest

from converter import native
from tests.native.hammer import HAMMERS

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path.stem for path in (ROOT / "converter" / "native").glob("*.pyx"))

pytestmark = pytest.mark.skipif(native.compiled("ldif") is None, reason="nothing was compiled")


def test_every_module_is_known_and_hammered() -> None:
    assert sorted(HAMMERS) == sorted(native.MODULES) == MODULES


@pytest.mark.slow
def test_no_memory_is_touched_that_is_not_theirs(tmp_path: Path) -> None:
    package = tmp_path / "converter"
    shutil.copytree(ROOT / "converter" / "native", package / "native", ignore=shutil.ignore_patterns("*.so", "*.pyd"))
    (package / "__init__.py").touch()
    library = subprocess.run(["gcc", "-print-file-name=libasan.so"], capture_output=True, text=True, check=False)
    if not Path(library.stdout.strip()).is_absolute():
        pytest.skip("gcc has no AddressSanitizer here")
    flags = "-fsanitize=address,undefined -fno-sanitize-recover=all -O1"
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "CFLAGS": flags, "PYTHONMALLOC": "malloc"}
    build = [sys.executable, str(package / "native" / "build.py")]
    subprocess.run(build, cwd=tmp_path, env=environment, capture_output=True, check=True)
    environment |= {"LD_PRELOAD": library.stdout.strip(), "ASAN_OPTIONS": "detect_leaks=0"}
    hammer = [sys.executable, str(Path(__file__).with_name("hammer.py")), str(tmp_path)]
    done = subprocess.run(hammer, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.mark.parametrize("name", MODULES)
def test_no_memory_is_kept(name: str) -> None:
    hammer = HAMMERS[name]
    tracemalloc.start()
    try:
        hammer(Random(1))
        nothing, before = sys.getrefcount(None), tracemalloc.get_traced_memory()[0]
        for _ in range(5):
            hammer(Random(1))
        assert sys.getrefcount(None) - nothing < 100
        assert tracemalloc.get_traced_memory()[0] - before < 20_000
    finally:
        tracemalloc.stop()

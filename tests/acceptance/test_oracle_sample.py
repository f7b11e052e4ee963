"""The bundled sample through the whole program, judged by a reader that shares no code with it."""

from __future__ import annotations

import importlib.util
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SAMPLE = [file for file in sorted((ROOT / "mappings" / "samples" / "oracle").iterdir()) if file.suffix != ".md"]
FATES = HERE / "data" / "oracle-fates.jsonl"
REJECTED = 3
REFUSED = 8


def checker_problems(output: Path) -> list[str]:
    spec = importlib.util.spec_from_file_location("checker", HERE / "checker.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    problems: list[str] = module.check(FATES, output, SAMPLE)
    return problems


def command(output: Path, *options: str) -> list[str]:
    mapping = str(ROOT / "mappings" / "oracle.yaml")
    return [sys.executable, "-m", "converter", "--mapping", mapping, "--output", str(output), *options]


def convert(output: Path, *options: str, **variables: str) -> int:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    return subprocess.run(command(output, *options), env=environment, capture_output=True, check=False).returncode


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name != ".lock"}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("oracle") / "out"
    assert convert(output) == REJECTED
    return output


def test_an_independent_reader_finds_every_record_where_it_belongs(undisturbed: Path) -> None:
    assert checker_problems(undisturbed) == []


@pytest.mark.parametrize("validator", ["fast", "reference"])
def test_auth0_would_take_every_user(undisturbed: Path, validator: str) -> None:
    files = map(str, sorted(undisturbed.glob("users-*.json")))
    words = [sys.executable, "-m", "converter", "validate", "--validator", validator, *files]
    done = subprocess.run(words, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("options", "variables"),
    [
        ((), {"PYTHONHASHSEED": "1", "TZ": "Asia/Kolkata", "LC_ALL": "C"}),
        ((), {"PYTHONHASHSEED": "2", "TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8"}),
        (("--jobs", "2"), {}),
        (("--jobs", "4"), {"PYTHONHASHSEED": "3"}),
    ],
)
def test_neither_the_environment_nor_the_number_of_processes_changes_a_byte(
    undisturbed: Path, tmp_path: Path, options: tuple[str, ...], variables: dict[str, str]
) -> None:
    assert convert(tmp_path / "out", *options, **variables) == REJECTED
    assert contents(tmp_path / "out") == contents(undisturbed)


def test_both_validators_come_to_the_same_users(undisturbed: Path, tmp_path: Path) -> None:
    assert convert(tmp_path / "out", "--validator", "reference") == REJECTED
    for name in ("users-00001.json", "rejected.jsonl", "skipped.jsonl", "warnings.jsonl"):
        assert (tmp_path / "out" / name).read_bytes() == (undisturbed / name).read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_a_run_that_is_killed_and_started_again_ends_with_the_same_bytes(
    undisturbed: Path, tmp_path: Path, seed: int
) -> None:
    output = tmp_path / "out"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for moment in random.Random(seed).sample(range(20, 120), 3):
        with subprocess.Popen(command(output), env=environment, stdout=subprocess.DEVNULL) as process:
            time.sleep(moment / 100)
            process.kill()
        complete = (output / "manifest.json").exists()
        assert not complete or contents(output) == contents(undisturbed)
    assert convert(output) == REJECTED
    assert contents(output) == contents(undisturbed)


def test_the_folder_of_another_run_is_refused(tmp_path: Path) -> None:
    assert convert(tmp_path / "out", "--limit", "5") in (0, REJECTED)
    before = contents(tmp_path / "out")
    assert convert(tmp_path / "out") == REFUSED
    assert contents(tmp_path / "out") == before

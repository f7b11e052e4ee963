"""The hooks for pre-commit, tried by pre-commit itself on a small repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from converter.syntax.node import plain
from converter.syntax.yaml_reader import read

ROOT = Path(__file__).resolve().parents[1]
MAPPING = "version: 1\nsource: {type: ldif, path: x.ldif}\nuser:\n  email: FIELD\n"
PRE_COMMIT = shutil.which("pre-commit", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")


def hooks() -> dict[str, dict[str, Any]]:
    root = read((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")).root
    assert root is not None
    return {hook["id"]: hook for hook in plain(root)}


@pytest.mark.parametrize(
    ("hook", "path", "looked_at"),
    [
        ("convert-check", "mappings/oracle.yaml", True),
        ("convert-check", "iam/mappings/eu/oracle.yml", True),
        ("convert-test", "staff.auth0-mapping.yaml", True),
        ("convert-check", "docker-compose.yaml", False),
        ("convert-check", "mappings/README.md", False),
        ("convert-validate", "out/staff/users-00001.json", True),
        ("convert-validate", "package.json", False),
    ],
)
def test_a_hook_looks_at_its_files_only(hook: str, path: str, looked_at: bool) -> None:
    assert bool(re.search(hooks()[hook]["files"], path)) is looked_at


def test_every_hook_runs_a_command_of_the_program() -> None:
    assert {hook["entry"] for hook in hooks().values()} == {"convert check", "convert test", "convert validate"}


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.skipif(PRE_COMMIT is None or shutil.which("git") is None, reason="needs pre-commit and git")
def test_pre_commit_stops_a_broken_mapping_and_lets_a_sound_one_pass(tmp_path: Path) -> None:
    hooks_of, folder = _repository(tmp_path / "hooks"), tmp_path / "work"
    (folder / "mappings").mkdir(parents=True)
    (folder / "mappings" / "staff.yaml").write_text(MAPPING.replace("FIELD", "mail[0]"))
    (folder / "users-00001.json").write_text('[{"email": "jane@example.com"}]')
    _git(folder, "init", "--quiet")
    _git(folder, "add", ".")
    passed = _try(hooks_of, folder)
    if "CalledProcessError" in passed.stdout + passed.stderr:
        pytest.skip(f"pre-commit cannot build the program here: {passed.stdout[-300:]}")
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert passed.stdout.count("Passed") == 3
    (folder / "mappings" / "staff.yaml").write_text(MAPPING.replace("FIELD", "lowr(mail)"))
    (folder / "users-00001.json").write_text('[{"email": "jane"}]')
    _git(folder, "add", ".")
    failed = _try(hooks_of, folder)
    assert failed.returncode == 1
    assert failed.stdout.count("Failed") == 3
    assert "did you mean lower()?" in failed.stdout


def _repository(folder: Path) -> Path:
    """The files of this checkout as a repository of their own, whatever is not committed included."""
    listed = _git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard", "-z").stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    _git(folder, "init", "--quiet")
    _git(folder, "add", ".")
    _git(folder, "-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "--quiet", "--no-verify", "-m", "all")
    return folder


def _git(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True)


def _try(hooks_of: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    assert PRE_COMMIT is not None
    words = [PRE_COMMIT, "try-repo", str(hooks_of), "--all-files"]
    environment = os.environ | {"PRE_COMMIT_HOME": str(folder.parent / "cache"), "PRE_COMMIT_COLOR": "never"}
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)

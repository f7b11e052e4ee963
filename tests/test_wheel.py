"""The wheel, installed where nothing of the checkout is in reach, is the whole program."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from converter import native

ROOT = Path(__file__).resolve().parents[1]
ALONE = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the installed programs; the libraries are those of the tests."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    environment = folder / "environment"
    venv.create(environment, with_pip=False)
    purelib = environment / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(environment / "bin" / "python"),
        "install",
        "--no-deps",
        "--quiet",
    ]
    subprocess.run([*pip, "--no-index", str(wheel)], check=True, capture_output=True)
    (purelib / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return environment / "bin"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["convert", "auth0-convert", "python -m converter"])
def test_a_bundled_mapping_is_found_by_its_name_and_runs(programs: Path, tmp_path: Path, name: str) -> None:
    program, *words = name.split()
    command = [str(programs / program), *words, "--mapping", "oracle.yaml"]
    done = subprocess.run(command, cwd=tmp_path, env=ALONE, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    assert (tmp_path / "out" / "oracle" / "manifest.json").exists()
    assert "540" in done.stdout


@pytest.mark.slow
def test_the_program_comes_from_the_wheel(programs: Path, tmp_path: Path) -> None:
    code = "import converter; print(converter.__file__)"
    done = subprocess.run(
        [str(programs / "python"), "-c", code], cwd=tmp_path, env=ALONE, capture_output=True, text=True, check=True
    )
    assert Path(done.stdout.strip()).is_relative_to(programs.parent)


@pytest.mark.slow
def test_the_wheel_holds_what_is_compiled(programs: Path, tmp_path: Path) -> None:
    command = [str(programs / "convert"), "--version"]
    done = subprocess.run(command, cwd=tmp_path, env=ALONE, capture_output=True, text=True, check=True)
    assert ("(compiled)" in done.stdout) == (not native.missing())

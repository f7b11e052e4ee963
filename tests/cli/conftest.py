"""Runs the program: in this process where that is enough, as a process of its own where signals or pipes matter."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.program import Ended, run

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "converter"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}

MAPPING = """\
version: 1
source: {type: ldif, path: people.ldif, where: "includes(objectclass, 'person')"}
skip: [{id: robot, when: "matches(uid, '^bot')"}]
user: {email: mail, user_id: uid, name: cn, app_metadata: {legacy_dn: dn}}
"""


Call = Callable[..., Ended]


@pytest.fixture(scope="session")
def call() -> Call:
    """The program in this process; `call("check", path)`."""
    return run


def _spawn(*words: str | Path, folder: Path, **environment: str) -> Ended:
    done = subprocess.run(
        [*COMMAND, *map(str, words)],
        cwd=folder,
        env=ENVIRONMENT | environment,
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="session")
def spawn() -> Call:
    """The program as a process: `spawn("check", path, folder=…, NO_COLOR="1")`."""
    return _spawn


@pytest.fixture(scope="session")
def command() -> list[str]:
    """The words that start the program."""
    return COMMAND


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """The environment in which a process finds the program."""
    return ENVIRONMENT


def person(number: int, **changes: str) -> str:
    """One entry of a directory; a value of "" leaves the attribute out."""
    values = {
        "dn": f"cn=person {number},dc=acme,dc=com",
        "objectclass": "person",
        "cn": f"Person {number}",
        "uid": f"p{number}",
        "mail": f"p{number}@example.com",
    } | changes
    return "".join(f"{name}: {value}\n" for name, value in values.items() if value) + "\n"


Write = Callable[..., Path]


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes `people.ldif` and `people.yaml` into a folder of its own, which becomes the current one."""
    monkeypatch.chdir(tmp_path)

    def write(entries: list[dict[str, str]] | str, mapping: str = MAPPING) -> Path:
        text = entries if isinstance(entries, str) else "".join(person(n, **e) for n, e in enumerate(entries))
        (tmp_path / "people.ldif").write_text(text, encoding="utf-8")
        path = tmp_path / "people.yaml"
        path.write_text(mapping, encoding="utf-8")
        return path

    return write

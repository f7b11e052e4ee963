"""The `console` blocks of a page are run from top to bottom, beside the files that the page shows.

A line that begins with `$ ` is a command, the lines below it are what it prints. A line `…` stands for any lines, a `…`
in a line for any text. A page with the comment `tenant` has a rehearsal tenant in its environment.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from converter.auth0.tenant.server import serving
from converter.auth0.tenant.settings import Named, Settings, Speed
from converter.auth0.tenant.tenant import Tenant
from tests.docs.blocks import PAGES, ROOT, Block, blocks

WITH_COMMANDS = [page for page in PAGES if any(block.language == "console" for block in blocks(page))]


@pytest.mark.slow
@pytest.mark.parametrize("page", WITH_COMMANDS, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_commands_of_a_page_print_what_it_says(page: Path, tmp_path: Path) -> None:
    folder = _folder(page, tmp_path)
    code = 0
    with _tenant(page) as tenant:
        for block in blocks(page):
            for command, expected in _commands(block):
                if command == "echo $?":
                    got = f"{code}\n"
                else:
                    code, got = _run(command, folder, tenant)
                assert re.fullmatch(_pattern(expected), got), f"{block}: $ {command}\n{got}"


@contextmanager
def _tenant(page: Path) -> Iterator[dict[str, str]]:
    """The variables that name a tenant, which is served meanwhile; none for a page without one."""
    if "<!-- tenant -->" not in page.read_text(encoding="utf-8"):
        yield {}
        return
    settings = Settings(
        roles=(Named("rol_1", "Auditor"),), organizations=(Named("org_1", "acme"),), speed=Speed(0.01, 100_000.0)
    )
    with serving(Tenant(settings)) as url:
        client = settings.clients[0]
        yield {
            "AUTH0_DOMAIN": url,
            "AUTH0_CLIENT_ID": client.id,
            "AUTH0_CLIENT_SECRET": client.secret,
            "AUTH0_CONNECTION": settings.connections[0].name,
        }


def _folder(page: Path, tmp_path: Path) -> Path:
    """A folder with the page's files, the bundled mappings, and the program on the path."""
    folder = tmp_path / "work"
    (folder / "bin").mkdir(parents=True)
    (folder / "mappings").symlink_to(ROOT / "mappings")
    program = folder / "bin" / "convert"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m converter "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    for block in blocks(page):
        if block.file:
            (folder / block.file).write_text(block.text, encoding="utf-8")
    return folder


def _commands(block: Block) -> Iterator[tuple[str, str]]:
    if block.language != "console":
        return
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        yield command, expected


def _run(command: str, folder: Path, tenant: dict[str, str]) -> tuple[int, str]:
    environment = os.environ | tenant | {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
        check=False,
    )
    output = done.stdout.decode().rstrip("\n")
    return done.returncode, f"{output}\n" if output else ""


def _pattern(expected: str) -> str:
    lines = (r"(?:.*\n)*" if line == "…" else _line(line) for line in expected.splitlines())
    return "".join(lines)


def _line(line: str) -> str:
    return ".*".join(map(re.escape, line.split("…"))) + r"\n"

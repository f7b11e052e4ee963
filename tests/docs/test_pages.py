"""The pages agree with the program: exit codes, commands, files, links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main

from converter import errors
from converter.cli.app import app
from converter.errors import ConverterError
from converter.sinks import layout
from tests.docs.blocks import PAGES, ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
_LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]*)(?:#([^)\s]+))?\)")
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def _exit_codes() -> set[int]:
    constants = {value for name, value in vars(errors).items() if name.startswith("EXIT_")}
    classes = {kind.exit_code for kind in vars(errors).values() if _is_error(kind)}
    return constants | classes


def _is_error(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, ConverterError)


def test_the_table_of_exit_codes_has_exactly_those_of_the_program() -> None:
    table = README.split("## Exit codes")[1].split("##")[0]

    assert {int(code) for code in re.findall(r"^\| ([0-9]+) \|", table, re.MULTILINE)} == _exit_codes()


def _commands() -> dict[str, object]:
    group = typer.main.get_command(app)
    return dict(getattr(group, "commands", {}))


@pytest.mark.parametrize("name", sorted(_commands()))
def test_every_command_is_in_the_readme_and_has_help(name: str) -> None:
    assert f"`convert {name} " in README
    assert getattr(_commands()[name], "help", "")


@pytest.mark.parametrize("option", ["--mapping", "--output", "--limit", "--max-rejects", "--replace", "--json"])
def test_every_option_of_a_conversion_is_in_the_readme(option: str) -> None:
    assert option in README
    assert any(option in parameter.opts for parameter in typer.main.get_command(app).params)


@pytest.mark.parametrize(
    "name",
    [layout.part_name(1), layout.REJECTED, layout.SKIPPED, layout.WARNINGS, layout.ORIGINS, layout.AFTER_IMPORT,
     layout.SUMMARY,      layout.MANIFEST, layout.RUN, layout.LOCK],
)  # fmt: skip
def test_every_file_of_an_output_folder_is_in_the_readme(name: str) -> None:
    assert f"`{name}`" in README


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    text = _FENCED.sub("", page.read_text(encoding="utf-8"))
    broken = [
        f"{target}#{anchor}"
        for target, anchor in _LINK.findall(text)
        if not target.startswith("http") and not _leads(page, target, anchor)
    ]

    assert broken == []


def _leads(page: Path, target: str, anchor: str) -> bool:
    path = (page.parent / target) if target else page
    if not path.exists():
        return False
    return not anchor or path.suffix != ".md" or anchor in _anchors(path)


def _anchors(page: Path) -> set[str]:
    """The anchors that a forge gives to headings: lower case, blanks to hyphens, other signs dropped."""
    text = _FENCED.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}

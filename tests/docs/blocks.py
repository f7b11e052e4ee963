"""The fenced blocks of a Markdown page, and how a fragment of a mapping becomes a whole one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from converter.mapping.keys import SECTIONS

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))

_BLOCK = re.compile(
    r"(?:^<!-- file: (?P<file>\S+) -->\n)?^```(?P<language>[a-z]+)(?: (?P<source>[a-z]+))?\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_SECTIONS = frozenset(SECTIONS) - {"version", "description"}
_TOP_LEVEL = re.compile(r"^([A-Za-z_]\w*):", re.MULTILINE)
_NAMES = {"ldif": "mail[0]", "csv": "mail", "json": "mail", "sql": "mail"}
_SOURCES = {"sql": "{type: sql, url: 'sqlite:///x.db', table: people}"}


@dataclass(frozen=True)
class Block:
    """One block. `source` is the second word behind the fence, `file` the name in a comment above it."""

    page: Path
    line: int
    language: str
    source: str
    file: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    @property
    def whole(self) -> bool:
        """Is it a whole mapping rather than a fragment?"""
        return re.search(r"^version:", self.text, re.MULTILINE) is not None

    @property
    def completed(self) -> str:
        """The text as a whole mapping. A fragment is sections of a mapping, or else fields of the user."""
        if self.whole:
            return self.text
        if _SECTIONS.issuperset(_TOP_LEVEL.findall(self.text)):
            text = self.text
        else:
            text = "user:\n" + "".join(f"  {line}\n" for line in self.text.splitlines())
        return f"version: 1\n{_source(self, text)}{_with_email(self, text)}"


def blocks(page: Path) -> Iterator[Block]:
    """Every fenced block of a page, in order."""
    text = page.read_text(encoding="utf-8")
    for found in _BLOCK.finditer(text):
        line = text.count("\n", 0, found.start("language")) + 1
        yield Block(page, line, found["language"], found["source"] or "", found["file"] or "", found["text"])


def blocks_of(language: str) -> list[Block]:
    """The blocks of every page in one language."""
    return [block for page in PAGES for block in blocks(page) if block.language == language]


def _source(block: Block, text: str) -> str:
    kind = block.source or "ldif"
    source = _SOURCES.get(kind, f"{{type: {kind}, path: x.{kind}}}")
    return "" if "source" in _TOP_LEVEL.findall(text) else f"source: {source}\n"


def _with_email(block: Block, text: str) -> str:
    """A user needs an address, which is of no interest to most fragments."""
    if re.search(r"^  email:", text, re.MULTILINE):
        return text
    email = f"  email: {_NAMES[block.source or 'ldif']}\n"
    if re.search(r"^user:\n", text, re.MULTILINE):
        return re.sub(r"^user:\n", f"user:\n{email}", text, count=1, flags=re.MULTILINE)
    return f"{text}user:\n{email}"

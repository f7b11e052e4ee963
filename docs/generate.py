# ruff: noqa: INP001  # a script, not a package
"""Writes what is generated: the reference pages below docs/ and the editor's schema below schemas/.

python docs/generate.py           write them, and say which changed
python docs/generate.py --check   change nothing; exit code 1 where one is stale
"""

from __future__ import annotations

import sys
from pathlib import Path

from converter.report.reference.pages import generated

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    """The script; gives its exit code."""
    stale = [name for name, text in generated(ROOT).items() if _current(name) != text]
    for name in stale:
        sys.stdout.write(f"{name} {'is stale' if arguments == ['--check'] else 'written'}\n")
        if arguments != ["--check"]:
            (ROOT / name).write_text(generated(ROOT)[name], encoding="utf-8")
    return 1 if stale and arguments == ["--check"] else 0


def _current(name: str) -> str:
    path = ROOT / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

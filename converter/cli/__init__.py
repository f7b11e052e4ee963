"""The command line: one module a command, one table; the only part that prints, exits or reads the environment."""

from __future__ import annotations

import gc
import sys
from pathlib import Path


def main() -> None:
    """The program `convert`."""
    from converter.cli import interruption

    # modules and records hold few cycles: looking for some costs a tenth of the start, and a sixth of the reading
    gc.set_threshold(50_000, 20, 100)
    interruption.listen()  # before anything slow is imported
    from converter.cli.program import run_program

    name = Path(sys.argv[0]).name
    sys.exit(run_program("python -m converter" if name == "__main__.py" else name, sys.argv[1:]))

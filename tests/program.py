"""Runs the program in this process, which is enough where neither signals nor pipes matter."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import dataclass
from typing import Any

from converter.cli.program import run_program


@dataclass(frozen=True)
class Ended:
    """A run of the program that has ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


def run(*words: object) -> Ended:
    """The program with these words behind its name, `run("errors", folder)`."""
    kept = sys.stdout, sys.stderr
    out, err = io.BytesIO(), io.BytesIO()
    sys.stdout, sys.stderr = io.TextIOWrapper(out), io.TextIOWrapper(err)
    try:
        code = run_program("convert", [str(word) for word in words])
        sys.stdout.flush()
        sys.stderr.flush()
        return Ended(code, out.getvalue().decode(), err.getvalue().decode())
    finally:
        sys.stdout, sys.stderr = kept

"""What is wrong in a mapping, collected while it is read and checked."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from converter.syntax.codes import diagnose
from converter.syntax.diagnostic import Diagnostic, Position, Severity
from converter.syntax.node import Node, Scalar


class Findings(Struct, frozen=True):
    """Adds to one list of diagnostics."""

    diagnostics: list[Diagnostic]

    def add(self, code: str, at: Node | Position, message: str, *, hint: str = "") -> None:
        """A finding at a node, all of which is marked where it is a scalar, or at a place."""
        position = at if isinstance(at, Position) else at.position
        length = at.length if isinstance(at, Scalar) else 1
        self.diagnostics.append(diagnose(code, position, message, hint=hint, length=length))


_UNREAD = ("yaml-alias", "yaml-tag", "control-character")
"""What stands there was not read, so that whatever else is said of it is not the mistake."""


def ordered(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Every finding once, by place, without those that may only follow from another one.

    That YAML 1.1 reads a value differently is not said of one that is wrong anyway; nothing is said of what stands for
    an alias without an anchor, a tag or a character that YAML refuses, nor of what a refused key leaves missing; and
    whether a step or lookup is used can be told only where every expression could be read.
    """
    found = set(diagnostics)
    wrong = {d.position for d in found if d.severity is Severity.ERROR}
    unknown = {d.position for d in found if d.code in _UNREAD}
    without = {d.position.line for d in found if d.code == "yaml-key"}
    merged = any(d.code == "merge-key" for d in found)
    kept = (d for d in found if d.code in _UNREAD or d.position not in unknown)
    kept = (d for d in kept if d.code != "missing-key" or d.position.line not in without)
    kept = (d for d in kept if d.code != "missing-email" or not merged)
    kept = (d for d in kept if d.code != "ambiguous-scalar" or d.position not in wrong)
    kept = (d for d in kept if d.code not in ("unused-step", "unused-lookup") or not wrong)
    return sorted(kept, key=lambda d: (d.position, d.severity, d.code, d.message))

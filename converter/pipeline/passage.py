"""One expression of a mapping on the way of one record: what an explanation is made of."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from converter.mapping.model import ABSENT
from converter.pipeline.trace import Step
from converter.syntax.diagnostic import Position
from converter.validation.violation import Violation


class Passage(Struct, frozen=True):
    """One expression of the mapping and what it came to for the record; values are fit to be shown.

    `name` is `source.where`, `lookups.<name>`, `let.<step>`, `skip.<id>`, `password` or the path of a field. `value` is
    what the field has, ABSENT where it has none. `notes` say what was done with the expression's value, `rules` what
    the field is held against, `outcome` what it means for the record; `violations` are those of the record that are
    about it.
    """

    name: str
    position: Position
    expression: str = ""
    steps: tuple[Step, ...] = ()
    value: Any = ABSENT
    notes: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    outcome: str = ""
    violations: tuple[Violation, ...] = ()

"""What the command line says of a conversion beside its mappings."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from converter.validation.implementation import Implementation


class Options(Struct, frozen=True):
    """The options of `convert --mapping`; None leaves a choice to the run."""

    output: Path | None = None
    limit: int | None = None
    max_rejects: int | None = None
    replace: bool = False
    json: bool = False
    jobs: int | None = None
    list_unmatched: bool = False
    validator: Implementation = Implementation.FAST

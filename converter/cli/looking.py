"""What the commands have in common that look at records and write nothing down."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

from converter.cli import console

if TYPE_CHECKING:
    from collections.abc import Sequence

    from converter.pipeline.fates import Store
    from converter.pipeline.load import Loaded

_PIPED = 100


class Unmeasured:
    """A source that is read by several readers at once: how far they have come is told in records alone."""

    def progress(self) -> tuple[int, int | None]:
        """Nothing is known in bytes."""
        return 0, None


def loaded_for_looking(name: str, *, rows: bool = True) -> Loaded:
    """The mapping, with the rows of its lookups if asked for; what is doubtful in it is said.

    Raises MappingInvalid, UsageError, SourceUnreadable, RunStopped.
    """
    from converter.pipeline.load import columns_of, load

    loaded = load(name, os.environ, columns=columns_of)
    console.complain(*loaded.checked.rendered().splitlines())
    return with_rows(loaded) if rows else loaded


def stores_for_looking(names: Sequence[str]) -> list[Store]:
    """The mappings of a run, with their files and the rows of their lookups. Raises as `loaded_for_looking`."""
    from converter.pipeline import together
    from converter.pipeline.fates import Store
    from converter.pipeline.load import files_of

    mappings = together.agreed([loaded_for_looking(name, rows=False) for name in names])
    models = [loaded.plan.model for loaded in mappings]
    files = [files_of(model) for model in models]
    together.check(models, files)
    return [Store(with_rows(loaded), each) for loaded, each in zip(mappings, files, strict=True)]


def with_rows(loaded: Loaded) -> Loaded:
    """The mapping with the rows of its lookups. Raises SourceUnreadable, RunStopped."""
    from converter.cli.progress import progress
    from converter.pipeline.joining.join import joined

    with progress(Unmeasured()) as told:
        return joined(loaded, progress=told)


def width() -> int:
    """The columns of the terminal; 100 where the output goes elsewhere."""
    return shutil.get_terminal_size((_PIPED, 24)).columns if sys.stdout.isatty() else _PIPED

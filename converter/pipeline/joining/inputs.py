"""The files that the stores of `lookups:` are read from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from converter.errors import UsageError
from converter.mapping.model import Model
from converter.pipeline.load import files_of
from converter.sources.files import STANDARD_INPUT, InputFile

LookupFiles = Mapping[str, Sequence[InputFile]]
"""The files of each lookup, none where its store has none."""


def files_of_lookups(model: Model) -> dict[str, list[InputFile]]:
    """The files of each lookup. Raises SourceUnreadable; UsageError where standard input would be read twice."""
    files = {lookup.name: files_of(model.driven_by(lookup)) for lookup in model.lookups}
    if model.lookups:
        every = [*files_of(model), *(file for each in files.values() for file in each)]
        if sum(file.name == STANDARD_INPUT for file in every) > 1:
            raise UsageError("standard input can be read once only: save it as a file for the lookups")
    return files

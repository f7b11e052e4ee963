"""From a mapping to a migration: where its people are found, and how their passwords are checked."""

from __future__ import annotations

from converter.gateway.files import FilePeople
from converter.gateway.index import Index
from converter.gateway.migration import Migration, profiles
from converter.gateway.stored import StoredPasswords
from converter.pipeline.load import Loaded, files_of


def open_migration(loaded: Loaded) -> Migration:
    """The mapping's own store, opened. Raises UsageError, SourceUnreadable, MappingInvalid."""
    model = loaded.plan.model
    plan = profiles(model)
    files = files_of(model)
    people = FilePeople(lambda: Index(loaded, plan, files))
    return Migration(plan, people, StoredPasswords(loaded.plan))

"""From a mapping to a migration: where its people are found, and how their passwords are checked."""

from __future__ import annotations

from converter.gateway.directory import DirectoryPasswords
from converter.gateway.files import FilePeople
from converter.gateway.index import Index
from converter.gateway.live import open_live, searched_names, settings_of
from converter.gateway.migration import Migration, identifiers, profiles, refuse_unfit
from converter.gateway.rows import Rows
from converter.gateway.store import Passwords, People
from converter.gateway.stored import StoredPasswords
from converter.pipeline.load import Loaded, files_of
from converter.sources import SOURCES
from converter.sources.source import reads_files


def open_migration(loaded: Loaded) -> Migration:
    """The mapping's own store, opened. Raises UsageError, SourceUnreadable, MappingInvalid."""
    model = loaded.plan.model
    refuse_unfit(model)
    rows = Rows(loaded)
    loaded = loaded.over(rows.tables)
    plan = profiles(model).over(rows.tables)
    if reads_files(SOURCES[model.source.type]):
        files = files_of(model)
        people: People = FilePeople(lambda: Index(loaded, plan, files, rows=rows))
    else:
        people = open_live(model, loaded.resolver, searched_names(model, identifiers(model)))
    return Migration(plan, people, _passwords(loaded))


def _passwords(loaded: Loaded) -> Passwords:
    """A directory is asked itself, whatever it stores; of other stores what is stored is read."""
    model = loaded.plan.model
    if model.source.type == "ldap":
        return DirectoryPasswords(settings_of(model))
    return StoredPasswords(loaded.plan)

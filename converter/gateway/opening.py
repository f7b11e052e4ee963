"""From a mapping to a migration: where its people are found, and how their passwords are checked."""

from __future__ import annotations

from converter.gateway.directory import DirectoryPasswords
from converter.gateway.files import FilePeople
from converter.gateway.index import Index
from converter.gateway.live import open_live, searched_names, settings_of
from converter.gateway.migration import Migration, identifiers, profiles, refuse_unfit
from converter.gateway.renewal import Renewed
from converter.gateway.rows import Rows
from converter.gateway.store import Passwords, People
from converter.gateway.stored import StoredPasswords
from converter.pipeline.load import Loaded
from converter.sources import SOURCES
from converter.sources.source import reads_files

ROWS_SECONDS = 300.0


def open_migration(loaded: Loaded, *, seconds: float = ROWS_SECONDS) -> Migration | Renewed:
    """The mapping's own store, opened. Raises UsageError, SourceUnreadable, RunStopped, MappingInvalid.

    Rows of lookups in files, for people in files, are read again when a file changes; other rows every so many
    `seconds`, since by them people may be blocked.
    """
    refuse_unfit(loaded.plan.model)
    rows = Rows(loaded)
    if rows.watched:
        return _opened(loaded, rows)
    return Renewed(lambda: _opened(loaded, Rows(loaded)), seconds)


def _opened(loaded: Loaded, rows: Rows) -> Migration:
    model = loaded.plan.model
    loaded = loaded.over(rows.tables)
    plan = profiles(model).over(rows.tables)
    if reads_files(SOURCES[model.source.type]):
        people: People = FilePeople(lambda: Index(loaded, plan, rows=rows))
    else:
        rows.read()
        people = open_live(model, loaded.resolver, searched_names(model, identifiers(model)))
    return Migration(plan, people, _passwords(loaded))


def _passwords(loaded: Loaded) -> Passwords:
    """A directory is asked itself, whatever it stores; of other stores what is stored is read."""
    model = loaded.plan.model
    if model.source.type == "ldap":
        return DirectoryPasswords(settings_of(model))
    return StoredPasswords(loaded.plan)

"""From a mapping to a migration: where its people are found, and how their passwords are checked."""

from __future__ import annotations

from msgspec.structs import replace

from converter.expressions.language import FUNCTIONS
from converter.gateway.directory import DirectoryPasswords
from converter.gateway.files import FilePeople
from converter.gateway.index import Index
from converter.gateway.live import open_live, sample, searched_names, settings_of
from converter.gateway.migration import Migration, identifiers, profiles, refuse_unfit
from converter.gateway.renewal import Renewed
from converter.gateway.rows import Rows
from converter.gateway.store import Passwords
from converter.gateway.stored import StoredPasswords
from converter.mapping.lint import lint
from converter.pipeline.load import Loaded, resolver_of, scope_of
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
    if model.source.type == "ldap":
        loaded = _without_hashes(loaded)
    plan = profiles(model).over(rows.tables)
    if reads_files(SOURCES[model.source.type]):
        indexed = FilePeople(lambda: Index(loaded, plan, rows=rows))
        return Migration(plan, indexed, StoredPasswords(loaded.plan, indexed.sample))
    rows.read()
    people = open_live(model, loaded.resolver, searched_names(model, identifiers(model)))
    return Migration(plan, people, _passwords(loaded))


def _without_hashes(loaded: Loaded) -> Loaded:
    """A directory that checks passwords itself is not asked for what it stores of them."""
    model = loaded.plan.model
    stores = {lookup.name: scope_of(model.driven_by(lookup), None) for lookup in model.lookups}
    reads = lint(replace(model, password=None), scope_of(model, None), FUNCTIONS, stores=stores).reads
    return replace(loaded, resolver=resolver_of(model, reads))


def _passwords(loaded: Loaded) -> Passwords:
    """A directory is asked itself, whatever it stores; of other stores what is stored is read."""
    model = loaded.plan.model
    if model.source.type == "ldap":
        return DirectoryPasswords(settings_of(model))
    return StoredPasswords(loaded.plan, lambda: sample(model, loaded.resolver))

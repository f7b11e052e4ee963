"""One record given in a mapping: as text in the source's own format, or as names and values."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Any

from converter.errors import SourceUnreadable
from converter.mapping.model import Model
from converter.pipeline.load import open_source
from converter.record import Naming, Origin, Record, Unreadable, Values
from converter.sources import SOURCES
from converter.sources.columns import match_columns
from converter.sources.files import InputFile
from converter.sources.source import NameResolver, Wanted, reads_files

NAME = "given.source"


def sample_record(model: Model, given: Any, resolver: NameResolver) -> Record | Unreadable:
    """The record; one that cannot be read, or none at all, is Unreadable."""
    module = SOURCES[model.source.type]
    if isinstance(given, str):
        textual = reads_files(module) or module.NAMING is Naming.DIRECTORY  # a directory's text is LDIF
        return _from_text(model, given, resolver) if textual else _no_text(model)
    if not isinstance(given, dict):
        return Unreadable(Origin(NAME), "no-record", "given.source is neither text nor names with values")
    if module.NAMING is Naming.COLUMNS:
        return Record(_row(model, given, resolver), Origin(NAME))
    if module.NAMING is Naming.MEMBERS:
        return Record({key: value for name, value in given.items() if (key := resolver(name))}, Origin(NAME))
    present = {name: value for name, value in given.items() if value is not None}
    values = {key: _listed(name, value) for name, value in present.items() if (key := resolver(name.lower()))}
    return Record(values, Origin(NAME, dn=str(given.get("dn", ""))))


def sample_rows(model: Model, given: Any, resolver: NameResolver) -> list[Record | Unreadable]:
    """Rows of a store, as text in its own format or as a list of names with values; `model` is driven by it."""
    if isinstance(given, str) and reads_files(SOURCES[model.source.type]):
        return _records(model, given, resolver)
    return [sample_record(model, row, resolver) for row in (given if isinstance(given, list) else [given])]


def _no_text(model: Model) -> Unreadable:
    message = f"records of type {model.source.type} have no form as text; write names with values, {{uid: jdoe}}"
    return Unreadable(Origin(NAME), "no-record", message)


def _records(model: Model, text: str, resolver: NameResolver) -> list[Record | Unreadable]:
    try:
        files = [InputFile(NAME, content=_encoded(model, text))]
        return list(open_source(model, files, resolver).records())
    except UnicodeEncodeError as error:
        return [Unreadable(Origin(NAME), "no-record", f"given.source holds a character that {error.encoding} lacks")]
    except SourceUnreadable as error:
        return [Unreadable(Origin(NAME), "no-record", str(error))]


def _from_text(model: Model, text: str, resolver: NameResolver) -> Record | Unreadable:
    records = _records(model, text, resolver)
    if len(records) != 1:
        return Unreadable(Origin(NAME), "no-record", f"given.source holds {len(records)} records, a case has one")
    return records[0]


def _encoded(model: Model, text: str) -> bytes:
    """The text as a file of the source would hold it. LDIF and JSON are UTF-8, whatever else an export may hold."""
    columns = SOURCES[model.source.type].NAMING is Naming.COLUMNS
    return text.encode(model.source.values["encoding"] if columns else "utf-8")


def _row(model: Model, given: dict[str, Any], resolver: NameResolver) -> Values:
    """A row with a cell for each column that is read, empty where none is given; names may differ in case."""
    if not isinstance(resolver, Wanted) or resolver.names is None:
        return given
    found = match_columns(sorted(resolver.names), list(given))
    known = SOURCES[model.source.type].types(model.source.values)
    if known.cell == "any":
        return dict.fromkeys(resolver.names) | {key: _value(given[column]) for column, key in found.keys.items()}
    lists = {name.lower() for name in known.columns}
    empty: Values = {name: [] if name.lower() in lists else "" for name in resolver.names}
    return empty | {key: _cell(given[column]) for column, key in found.keys.items()}


def _value(value: Any) -> Any:
    """A value of a typed column; bytes are written as `convert read` prints them, `{base64: …}`."""
    if isinstance(value, dict) and value.keys() == {"base64"} and isinstance(value["base64"], str):
        return b64decode(value["base64"])
    return value


def _cell(value: Any) -> Any:
    """A cell as a CSV file would give it: text, a list of texts, or null."""
    if isinstance(value, list):
        return [_cell(item) for item in value]
    return value if isinstance(value, str | None) else json.dumps(value)


def _listed(name: str, value: Any) -> Any:
    """A directory's attribute is a list of texts, and there is none without a value; its DN is one text."""
    if name.lower() == "dn":
        return str(value)
    values = value if isinstance(value, list) else [value]
    return [item if isinstance(item, str) else json.dumps(item) for item in values]

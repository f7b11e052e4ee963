"""The tables of the mapping page: the language's keys, each source's own, and the fields of an Auth0 user."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from converter.directory.flags import ACCOUNT_FLAGS
from converter.mapping import case_keys, keys, long_form_keys, target
from converter.mapping.lookup_keys import JOINED
from converter.report.reference.markdown import code, table
from converter.sources import SOURCES
from converter.syntax.field import Field, Kind
from converter.syntax.kind import WANTED
from converter.validation.metadata_rules import FORBIDDEN_NAMES

_SECTIONS = {
    "mapping": keys.MAPPING,
    "source": keys.SOURCE,
    "lookups": JOINED,
    "skip": keys.SKIP,
    "long-form": long_form_keys.LONG_FORM,
    "password": keys.PASSWORD,
    "login": keys.LOGIN,
    "rejects": keys.REJECTS,
    "after-import": keys.AFTER_IMPORT,
    "tests": case_keys.CASE,
    "tests-expect": case_keys.EXPECT,
}
_NOTHING: tuple[object, ...] = (None, "", (), {})


def sections() -> dict[str, str]:
    """Every generated section of the mapping page, by its name."""
    return {
        **{name: fields_table(fields) for name, fields in _SECTIONS.items()},
        **{f"source-{name}": fields_table(module.FIELDS) for name, module in SOURCES.items()},
        "auth0-fields": table(["field", "type", "meaning"], _fields()),
        "forbidden-names": _listed(FORBIDDEN_NAMES),
        "account-flags": _listed(ACCOUNT_FLAGS),
    }


def fields_table(fields: Iterable[Field]) -> str:
    """The keys of one mapping as a table: name, value, meaning with default, example."""
    return table(["key", "value", "meaning", "example"], map(_row, fields))


def _row(field: Field) -> list[str]:
    return [
        _name(field),
        _value(field),
        _meaning(field),
        code(f"{field.name}: {field.example}" if field.example else ""),
    ]


def _name(field: Field) -> str:
    return f"**{code(field.name)}**" if field.required else code(field.name)


def _value(field: Field) -> str:
    if field.choices:
        return " or ".join(map(code, field.choices))
    return "" if field.kind is Kind.NODE else WANTED[field.kind]


def _meaning(field: Field) -> str:
    if field.default in _NOTHING:
        return field.summary
    shown = str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
    return f"{field.summary} Default: {code(shown)}."


def _fields() -> Iterator[list[str]]:
    for name, description in target.descriptions().items():
        yield [code(name), target.at((name,)) or "", description]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(code, sorted(names))) + ".\n"

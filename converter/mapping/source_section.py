"""Reads a store, `source:` or one of `lookups:`, and fills in what comes from outside the mapping."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping as Environment

from msgspec import Struct
from msgspec.structs import replace

from converter.mapping.expression import read_expression
from converter.mapping.findings import Findings
from converter.mapping.keys import BESIDE_SECTIONS, SOURCE
from converter.mapping.model import SourceSpec
from converter.sources import SOURCES
from converter.syntax.codes import diagnose
from converter.syntax.diagnostic import Position
from converter.syntax.field import Field, Fields, Kind, read_fields
from converter.syntax.node import Mapping, Node, Scalar, Sequence
from converter.syntax.sanitise import clipped
from converter.syntax.secret import has_literal_secret
from converter.syntax.substitution import substitute
from converter.syntax.suggestion import suggest

_CALLED = {
    "write sql, and the database's kind in url:": "postgres postgresql mysql mariadb sqlite oracle mssql db2 database",
    "write ldap for the running directory, ldif for its export": "ad activedirectory openldap directory 389ds",
    "save the sheet as CSV, and write csv": "excel xls xlsx",
    "write csv, with delimiter:": "tsv txt tab",
    "write json: one object a line": "jsonl ndjson jsonlines",
}
"""What people call a type of source, by what they should write."""


def no_source(position: Position) -> SourceSpec:
    """What stands for a source that could not be read."""
    return SourceSpec("", {}, None, Fields(Mapping((), position), {}))


class SourceReader(Struct, frozen=True):
    """Reads the section; `environment` and `read_file` serve `${NAME}` and `${file:…}`."""

    environment: Environment[str, str]
    read_file: Callable[[str], str]
    findings: Findings

    __repr__ = object.__repr__  # the environment holds secrets

    def read(self, node: Mapping, common: tuple[Field, ...] = SOURCE) -> SourceSpec:
        """The source, with the keys that stand beside those of its type; one that is not known has the type ""."""
        name = self._type(node)
        own = SOURCES[name].FIELDS if name else _any_fields()
        self._refuse_secrets(node, own)
        elsewhere = {key: text for key, text in BESIDE_SECTIONS.items() if key != "source"}
        expressions = {field.name for field in common if field.kind is Kind.EXPRESSION}
        filled = Mapping(
            tuple((key, value if key.text in expressions else self._filled(value)) for key, value in node.entries),
            node.position,
        )
        fields = read_fields(filled, (*common, *own), diagnostics=self.findings.diagnostics, elsewhere=elsewhere)
        return SourceSpec(
            type=name,
            values={declared.name: fields[declared.name] for declared in own},
            where=read_expression(fields["where"], self.findings.diagnostics) if fields["where"] else None,
            fields=fields,
            written={key.text: value.text for key, value in node.entries if isinstance(value, Scalar)},
        )

    def _type(self, node: Mapping) -> str:
        """The type, where it is known; an absent one is reported with the other keys."""
        written = node.get("type")
        if not isinstance(written, Scalar) or not isinstance(written.value, str):
            return ""
        if written.value in SOURCES:
            return written.value
        near = suggest(written.text, SOURCES)
        called = next((kind for kind, others in _CALLED.items() if written.text.lower() in others.split()), "")
        hint = called or (f"did you mean {near}?" if near else f"one of: {', '.join(SOURCES)}")
        self.findings.add("unknown-choice", written, f"{clipped(written.text)} is no type of source", hint=hint)
        return ""

    def _refuse_secrets(self, node: Mapping, own: tuple[Field, ...]) -> None:
        kinds = {declared.name: declared.kind for declared in own}
        for key, value in node.entries:
            kind = kinds.get(key.text)
            if kind is None or not isinstance(value, Scalar) or not has_literal_secret(kind, value.text):
                continue
            name = re.sub(r"\W", "_", key.text).upper() if kind is Kind.SECRET else "DB_PASSWORD"
            hint = f"write ${{{name}}} in its place, and set that environment variable; or ${{file:path}}"
            found = diagnose(
                "literal-secret", value.position, f"a password stands in {key.text}", hint=hint, secret=True
            )
            self.findings.diagnostics.append(found)

    def _filled(self, node: Node) -> Node:
        if isinstance(node, Sequence):
            return Sequence(tuple(map(self._filled, node.items)), node.position)
        if isinstance(node, Mapping):
            return Mapping(tuple((key, self._filled(value)) for key, value in node.entries), node.position)
        if not isinstance(node.value, str) or "${" not in node.value:
            return node
        diagnostics = self.findings.diagnostics
        filled = substitute(node, environment=self.environment, read_file=self.read_file, diagnostics=diagnostics)
        return Scalar(filled, filled, node.position, node.content, direct=False)


def _any_fields() -> tuple[Field, ...]:
    """The keys of all types: where the type is not known, none of them is a mistake."""
    every = {field.name: field for _, module in SOURCES.items() for field in module.FIELDS}
    return tuple(replace(field, required=False) for field in every.values())

"""Reads `lookups:`, the stores that are joined onto the record."""

from __future__ import annotations

from converter.mapping.expression import read_expression
from converter.mapping.findings import Findings
from converter.mapping.keys import EXAMPLES
from converter.mapping.lookup_keys import JOINED
from converter.mapping.model import Expression, Lookup
from converter.mapping.sections import is_name, spelling
from converter.mapping.source_section import SourceReader
from converter.syntax.field import Fields, expect_mapping
from converter.syntax.node import Mapping, Node, Scalar
from converter.syntax.sanitise import clipped

GIVEN_SOURCE = "source"
"""The name under which a case gives the record itself."""


def read_lookups(node: Node | None, sources: SourceReader, findings: Findings) -> tuple[Lookup, ...]:
    """The lookups, in the order in which they are joined; one that cannot be read is reported and left out."""
    section = None
    if node is not None:
        section = expect_mapping(node, "lookups", diagnostics=findings.diagnostics, example=EXAMPLES["lookups"])
    found = (_lookup(key, value, sources, findings=findings) for key, value in (section.entries if section else ()))
    return tuple(lookup for lookup in found if lookup is not None)


def lookup_names(node: Node | None) -> tuple[str, ...]:
    """The names under which stores are joined, as far as they are written."""
    return tuple(key.text for key, _ in node.entries) if isinstance(node, Mapping) else ()


def _lookup(key: Scalar, value: Node, sources: SourceReader, *, findings: Findings) -> Lookup | None:
    _check_name(key, findings)
    node = expect_mapping(value, f"the lookup {clipped(key.text)}", diagnostics=findings.diagnostics)
    if node is None:
        return None
    source = sources.read(node, common=JOINED)
    fields = source.fields
    found, match, nested = (_expression(fields, name, findings) for name in ("key", "match", "nested"))
    if fields.given("nested") and not fields["many"]:
        at = fields.key_position("nested")
        findings.add("conflicting-keys", at, "nested: finds several rows", hint="write many: true")
    if fields.given("depth") and not fields.given("nested"):
        at = fields.key_position("depth")
        findings.add("conflicting-keys", at, "depth: without nested: says nothing", hint="remove it, or write nested:")
    written = fields.mapping.get("depth")
    if written is not None and fields["depth"] is not None and fields["depth"] < 1:
        hint = "leave out nested: where no level is to be followed"
        findings.add("wrong-type", written, "depth: is at least 1", hint=hint)
    if found is None or match is None or not source.type:
        return None
    return Lookup(
        name=spelling(key.text),
        position=key.position,
        source=source,
        key=found,
        match=match,
        many=fields["many"],
        required=fields["required"],
        nested=nested,
        depth=fields["depth"],
    )


def _expression(fields: Fields, name: str, findings: Findings) -> Expression | None:
    return read_expression(fields[name], findings.diagnostics) if fields[name] else None


def _check_name(key: Scalar, findings: Findings) -> None:
    name = key.text
    if not is_name(name):
        better = f": {spelling(name)}" if is_name(spelling(name)) else ""
        hint = f"letters, digits and _, beginning with a letter{better}"
        findings.add("reserved-name", key, f"{clipped(name)} cannot name a lookup", hint=hint)
    elif name in ("dn", GIVEN_SOURCE):
        what = "the record's own distinguished name" if name == "dn" else "what a case calls the record itself"
        findings.add("reserved-name", key, f"{name} is {what}", hint="choose another name")

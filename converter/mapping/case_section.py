"""Reads `tests:`, the cases that a mapping carries."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from converter.mapping import target
from converter.mapping.case_keys import CASE, EXPECT, GIVEN, REASON
from converter.mapping.findings import Findings
from converter.mapping.keys import AFTER_IMPORT
from converter.mapping.lookup_keys import GIVEN_ROWS
from converter.mapping.lookup_section import lookup_names
from converter.mapping.model import Case
from converter.mapping.sections import read_items, skip_ids
from converter.syntax.field import Field, Fields, expect_mapping, read_fields
from converter.syntax.node import Mapping, Node, Scalar, Sequence, plain
from converter.syntax.sanitise import clipped
from converter.syntax.suggestion import suggest

_EXAMPLES = {
    "given": "{source: {mail: a@acme.com}}",
    "expect": "{reject: {field: email}}",
    "user": "{email: a@acme.com}",
    "after_import": "{roles: [Auditor]}",
    "reject": "{field: email, code: required}",
}
_GIVEN = "write it below source:, as given: {{source: {{{}: …}}}}"
_WAYS = "user, reject, skip or filtered"


def read_cases(sections: Fields, findings: Findings) -> tuple[Case, ...]:
    """The cases; they may name ids of the section `skip`, and give rows of the `lookups`."""
    items = read_items(sections["tests"], "tests", findings)
    lookups = lookup_names(sections["lookups"])
    cases = (_case(item, sections["skip"], lookups, findings=findings) for item in items)
    return tuple(case for case in cases if case is not None)


def _case(item: Node, skip: Node | None, lookups: tuple[str, ...], *, findings: Findings) -> Case | None:
    fields = _fields(item, "an item of tests", declared=CASE, findings=findings)
    if fields is None:
        return None
    declared = (*GIVEN, *(replace(GIVEN_ROWS, name=name) for name in lookups))
    given = _fields(fields["given"], "given", declared=declared, findings=findings)
    expect = _fields(fields["expect"], "expect", declared=EXPECT, findings=findings)
    if expect is not None:
        _check_expect(expect, skip, findings)
    record = given["source"] if given else None
    if record is not None and not (isinstance(record, Mapping) or _is_text(record)):
        message = "source must be the record as text, or a mapping of its names to values"
        findings.add("wrong-type", record, message, hint="write source: | and the record's lines below it")
        return None
    if expect is None or record is None:
        return None
    rows = {name: plain(given[name]) for name in lookups if given and _are_rows(given[name], name, findings)}
    return Case(fields["name"] or "", plain(record), plain(fields["expect"]), item.position, rows)


def _are_rows(node: Node | None, name: str, findings: Findings) -> bool:
    """Are these rows of a lookup, or a text that holds some?"""
    if node is None or _is_text(node):
        return node is not None
    if isinstance(node, Sequence) and all(isinstance(item, Mapping) for item in node.items):
        return True
    message = f"{clipped(name)} must be rows as text, or a list of rows, each a mapping of names to values"
    findings.add("wrong-type", node, message, hint="for example [{login: jdoe, role: Auditor}]")
    return False


def _check_expect(expect: Fields, skip: Node | None, findings: Findings) -> None:
    """A record has one fate, so a case expects one."""
    ways = [field.name for field in EXPECT if expect.given(field.name)]
    if expect.given("user"):
        ways = [name for name in ways if name != "after_import"]
    if not ways and all(key.text in ways for key, _ in expect.mapping.entries):
        findings.add("missing-key", expect.mapping, "expect says nothing", hint=f"write one of {_WAYS}")
    if len(ways) > 1:
        message = f"a record has one fate, and this expects {' and '.join(ways)}"
        findings.add(
            "conflicting-keys", expect.mapping.key(ways[1]) or expect.mapping, message, hint="keep one of them"
        )
    for name, declared in (("user", None), ("after_import", AFTER_IMPORT), ("reject", REASON)):
        if expect.given(name):
            _check_part(expect[name], name, declared=declared, findings=findings)
    if isinstance(expect["skip"], str) and expect["skip"] not in skip_ids(skip):
        near = suggest(expect["skip"], skip_ids(skip))
        hint = f"did you mean {near}?" if near else f"the ids are {', '.join(skip_ids(skip))}"
        node = expect.mapping.get("skip") or expect.mapping
        findings.add("unknown-choice", node, f"no rule of skip: has the id {expect['skip']}", hint=hint)


def _check_part(node: Node, name: str, *, declared: tuple[Field, ...] | None, findings: Findings) -> None:
    example = f"for example {name}: {_EXAMPLES[name]}"
    mapping = expect_mapping(node, name, diagnostics=findings.diagnostics, example=example)
    if mapping is not None and declared is not None:
        read_fields(mapping, declared, diagnostics=findings.diagnostics)


def _fields(node: Node | None, what: str, *, declared: tuple[Field, ...], findings: Findings) -> Fields | None:
    """The declared keys of a mapping; None where there is none."""
    example = f"for example {what}: {_EXAMPLES[what]}" if what in _EXAMPLES else ""
    mapping = expect_mapping(node, what, diagnostics=findings.diagnostics, example=example) if node else None
    if mapping is None:
        return None
    elsewhere = _of_the_user() if declared is EXPECT else {}
    if what == "given":
        elsewhere = dict(_of_the_record(mapping, [field.name for field in declared]))
    return read_fields(mapping, declared, diagnostics=findings.diagnostics, elsewhere=elsewhere)


def _of_the_record(given: Mapping, names: list[str]) -> Iterator[tuple[str, str]]:
    """Where the values of a record belong that stand in a case without the key that says what they are."""
    for key, value in given.entries:
        if not isinstance(value, Mapping) and key.text not in names and not suggest(key.text, names):
            yield key.text, _GIVEN.format(clipped(key.text))


def _of_the_user() -> dict[str, str]:
    """Where the fields of a user belong that stand in a case without their section."""
    return {name: f"write it below user: of expect:, as {{user: {{{name}: …}}}}" for name in target.properties()}


def _is_text(node: Node) -> bool:
    return isinstance(node, Scalar) and isinstance(node.value, str)

"""A proposed mapping as the YAML text that a person goes on with: every line says why it is there."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from itertools import groupby
from os.path import relpath
from pathlib import Path
from textwrap import wrap
from typing import Any

from converter import bundled
from converter.pipeline.plain import Plain
from converter.pipeline.proposal.field import Field, Given
from converter.pipeline.proposal.password import Stored
from converter.pipeline.proposal.proposal import Proposal
from converter.record import Naming
from converter.sources import SOURCES
from converter.sources.source import reads_files
from converter.syntax.counted import counted
from converter.syntax.yaml_text import block, comment, flow

_COLUMN = 58
_WIDE = 110
_NOT_UTF8 = (
    "if the mapping reads what is not UTF-8 there, name the encoding (encoding: cp1252), or the attributes that hold "
    "bytes (binary: [photo])"
)
_MEMBER = re.compile(r'"(?:[^"\\]|\\.)*"|[A-Za-z_][A-Za-z0-9_]*')
_PATH = re.compile(rf"(?:{_MEMBER.pattern})(?:\.(?:{_MEMBER.pattern}))*")


def as_yaml(proposal: Proposal, folder: Path) -> str:
    """The mapping; its paths are relative to `folder`, where it will stand."""
    sections = (_head, _source, _user, _password, _rest, _tests, _unmapped)
    lines = [line for section in sections for line in (*section(proposal, folder), "")]
    return "\n".join(lines).rstrip() + "\n"


def _head(proposal: Proposal, folder: Path) -> Iterator[str]:
    schema = bundled.schema("mapping.schema.json").as_posix()
    yield f"# yaml-language-server: $schema={schema}"
    product = f", probably {proposal.product.name}" if proposal.product else ""
    yield comment(
        f"A first mapping, proposed from {counted(proposal.records, 'record')}{product}. Every line is yours to change."
    )
    yield comment("Nobody's address counts as verified, and no roles are given: that takes a person who knows.")
    if proposal.product and proposal.product.mapping:
        yield comment(f"There is a bundled mapping for this product too: {proposal.product.mapping}")
    yield "version: 1"


def _source(proposal: Proposal, folder: Path) -> Iterator[str]:
    plain = proposal.plain
    paths = [_path(file.path, folder) if file.path else file.name for file in plain.files]
    yield "source:"
    yield f"  type: {plain.type}"
    if paths and reads_files(SOURCES[plain.type]):
        yield f"  path: {block(paths[0]) if len(paths) == 1 else flow(paths)}"
    for name, value in proposal.settings.items():
        yield f"  {name}: {flow(_moved(value, plain, folder) if name == 'url' else value)}"
    if proposal.where:
        yield _line("  ", "where", proposal.where, "records without this class are no users: counted as filtered")
    for code, records in proposal.unreadable.items():
        remedy = f": {_NOT_UTF8}" if code.endswith("-encoding") else ""
        told = comment(f"cannot be read: {records:,} with {code}{remedy}")
        yield from (f"  {part}" for part in wrap(told, _WIDE, subsequent_indent="#   "))


def _user(proposal: Proposal, folder: Path) -> Iterator[str]:
    yield "user:"
    for parent, fields in groupby(proposal.fields, key=lambda field: field.target.rpartition(".")[0]):
        if parent:
            yield f"  {parent}:"
        for field in fields:
            yield _field(field, "    " if parent else "  ")
    for sentence in proposal.undecided:
        yield from (f"  {part}" for part in wrap(comment(f"to decide: {sentence}"), _WIDE, subsequent_indent="#   "))


def _field(field: Field, indent: str) -> str:
    name = field.target.rpartition(".")[2]
    if not field.on_error:
        return _line(indent, name, field.expression, field.evidence)
    return _noted(f"{indent}{name}: {{expr: {flow(field.expression)}, on_error: {field.on_error}}}", field.evidence)


def _line(indent: str, name: str, expression: str, why: str) -> str:
    return _noted(f"{indent}{name}: {block(expression)}", why)


def _noted(line: str, why: str) -> str:
    """The line with its reason behind it, or above it where there is no room."""
    if max(len(line) + 1, _COLUMN) + len(why) <= _WIDE + len("# "):
        return f"{line:<{_COLUMN - 1}} {comment(why)}"
    indent = line[: len(line) - len(line.lstrip())]
    above = wrap(comment(why), _WIDE - len(indent), subsequent_indent="# ", break_on_hyphens=False)
    return "\n".join([*(indent + part for part in above), line])


def _password(proposal: Proposal, folder: Path) -> Iterator[str]:
    stored = proposal.password
    if stored is None:
        yield comment("No stored passwords were found: without them everybody has to reset theirs.")
        return
    lead = "" if stored.understood else "# "
    if not stored.understood:
        yield comment(
            "The stored passwords do not say how they were made: name the scheme (see docs/passwords.md), then"
        )
        yield comment("take the signs from the lines below.")
    yield from (f"{lead}{line}" for line in _password_lines(stored))


def _password_lines(stored: Stored) -> Iterator[str]:
    yield "password:"
    yield f"  from: {block(stored.expression)}"
    yield f"  scheme: {stored.scheme if stored.understood else '…'}".ljust(_COLUMN) + comment(stored.evidence)
    if stored.lazy:
        why = "Auth0 cannot take some: these people are left out and listed, to come by automatic migration"
        yield _noted("  unsupported: lazy", why)


def _rest(proposal: Proposal, folder: Path) -> Iterator[str]:
    yield f"unique: {flow(proposal.unique)}"
    yield "duplicates: reject"
    yield "rejects: {warn_above: 1%}"


def _tests(proposal: Proposal, folder: Path) -> Iterator[str]:
    person = [field for field in proposal.fields if field.given and field.target != "blocked"]
    shown = [field for field in person if _givable(proposal, field)]
    expected = {field.target: field.expected for field in shown}
    if "email" not in expected:
        yield comment("tests: one record, and what has to become of it, is worth writing down")
        return
    yield "tests:                                                    # the people in them are invented"
    yield "  - name: a person in the source's own form"
    yield from _given(proposal, shown)
    yield f"    expect: {{user: {flow(expected)}}}"
    if state := next((f for f in proposal.fields if f.target == "blocked" and _givable(proposal, f)), None):
        yield "  - name: an account that is disabled or locked is blocked"
        yield from _given(proposal, [*shown, state])
        yield "    expect: {user: {blocked: true}}"
    yield "  - name: no address, no user"
    yield from _given(proposal, [field for field in shown if field.target != "email"])
    yield "    expect: {reject: {field: email, code: required}}"


def _givable(proposal: Proposal, field: Field) -> bool:
    """Can the field's invented value be written down? Not so simply where it stands in one of several objects."""
    return proposal.plain.naming is not Naming.MEMBERS or all(_members(each.name) for each in field.given)


def _given(proposal: Proposal, fields: list[Field]) -> Iterator[str]:
    given = [each for field in fields for each in field.given]
    if proposal.plain.naming is Naming.DIRECTORY:
        yield "    given:"
        yield "      source: |"
        yield "        dn: cn=Jane Doe,dc=example,dc=com"
        if proposal.person:
            yield f"        objectclass: {proposal.person}"
        yield from (f"        {_ldif(each)}" for each in given)
    else:
        person = [Given(proposal.class_name, proposal.person)] if proposal.person else []
        yield f"    given: {{source: {flow(_nested([*person, *given], proposal.plain.naming))}}}"


def _ldif(given: Given) -> str:
    if isinstance(given.value, bytes):
        return f"{given.name}:: {b64encode(given.value).decode('ascii')}"
    return f"{given.name}: {given.value}"


def _nested(given: list[Given], naming: Naming) -> dict[str, Any]:
    """Names and values; a member within a member of JSON is written as that."""
    record: dict[str, Any] = {}
    for each in given:
        *parents, name = _members(each.name) if naming is Naming.MEMBERS else [each.name]
        place = record
        for parent in parents:
            place = place.setdefault(parent, {})
        place[name] = each.value
    return record


def _members(path: str) -> list[str]:
    """The members on the way to a value, `["address", "post code"]`; none where a list is on it."""
    if not _PATH.fullmatch(path):
        return []
    return [json.loads(part) if part[0] == '"' else part for part in _MEMBER.findall(path)]


def _unmapped(proposal: Proposal, folder: Path) -> Iterator[str]:
    if proposal.unmapped:
        yield comment("Not mapped:")
        yield from (comment(f"  {name}") for name in proposal.unmapped)


def _moved(url: str, plain: Plain, folder: Path) -> str:
    """The URL; the file of an SQLite database is relative to the mapping too."""
    if not plain.files or not plain.files[0].path or "${" in url or url.startswith("sqlite:////"):
        return url
    return f"sqlite:///{_path(plain.files[0].path, folder)}"


def _path(path: Path, folder: Path) -> str:
    """Relative to the mapping; `${` would be a variable there."""
    return Path(relpath(path.resolve(), folder.resolve())).as_posix().replace("${", "$${")

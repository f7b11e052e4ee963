"""Reads a mapping file: text in, model and diagnostics out. A user's mistake never raises here.

What is read is version 1 of the language; `converter.mapping.keys` says what that promises. A part that cannot be
read is reported once and left out, so that the rest can be checked all the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from collections.abc import Mapping as Environment
from pathlib import Path
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from converter.mapping.after_import import read_after_import
from converter.mapping.case_section import read_cases
from converter.mapping.findings import Findings
from converter.mapping.keys import EXAMPLES, MAPPING, below_sections
from converter.mapping.lookup_section import read_lookups
from converter.mapping.model import Group, Limits, Model, Password, SourceSpec
from converter.mapping.overrides import Overrides
from converter.mapping.overrides_section import read_overrides
from converter.mapping.sections import (
    read_duplicates,
    read_identifiers,
    read_limits,
    read_password,
    read_skip,
    read_steps,
)
from converter.mapping.shape import ShapeReader
from converter.mapping.source_section import SourceReader, no_source
from converter.mapping.target import HASHES, IDENTIFIERS, meant
from converter.syntax.diagnostic import Diagnostic, Position
from converter.syntax.field import Fields, expect_mapping, read_fields
from converter.syntax.node import Mapping, Scalar, Sequence
from converter.syntax.suggestion import suggest
from converter.syntax.yaml_reader import read

ReadFile = Callable[[str], str]
_VERSION = 1
_NO_MAPPING = "a mapping has version: 1, source: and user: at its left margin; convert validate checks import files"
_Section = TypeVar("_Section")


class Parsed(Struct, frozen=True):
    """What could be read of a mapping file.

    `model` is None where nothing could. Where it is not `complete`, it has no source or no user and is fit for
    further checks only.
    """

    model: Model | None
    diagnostics: list[Diagnostic]
    complete: bool = False


def parse(text: str, path: Path, *, environment: Environment[str, str], read_file: ReadFile) -> Parsed:
    """Read a mapping. `environment` and `read_file` serve `${NAME}` and `${file:…}`."""
    reading = read(text)
    diagnostics = list(reading.diagnostics)
    root = None
    if reading.root is not None:
        root = expect_mapping(reading.root, "the file", diagnostics=diagnostics, example=_NO_MAPPING)
    if root is None:
        return Parsed(None, diagnostics)
    findings = Findings(diagnostics)
    fields = read_fields(root, MAPPING, diagnostics=diagnostics, elsewhere=below_sections())
    if fields.given("version") and fields["version"] not in (None, _VERSION):
        message = f"this program reads version {_VERSION} of the language"
        findings.add("unknown-version", fields.mapping.get("version") or root, message, hint=f"write {_VERSION}")
    sources = SourceReader(environment, read_file, findings)
    source = _section(fields, "source", sources.read, findings)
    lookups = read_lookups(fields["lookups"], sources, findings)
    user = _section(fields, "user", ShapeReader(findings).group, findings)
    _check_user(fields, findings)
    overrides = _overrides(fields, read_file, findings)
    model = _model(fields, source or no_source(root.position), user=user, findings=findings, text=text, path=path)
    model = replace(model, lookups=lookups, overrides=overrides)
    return Parsed(model, diagnostics, source is not None and bool(source.type) and user is not None)


def _model(
    fields: Fields, source: SourceSpec, *, user: Group | None, findings: Findings, text: str, path: Path
) -> Model:
    duplicates, keep = read_duplicates(fields["duplicates"], findings)
    skip = read_skip(fields["skip"], findings)
    return Model(
        path=path,
        text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        source=source,
        user=user or Group("", ()),
        user_position=fields.key_position("user"),
        description=fields["description"],
        skip=skip,
        let=read_steps(fields["let"], findings),
        password=_password(fields, findings),
        identifiers=_section(fields, "login", lambda node: read_identifiers(node, findings), findings) or (),
        unique=_unique(fields, findings),
        duplicates=duplicates,
        keep=keep,
        after_import=_section(fields, "after_import", lambda node: read_after_import(node, findings), findings),
        rejects=_section(fields, "rejects", lambda node: read_limits(node, findings), findings) or Limits(),
        tests=read_cases(fields, findings),
    )


def _section(
    fields: Fields, name: str, read_section: Callable[[Mapping], _Section], findings: Findings
) -> _Section | None:
    """A section that is a mapping; None where it is absent or something else."""
    if not fields.given(name):
        return None
    node = expect_mapping(fields[name], name, diagnostics=findings.diagnostics, example=EXAMPLES[name])
    return None if node is None else read_section(node)


def _overrides(fields: Fields, read_file: ReadFile, findings: Findings) -> Overrides | None:
    name = fields.mapping.get("overrides")
    given = isinstance(name, Scalar) and fields["overrides"]
    return read_overrides(name, read_file, findings) if isinstance(name, Scalar) and given else None


def _password(fields: Fields, findings: Findings) -> Password | None:
    at: Position = fields.key_position("password")
    return _section(fields, "password", lambda node: read_password(node, at, findings), findings)


def _check_user(fields: Fields, findings: Findings) -> None:
    """The user has an e-mail address, and its password from one place."""
    user = fields["user"]
    if not isinstance(user, Mapping):
        return
    if not any(key.text == "email" or meant(key.text) == "email" for key, _ in user.entries):
        key = fields.mapping.key("user") or user
        hint = "Auth0's import wants one of everybody, for example email: lower(mail[0])"
        findings.add("missing-email", key, "the user has no email", hint=hint)
    filled = ["password"] if fields.given("password") else []
    for key, _ in user.entries:
        if key.text in HASHES:
            if filled:
                message = f"{filled[0]}: fills the user's password already"
                findings.add("redundant-password", key, message, hint=f"keep one, {filled[0]}: or {key.text}:")
            filled.append(key.text)


def _unique(fields: Fields, findings: Findings) -> tuple[str, ...]:
    """The identifiers to compare: those that are named, or all that are mapped."""
    user = fields["user"]
    if not isinstance(user, Mapping):
        return tuple(fields["unique"] or ())
    mapped = [key.text for key, _ in user.entries if key.text in IDENTIFIERS]
    if not fields.given("unique"):
        return tuple(mapped)
    node = fields.mapping.get("unique")
    items = node.items if isinstance(node, Sequence) else [node] if isinstance(node, Scalar) else []
    for item in items:
        if isinstance(item, Scalar) and isinstance(item.value, str) and item.text not in mapped:
            _refuse(item, mapped, findings)
    return tuple(fields["unique"] or ())


def _refuse(item: Scalar, mapped: list[str], findings: Findings) -> None:
    if near := suggest(item.text, mapped):
        message, hint = f"{item.text} is no field of the user", f"did you mean {near}?"
    elif item.text in IDENTIFIERS:
        message, hint = f"the user has no {item.text}", f"add {item.text}: to user:, or leave it out here"
    else:
        message = f"{item.text} identifies nobody, so that users may share it"
        hint = f"fields that can be unique: {', '.join(IDENTIFIERS)}"
    findings.add("unknown-identifier", item, message, hint=hint)

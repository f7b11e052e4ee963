"""Reads a mapping file: text in, model and diagnostics out. A user's mistake never raises here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from collections.abc import Mapping as Environment
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from converter.mapping.expression import read_expression
from converter.mapping.keys import (
    CASE,
    DUPLICATE_POLICIES,
    DUPLICATES,
    EXPECT,
    GIVEN,
    MAPPING,
    PASSWORD,
    REJECTS,
    SKIP,
    SOURCE,
)  # fmt: skip
from converter.mapping.model import (
    Case,
    Duplicates,
    Expression,
    Group,
    Limits,
    Model,
    Password,
    Skip,
    SourceSpec,
    Unsupported,
)  # fmt: skip
from converter.mapping.shape import ShapeReader
from converter.mapping.target import IDENTIFIERS
from converter.passwords.schemes import TABLE as SCHEMES
from converter.sources import SOURCES
from converter.syntax.codes import diagnose
from converter.syntax.diagnostic import Diagnostic, Position
from converter.syntax.field import Field, Fields, expect_mapping, expect_sequence, read_fields
from converter.syntax.node import Mapping, Node, Scalar, Sequence, plain
from converter.syntax.substitution import substitute
from converter.syntax.suggestion import suggest
from converter.syntax.yaml_reader import read

ReadFile = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What could be read of a mapping file. `model` is None where nothing could be made of it."""

    model: Model | None
    diagnostics: list[Diagnostic]


def parse(text: str, path: Path, *, environment: Environment[str, str], read_file: ReadFile) -> Parsed:
    """Read a mapping. `environment` and `read_file` serve `${NAME}` and `${file:…}`."""
    reading = read(text)
    diagnostics = list(reading.diagnostics)
    root = expect_mapping(reading.root, "the file", diagnostics=diagnostics) if reading.root is not None else None
    if root is None:
        return Parsed(None, diagnostics)
    reader = _Reader(environment, read_file, diagnostics)
    return Parsed(reader.model(root, text, path=path), diagnostics)


@dataclass(slots=True)
class _Reader:
    environment: Environment[str, str]
    read_file: ReadFile
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def model(self, root: Mapping, text: str, *, path: Path) -> Model | None:
        fields = read_fields(root, MAPPING, diagnostics=self.diagnostics)
        if fields.given("version") and fields["version"] != 1:
            self._report("unknown-version", fields.position("version"), "this program reads version 1 of the language")
        source = self._section(fields, "source", self._source)
        user = self._section(fields, "user", lambda node: ShapeReader(self.diagnostics).group(node))
        duplicates, keep = self._duplicates(fields["duplicates"])
        skip, let, tests = self._skip(fields["skip"]), self._let(fields["let"]), self._cases(fields["tests"])
        password = self._section(fields, "password", self._password)
        limits = self._section(fields, "rejects", self._limits)
        if source is None or user is None:
            return None
        return Model(
            path=path,
            text=text,
            digest=hashlib.sha256(text.encode()).hexdigest(),
            source=source,
            user=user,
            user_position=fields.key_position("user"),
            description=fields["description"],
            skip=skip,
            let=let,
            password=password,
            unique=self._unique(fields, user),
            duplicates=duplicates,
            keep=keep,
            rejects=limits or Limits(),
            tests=tests,
        )

    def _section(self, fields: Fields, name: str, read_section: Callable[[Mapping], Any]) -> Any:
        if not fields.given(name):
            return None
        node = expect_mapping(fields[name], name, diagnostics=self.diagnostics)
        return None if node is None else read_section(node)

    def _source(self, node: Mapping) -> SourceSpec | None:
        kind = node.get("type")
        name = kind.text if isinstance(kind, Scalar) else ""
        module = SOURCES.get(name)
        if module is None:
            found: list[Diagnostic] = []
            read_fields(node, SOURCE[:1], diagnostics=found)
            missing = [d for d in found if d.code != "unknown-key"]
            self.diagnostics.extend(missing or [self._unknown_type(kind, name)])
            return None
        fields = read_fields(self._substituted(node), (*SOURCE, *module.FIELDS), diagnostics=self.diagnostics)
        return SourceSpec(
            type=name,
            path=tuple(fields["path"] or ()),
            values={declared.name: fields[declared.name] for declared in module.FIELDS},
            where=read_expression(fields["where"], self.diagnostics) if fields.given("where") else None,
            fields=fields,
        )

    def _unknown_type(self, kind: Node | None, name: str) -> Diagnostic:
        near = suggest(name, SOURCES)
        hint = f"did you mean {near}?" if near else f"one of: {', '.join(SOURCES)}"
        position = kind.position if kind else Position(1, 1)
        return diagnose("unknown-choice", position, f"{name} is no type of source", hint=hint, length=max(1, len(name)))

    def _substituted(self, node: Mapping) -> Mapping:
        """The source's settings with `${NAME}` filled in; its conditions are left alone."""
        return Mapping(tuple((k, v if k.text == "where" else self._filled(v)) for k, v in node.entries), node.position)

    def _filled(self, node: Node) -> Node:
        if isinstance(node, Sequence):
            return Sequence(tuple(map(self._filled, node.items)), node.position)
        if isinstance(node, Mapping):
            return Mapping(tuple((key, self._filled(value)) for key, value in node.entries), node.position)
        if not isinstance(node.value, str) or "${" not in node.value:
            return node
        filled = substitute(node, environment=self.environment, read_file=self.read_file, diagnostics=self.diagnostics)
        return Scalar(filled, filled, node.position, node.content, direct=False)

    def _skip(self, node: Node | None) -> tuple[Skip, ...]:
        rules: list[Skip] = []
        for item in self._list(node, "skip"):
            fields = self._fields(item, "an item of skip", SKIP)
            when = read_expression(fields["when"], self.diagnostics) if fields and fields["when"] else None
            if fields is None or when is None or not fields["id"]:
                continue
            if fields["id"] in {rule.id for rule in rules}:
                self._report("duplicate-id", fields.position("id"), f"another rule has the id {fields['id']}")
            rules.append(Skip(fields["id"], when))
        return tuple(rules)

    def _let(self, node: Node | None) -> tuple[tuple[str, Expression], ...]:
        mapping = expect_mapping(node, "let", diagnostics=self.diagnostics) if node is not None else None
        steps = []
        for key, value in mapping.entries if mapping else ():
            if not key.text.isidentifier() or not key.text.isascii() or key.text == "dn":
                hint = (
                    "letters, digits and _, beginning with a letter" if key.text != "dn" else "it names the record's DN"
                )
                self._report("reserved-name", key.position, f"{key.text} cannot name a step", hint=hint)
            if not isinstance(value, Scalar) or value.value is None:
                self._report("wrong-type", value.position, f"{key.text} must be an expression")
            elif expression := read_expression(value, self.diagnostics):
                steps.append((key.text, expression))
        return tuple(steps)

    def _password(self, node: Mapping) -> Password | None:
        fields = read_fields(node, PASSWORD, diagnostics=self.diagnostics)
        source = read_expression(fields["from"], self.diagnostics) if fields["from"] else None
        if fields["scheme"] not in ("auto", *SCHEMES):
            near = suggest(fields["scheme"], SCHEMES)
            hint = f"did you mean {near}?" if near else f"auto or one of: {', '.join(SCHEMES)}"
            self._report("unknown-scheme", fields.position("scheme"), f"{fields['scheme']} is no scheme", hint=hint)
        if source is None:
            return None
        policy = Unsupported(fields["unsupported"]) if fields["unsupported"] else None
        return Password(source, fields["scheme"], policy, node.position)

    def _duplicates(self, node: Node | None) -> tuple[Duplicates, Expression | None]:
        if node is None:
            return Duplicates.REJECT, None
        if isinstance(node, Scalar) and node.text in DUPLICATE_POLICIES:
            return Duplicates(node.text), None
        if isinstance(node, Mapping):
            fields = read_fields(node, DUPLICATES, diagnostics=self.diagnostics)
            keep = read_expression(fields["keep"], self.diagnostics) if fields["keep"] else None
            return Duplicates.KEEP, keep
        hint = f"{', '.join(DUPLICATE_POLICIES)} or keep: <expression>"
        self._report("unknown-choice", node.position, "duplicates is not a policy that is known", hint=hint)
        return Duplicates.REJECT, None

    def _limits(self, node: Mapping) -> Limits:
        fields = read_fields(node, REJECTS, diagnostics=self.diagnostics)
        return Limits(fields["warn_above"], fields["fail_above"])

    def _unique(self, fields: Fields, user: Group) -> tuple[str, ...]:
        mapped = [name for name, _ in user.members if name in IDENTIFIERS]
        if not fields.given("unique"):
            return tuple(mapped)
        for name in fields["unique"] or ():
            if name not in mapped:
                hint = f"one of: {', '.join(mapped)}"
                self._report("unknown-identifier", fields.position("unique"), f"{name} is not mapped", hint=hint)
        return tuple(fields["unique"] or ())

    def _cases(self, node: Node | None) -> tuple[Case, ...]:
        cases = []
        for item in self._list(node, "tests"):
            fields = self._fields(item, "an item of tests", CASE)
            if fields is None or fields["given"] is None or fields["expect"] is None:
                continue
            given = self._fields(fields["given"], "given", GIVEN)
            expect = self._fields(fields["expect"], "expect", EXPECT)
            if given and expect and given["source"] is not None:
                cases.append(Case(fields["name"] or "", plain(given["source"]), plain(fields["expect"]), item.position))
        return tuple(cases)

    def _fields(self, node: Node, what: str, declared: tuple[Field, ...]) -> Fields | None:
        mapping = expect_mapping(node, what, diagnostics=self.diagnostics)
        return read_fields(mapping, declared, diagnostics=self.diagnostics) if mapping else None

    def _list(self, node: Node | None, what: str) -> tuple[Node, ...]:
        if node is None:
            return ()
        sequence = expect_sequence(node, what, diagnostics=self.diagnostics)
        return sequence.items if sequence else ()

    def _report(self, code: str, position: Position, message: str, *, hint: str = "") -> None:
        self.diagnostics.append(diagnose(code, position, message, hint=hint))

"""From the name of a mapping to what can be run: file → model → diagnostics → plan and source."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from converter.errors import MappingInvalid, SourceUnreadable, UsageError
from converter.expressions import types
from converter.expressions.language import FUNCTIONS
from converter.expressions.scope import Scope, attribute_key
from converter.mapping.compile import Program, compile_plan
from converter.mapping.findings import ordered
from converter.mapping.lint import lint
from converter.mapping.lint_lookups import RowReads
from converter.mapping.locate import locate
from converter.mapping.lookup import Table
from converter.mapping.model import Model
from converter.mapping.parse import parse
from converter.mapping.plan import Plan
from converter.record import Naming
from converter.sinks.identity import Identity, Setting, SourceFile
from converter.sources import SOURCES
from converter.sources.files import Digest, InputFile
from converter.sources.source import NameResolver, SettingError, Source, Wanted, keep_name, reads_files
from converter.syntax.codes import SUBSTITUTION, diagnose
from converter.syntax.diagnostic import Diagnostic, Severity
from converter.syntax.node import Scalar
from converter.syntax.render import render
from converter.syntax.sanitise import clipped
from converter.syntax.secret import address, shown_values
from converter.syntax.source_text import MAX_BYTES, decode
from converter.validation.implementation import Implementation
from converter.validation.validator import Validator

_LONGEST_VALUE = 1 << 16
LookupInputs = Mapping[str, tuple[SourceFile, ...]]
_UNFILLED = frozenset(code.code for code in SUBSTITUTION)


class Checked(Struct, frozen=True):
    """A mapping and everything that was found in it. `model` is None where nothing could be made of it.

    `reads` are the keys of the source that it reads, None for all; `rows` has the same for the rows of each lookup.
    """

    path: Path
    text: str
    model: Model | None
    diagnostics: list[Diagnostic]
    reads: set[str] | None
    rows: Mapping[str, RowReads] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Can it run?"""
        return self.model is not None and all(d.severity is not Severity.ERROR for d in self.diagnostics)

    def rendered(self) -> str:
        """The diagnostics as a person reads them."""
        return render(self.diagnostics, self.text, file=str(self.path))


class Loaded(Struct, frozen=True):
    """A mapping that can run: its plan, its source's files and settings, and what of them is wanted."""

    checked: Checked
    plan: Plan
    resolver: NameResolver

    def open(self, files: Sequence[InputFile]) -> Source:
        """The source over these files, ready to be read once. Raises SourceUnreadable."""
        return open_source(self.plan.model, files, self.resolver)

    def program(self) -> Program:
        """The plan compiled, for many records."""
        return compile_plan(self.plan, FUNCTIONS)

    def over(self, tables: Mapping[str, Table]) -> Loaded:
        """The same mapping with the rows of its lookups, each table under its lookup's name."""
        return replace(self, plan=self.plan.over(tables))

    def identity(
        self,
        files: Sequence[InputFile],
        settings: Mapping[str, Setting],
        *,
        lookups: LookupInputs = MappingProxyType({}),
        digests: Mapping[str, Digest] = MappingProxyType({}),
    ) -> Identity:
        """Everything that decides the output. Reads the files once, for their digests, but those in `digests`.

        `lookups` has what the rows of each were read from.
        """
        model = self.plan.model
        outside = {"source": _digest_of_settings(model)} if "${" in model.text else {}
        outside |= {"overrides": model.overrides.digest} if model.overrides else {}
        inputs = inputs_of(model, files, digests)
        return Identity(model.path.name, model.digest, inputs, {**settings, **outside}, lookups=lookups)


Columns = Callable[[Model], Collection[str]]


def check(name: str, environment: Mapping[str, str], *, columns: Columns | None = None) -> Checked:
    """Read and check a mapping without running it. Raises UsageError where there is none.

    `columns` finds the names a source has; without it a column that does not exist is not noticed.
    """
    path, data = _located(name)
    text = decode(data)
    if isinstance(text, Diagnostic):
        return Checked(path, data.decode("utf-8", "replace"), None, [text], None)
    parsed = parse(text, path, environment=environment, read_file=_reader(path.parent))
    model = parsed.model
    if model is None:
        return Checked(path, text, None, ordered(parsed.diagnostics), None)
    unfilled = any(diagnostic.code in _UNFILLED for diagnostic in parsed.diagnostics)
    every = [model, *map(model.driven_by, model.lookups)]
    unusable = [] if unfilled else [found for each in every for found in _unusable_settings(each)]
    known = None if unusable else columns
    stores = {lookup.name: scope_of(model.driven_by(lookup), known) for lookup in model.lookups}
    linted = lint(model, scope_of(model, known), FUNCTIONS, stores=stores)
    diagnostics = ordered([*parsed.diagnostics, *unusable, *linted.diagnostics])
    return Checked(path, text, model if parsed.complete else None, diagnostics, linted.reads, linted.rows)


def load(
    name: str,
    environment: Mapping[str, str],
    *,
    columns: Columns | None = None,
    implementation: Implementation = Implementation.FAST,
) -> Loaded:
    """A mapping that can run. Raises MappingInvalid with every diagnostic, UsageError, SourceUnreadable."""
    checked = check(name, environment, columns=columns)
    if checked.model is None or not checked.sound:
        raise MappingInvalid(checked.rendered())
    plan = Plan(checked.model, FUNCTIONS, validator=Validator(implementation))
    return Loaded(checked, plan, resolver_of(checked.model, checked.reads))


def files_of(model: Model) -> list[InputFile]:
    """The files the mapping's source reads; none for a store without files. Raises SourceUnreadable."""
    return SOURCES[model.source.type].inputs(model.source.values, model.path.parent)


def only_once(loaded: Loaded, files: Sequence[InputFile]) -> bool:
    """Can the source not be read a second time in the same order, as a store, standard input or a named pipe?"""
    if not reads_files(SOURCES[loaded.plan.model.source.type]):
        return True
    return any(file.content is None and not (file.path and file.path.is_file()) for file in files)


def inputs_of(
    model: Model, files: Sequence[InputFile], known: Mapping[str, Digest] = MappingProxyType({})
) -> tuple[SourceFile, ...]:
    """What tells the state of a source: its files with their digests, or the name of a store without files."""
    found = tuple(SourceFile(file.name, *(known.get(file.name) or _digest(file))) for file in files)
    return found or (SourceFile(address(model.source.values["url"]), 0, ""),)


def columns_of(model: Model) -> Collection[str]:
    """The columns that the source has, where it is one of columns. Raises SourceUnreadable."""
    return columns_in(model, files_of(model)) if SOURCES[model.source.type].NAMING is Naming.COLUMNS else ()


def columns_in(model: Model, files: Sequence[InputFile]) -> Collection[str]:
    """The columns of files that are read as the source of the mapping. Raises SourceUnreadable."""
    return SOURCES[model.source.type].columns(_settings(model), files)


def open_source(model: Model, files: Sequence[InputFile], resolver: NameResolver) -> Source:
    """The mapping's source over any files. Raises SourceUnreadable."""
    source: Source = SOURCES[model.source.type].open_source(_settings(model), files, resolver)
    return source


def scope_of(model: Model, columns: Columns | None) -> Scope:
    """What the names in the mapping's expressions mean; anything where its source is not known."""
    if not model.source.type:
        return Scope(Naming.MEMBERS)
    module = SOURCES[model.source.type]
    known = module.types(model.source.values)
    found = columns(model) if columns else ()
    told = found if isinstance(found, Mapping) else {}
    return Scope(
        module.NAMING,
        tuple(found),
        {name: types.parse(written) for name, written in {**told, **known.columns}.items()},
        cell=types.parse(known.cell),
        binary=frozenset(map(attribute_key, known.binary)),
    )


def resolver_of(model: Model, reads: Collection[str] | None) -> NameResolver:
    """Which names of the source the plan wants, under which key."""
    directory = SOURCES[model.source.type].NAMING is Naming.DIRECTORY
    return Wanted(None if reads is None else frozenset(reads), attribute_key if directory else keep_name)


def _settings(model: Model) -> Any:
    return SOURCES[model.source.type].settings(model.source.values, model.path.parent)


def _unusable_settings(model: Model) -> list[Diagnostic]:
    if not model.source.type:
        return []
    try:
        _settings(model)
    except SettingError as error:
        written = model.source.fields.mapping.get(error.name)
        length = written.length if isinstance(written, Scalar) else 1
        return [diagnose("bad-setting", model.source.fields.position(error.name), str(error), length=length)]
    return []


def _reader(folder: Path) -> Callable[[str], str]:
    """Reads the files of `${file:…}`, which hold one value each."""

    def read(name: str) -> str:
        path = folder / name
        if path.exists() and not path.is_file():
            raise OSError(errno.EINVAL, "it is no regular file")
        with path.open(encoding="utf-8") as file:
            text = file.read(_LONGEST_VALUE + 1)
        if len(text) > _LONGEST_VALUE:
            raise OSError(errno.EFBIG, f"it holds more than {_LONGEST_VALUE:,} characters")
        return text

    return read


def _digest(file: InputFile) -> Digest:
    if file.path is None or not file.path.is_file():
        return Digest(0, "")
    try:
        with file.path.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
            return Digest(opened.tell(), digest)
    except OSError as error:
        raise SourceUnreadable(f"{file.name} cannot be read: {_reason(error)}") from error


def _digest_of_settings(model: Model) -> str:
    """What stands under `source:` and `lookups:` once `${…}` is filled in: another environment is another run.

    Without secrets: from a digest that is written down a short password could be found out.
    """
    stores = [model.source, *(lookup.source for lookup in model.lookups)]
    shown = [sorted(shown_values(SOURCES[store.type].FIELDS, store.values).items()) for store in stores]
    return hashlib.sha256(repr(shown).encode("utf-8", "replace")).hexdigest()


def _located(name: str) -> tuple[Path, bytes]:
    """The mapping's file and its bytes, a few more than it may have at most."""
    try:
        path = locate(name)
        with path.open("rb") as file:
            return path, file.read(MAX_BYTES + 4)
    except OSError as error:
        raise UsageError(f"the mapping {clipped(name)} cannot be read: {_reason(error)}") from error


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, PermissionError):
        return "you are not allowed to; change its permissions or run as its owner"
    strerror = error.strerror if isinstance(error, OSError) else None
    return (strerror or "its name is not one that a file can have").lower()

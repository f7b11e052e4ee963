"""Failing cases whose expectations are rewritten in the mapping's own text, every other character of which stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from converter.errors import UsageError
from converter.mapping.after_import import SECTION
from converter.mapping.model import ABSENT, Model
from converter.pipeline.cases import Verdict
from converter.pipeline.expectation import differences, expectation_of
from converter.pipeline.secret_parts import SecretParts
from converter.sinks.durable import DurableFile
from converter.syntax.node import plain
from converter.syntax.source_text import without_mark
from converter.syntax.span import Span, replaced, spans
from converter.syntax.yaml_reader import read
from converter.syntax.yaml_text import flow


class Update(Struct, frozen=True):
    """The new text of a mapping, the names of the cases it lets pass, and of those that have to be written by hand."""

    text: str
    rewritten: tuple[str, ...]
    left: tuple[str, ...]


def updated(model: Model, verdicts: Sequence[Verdict]) -> Update:
    """The mapping with the expectation of every failing case replaced by what became of its record.

    Only the values that differ are replaced; where the fate is another one, all that stands under `expect:`. What an
    alias uses elsewhere is left alone.
    """
    root = spans(model.text)
    rewritten: list[str] = []
    left: list[str] = []
    edits: list[tuple[Span, str]] = []
    for number, verdict in enumerate(verdicts):
        if verdict.passed:
            continue
        expect = root.find(("tests", number, "expect"))
        own = _edits(expect, verdict) if expect else []
        if own and _holds(model, replaced(model.text, own), number=number, verdict=verdict):
            edits += own
            rewritten.append(verdict.case.name)
        else:
            left.append(verdict.case.name)
    return Update(replaced(model.text, edits), tuple(rewritten), tuple(left))


def rewrite(path: Path, model: Model, update: Update) -> None:
    """Put the new text in place of the old one, at once. Raises UsageError, RunStopped."""
    file = path.resolve()
    try:
        data, mode = file.read_bytes(), file.stat().st_mode & 0o7777
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    old = data.decode("utf-8")
    if without_mark(old) != model.text:
        raise UsageError(f"{path} has changed in the meantime and is left as it is; run the command again")
    mark = old[: len(old) - len(model.text)]
    with DurableFile(file.parent, file.name) as written:
        written.write((mark + update.text).encode())
        written.commit()
    file.chmod(mode)


def _edits(expect: Span, verdict: Verdict) -> list[tuple[Span, str]]:
    """What to replace in a case; nothing where that cannot be done without touching another part of the file."""
    members = []
    for difference in verdict.differences:
        inside = difference.path if difference.path[:1] == (SECTION,) else ("user", *difference.path)
        span = expect.find(inside) if difference.path else None
        if span is None or span.named:
            return [] if expect.named else [(expect, flow(_merged(verdict)))]
        members.append((span, flow(None if difference.got is ABSENT else difference.got)))
    return members


def _merged(verdict: Verdict) -> dict[str, Any]:
    """The whole expectation anew; of a user who was expected, those members that the case named."""
    expect, got = verdict.case.expect, expectation_of(verdict.fate)
    named = [name for name in ("user", SECTION) if isinstance(expect.get(name), dict)]
    if named and isinstance(got.get("user"), dict):
        return {name: _named(expect[name], got.get(name) or {}) for name in named}
    return got


def _named(expected: Mapping[str, Any], got: Mapping[str, Any]) -> dict[str, Any]:
    members = {}
    for name, value in expected.items():
        found = got.get(name)
        nested = isinstance(value, dict) and isinstance(found, dict)
        members[name] = _named(value, found) if nested and found is not None else found
    return members


def _holds(model: Model, text: str, *, number: int, verdict: Verdict) -> bool:
    """Does the new text say what the old one says, but that the case of that number passes?"""
    old, new = read(model.text), read(text)
    if old.root is None or new.root is None or len(new.diagnostics) > len(old.diagnostics):
        return False
    before, after = plain(old.root), plain(new.root)
    expect = after["tests"][number]["expect"]
    after["tests"][number]["expect"] = before["tests"][number]["expect"]
    return bool(after == before) and not any(differences(expect, verdict.fate, SecretParts(model)))

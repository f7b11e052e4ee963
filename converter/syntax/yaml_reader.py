"""Reads YAML 1.2 text into nodes with positions: one document, no tags, no merge keys, hard limits.

Only the event stream of PyYAML is used. Its composer recurses, which overflows the stack on some ten thousand
brackets; its constructor resolves scalars by YAML 1.1 and keeps the last of two equal keys without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from converter.syntax.codes import diagnose
from converter.syntax.diagnostic import Diagnostic, Position
from converter.syntax.node import Node
from converter.syntax.source_text import MAX_BYTES, clean, is_too_large, split_lines, without_mark
from converter.syntax.tree_builder import RefusedError, TreeBuilder

if TYPE_CHECKING:
    from yaml.events import Event


class Reading(Struct, frozen=True):
    """What was read, and all that is wrong with it as YAML.

    `root` is None where reading could not go on (bad syntax, a limit, an empty file); an error then says why. A part
    of a file is never given: its missing rest would look like further mistakes.
    """

    root: Node | None
    diagnostics: list[Diagnostic]


def read(text: str) -> Reading:
    """The one document of a YAML text. Never raises for what the text holds."""
    text = without_mark(text)
    if is_too_large(text):
        message = f"the file is larger than {MAX_BYTES // 1024} KiB"
        return Reading(None, [diagnose("yaml-limit", Position(1, 1), message, hint="a mapping needs a few KiB")])
    text, diagnostics = clean(text)
    lines = split_lines(text)
    builder = TreeBuilder(lines, diagnostics)
    try:
        builder.build(_events(text, lines))
    except RefusedError as refusal:
        return Reading(None, [*diagnostics, refusal.diagnostic])
    return Reading(builder.root, diagnostics)


def _events(text: str, lines: list[str]) -> Iterator[Event]:
    import yaml

    loader: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    try:
        yield from yaml.parse(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        from converter.syntax.yaml_mistake import explain

        raise RefusedError(explain(error, lines)) from None
    except yaml.YAMLError:
        hint = "is it another kind of file?"
        raise RefusedError(diagnose("yaml-syntax", Position(1, 1), "the file is not YAML", hint=hint)) from None

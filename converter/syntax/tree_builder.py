"""Builds the tree of nodes from the YAML parser's events, within limits, on a stack of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct, field

from converter.syntax.codes import diagnose
from converter.syntax.diagnostic import Diagnostic, Position
from converter.syntax.node import Mapping, Node, Scalar, Sequence
from converter.syntax.sanitise import clipped
from converter.syntax.scalar_reader import ScalarReader, start_of

if TYPE_CHECKING:
    from yaml.events import AliasEvent, CollectionStartEvent, Event, ScalarEvent

MAX_DEPTH = 64
MAX_NODES = 100_000
_IN_QUOTES = "put an expression that begins with {} in quotes"


class RefusedError(Exception):
    """Reading cannot go on; `diagnostic` says why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class _Open(Struct):
    """A collection whose end has not been read; a mapping's keys and values alternate in `nodes`."""

    position: Position
    anchor: str | None
    nodes_before: int
    nodes: list[Node] = field(default_factory=list)
    height: int = 1


class _Anchored(Struct, frozen=True):
    """A node with a name, and what using it once more adds to the tree."""

    node: Node
    nodes: int
    height: int


class TreeBuilder:
    """Builds the tree of one document; `lines` are the file's, findings go to `diagnostics`."""

    def __init__(self, lines: list[str], diagnostics: list[Diagnostic]) -> None:
        self.root: Node | None = None
        self._diagnostics = diagnostics
        self._scalars = ScalarReader(lines, diagnostics)
        self._stack: list[_Open] = []
        self._anchored: dict[str, _Anchored] = {}
        self._unused: dict[str, Position] = {}
        self._count = 0

    def build(self, events: Iterable[Event]) -> None:
        """Consume the events; raises `RefusedError` over a limit and at a second document."""
        import yaml

        for event in events:
            match event:
                case yaml.ScalarEvent():
                    self._scalar(event)
                case yaml.CollectionStartEvent():
                    self._open(event)
                case yaml.SequenceEndEvent():
                    opened = self._stack.pop()
                    self._close(opened, Sequence(tuple(opened.nodes), opened.position))
                case yaml.MappingEndEvent():
                    opened = self._stack.pop()
                    pairs = zip(opened.nodes[::2], opened.nodes[1::2], strict=True)
                    self._close(opened, Mapping(tuple(self._entries(pairs)), opened.position))
                case yaml.AliasEvent():
                    self._alias(event)
                case yaml.DocumentStartEvent():
                    self._document(event)
        self._finish()

    def _document(self, event: Event) -> None:
        if self.root is not None:
            message = "a second document begins here"
            hint = "keep one document: remove the line --- and what does not belong to it"
            raise RefusedError(diagnose("yaml-documents", start_of(event), message, hint=hint))

    def _finish(self) -> None:
        for name, position in self._unused.items():
            self._report(
                "unused-anchor", position, f"no alias uses the anchor &{clipped(name)}", hint=_IN_QUOTES.format("&")
            )
        if self.root is None:
            self._report("yaml-empty", Position(1, 1), "the file holds nothing", hint="write a mapping")

    def _scalar(self, event: ScalarEvent) -> None:
        self._refuse_tag(event.tag, start_of(event))
        self._add(self._scalars.read(event), anchor=event.anchor, nodes=1, height=0)

    def _open(self, event: CollectionStartEvent) -> None:
        self._refuse_tag(event.tag, start_of(event))
        if len(self._stack) >= MAX_DEPTH:
            raise _limit(start_of(event), f"more than {MAX_DEPTH} levels deep")
        if event.anchor:
            # Until the collection ends, an alias to it would hold itself.
            self._anchored.pop(event.anchor, None)
        self._stack.append(_Open(start_of(event), event.anchor, self._count))

    def _close(self, opened: _Open, node: Node) -> None:
        self._add(node, anchor=opened.anchor, nodes=self._count - opened.nodes_before + 1, height=opened.height)

    def _alias(self, event: AliasEvent) -> None:
        name, position = str(event.anchor), start_of(event)
        self._unused.pop(name, None)
        if anchored := self._anchored.get(name):
            self._count += anchored.nodes - 1
            self._add(anchored.node, anchor=None, nodes=anchored.nodes, height=anchored.height)
            return
        message = f"no finished anchor &{clipped(name)} stands above this alias"
        self._report("yaml-alias", position, message, hint=_IN_QUOTES.format("*"), length=len(name) + 1)
        self._add(Scalar(None, "", position, position), anchor=None, nodes=1, height=0)

    def _add(self, node: Node, *, anchor: str | None, nodes: int, height: int) -> None:
        """Hang a finished node into its parent, and remember it under its anchor."""
        self._count += 1
        if self._count > MAX_NODES:
            raise _limit(node.position, f"of more than {MAX_NODES:,} values, those that aliases repeat included")
        if len(self._stack) + height > MAX_DEPTH:
            raise _limit(node.position, f"more than {MAX_DEPTH} levels deep, those that aliases add included")
        if anchor:
            self._anchored[anchor] = _Anchored(node, nodes, height)
            self._unused[anchor] = node.position
        if self._stack:
            parent = self._stack[-1]
            parent.nodes.append(node)
            parent.height = max(parent.height, height + 1)
        else:
            self.root = node

    def _entries(self, pairs: Iterable[tuple[Node, Node]]) -> Iterator[tuple[Scalar, Node]]:
        """The entries whose keys are good; of equal keys the first."""
        seen: dict[str, Scalar] = {}
        for key, value in pairs:
            if not isinstance(key, Scalar):
                template = isinstance(key, Mapping)
                hint = "put it in quotes where a text is meant"
                hint = "{{ … }} is of other tools: write the expression without braces" if template else hint
                self._report("yaml-key", key.position, "a key must be a text, not a list or a mapping", hint=hint)
            elif not key.text and key.position == key.content:
                self._report("yaml-key", key.position, "the key before the colon is missing", hint="write a key")
            elif key.text == "<<" and key.position == key.content:
                hint = "write the keys out; an alias can stand for a whole value"
                self._report("merge-key", key.position, "merge keys are not part of YAML 1.2", hint=hint, length=2)
            elif key.text in seen:
                self._duplicate(key, seen[key.text])
            else:
                seen[key.text] = key
                yield key, value

    def _duplicate(self, key: Scalar, first: Scalar) -> None:
        lines = f"first in line {first.position.line}, again in line {key.position.line}"
        message = f"the key {clipped(key.text)} stands twice: {lines}"
        self._report("duplicate-key", key.position, message, hint="remove or rename one of them", length=key.length)

    def _refuse_tag(self, tag: str | None, position: Position) -> None:
        if tag:
            hint = "put an expression that begins with ! in quotes; remove a tag"
            self._report("yaml-tag", position, "! begins a YAML tag, and tags are not allowed", hint=hint)

    def _report(self, code: str, position: Position, message: str, *, hint: str, length: int = 1) -> None:
        self._diagnostics.append(diagnose(code, position, message, hint=hint, length=length))


def _limit(position: Position, what: str) -> RefusedError:
    return RefusedError(diagnose("yaml-limit", position, f"the file is {what}", hint="no mapping needs that"))

"""YAML as a tree in which every value knows where it stood."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any, TypeAlias

from msgspec import Struct, field

from converter.syntax.diagnostic import Position


class Anchor(Struct, frozen=True):
    """From character `offset` of a text on, the text stands at `position` and to the right of it."""

    offset: int
    position: Position


class Scalar(Struct, frozen=True):
    """A text, number, boolean or null (YAML 1.2 core schema), with the text it was written as.

    `content` is where the first character of the text stands, past an opening quote. `direct` says
    that character n of `text` stands n columns after `content` (one line, no escapes). Where it does not,
    `anchors` follow the text over lines and escapes; there are none where that is not known.
    """

    value: str | int | float | bool | None
    text: str
    position: Position
    content: Position
    direct: bool = True
    anchors: tuple[Anchor, ...] = ()

    def at(self, offset: int) -> Position:
        """Where character `offset` of the text stands, or the start where that cannot be said."""
        start = Anchor(0, self.content)
        if not self.direct:
            before = bisect_right(self.anchors, offset, key=lambda anchor: anchor.offset)
            if not before:
                return self.content
            start = self.anchors[before - 1]
        return Position(start.position.line, start.position.column + offset - start.offset)

    @property
    def length(self) -> int:
        """How many characters from `position` on a caret should underline: the scalar, or 1 where it has lines."""
        if not self.direct:
            return 1
        quotes = 2 * (self.content.column - self.position.column)
        return max(1, len(self.text) + quotes)


class Sequence(Struct, frozen=True):
    """A YAML list."""

    items: tuple[Node, ...]
    position: Position


class Mapping(Struct, frozen=True):
    """A YAML mapping; keys are scalars in the order of the file, without duplicates."""

    entries: tuple[tuple[Scalar, Node], ...]
    position: Position
    _index: dict[str, Node] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._index.update({key.text: value for key, value in self.entries})

    def get(self, key: str) -> Node | None:
        """The value under `key`, or None."""
        return self._index.get(key)

    def key(self, name: str) -> Scalar | None:
        """The key itself, for its position, or None."""
        return next((key for key, _ in self.entries if key.text == name), None)


Node: TypeAlias = Scalar | Sequence | Mapping


def plain(node: Node) -> Any:
    """The node as Python values without positions: dict, list, str, int, float, bool, None."""
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.value

"""Where the values of a YAML text stand, from character to character, so that one can be replaced and no other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from msgspec import Struct, field

Path: TypeAlias = Sequence[str | int]


class Span(Struct):
    """A value: characters `start` to `end` of the text, and what stands in it.

    `named` says that it, or something in it, has an anchor, so that other parts of the text may depend on it.
    `indent` is the column of its first character, counted from 0, where it is a collection in block style, else -1.
    """

    start: int
    end: int
    named: bool = False
    indent: int = -1
    members: dict[str | int, Span] = field(default_factory=dict)

    def find(self, path: Path) -> Span | None:
        """The value at a path below this one; None where it is not written there, but an alias for instance."""
        here: Span | None = self
        for step in path:
            here = here.members.get(step) if here else None
        return here


def spans(text: str) -> Span:
    """The spans of a text that is known to be one YAML document without mistakes."""
    import yaml

    wanted = (yaml.NodeEvent, yaml.CollectionEndEvent)
    # the marks of the parser in Python count characters, whatever their size in bytes
    events = (event for event in yaml.parse(text, Loader=yaml.SafeLoader) if isinstance(event, wanted))
    return _span(next(events), events, text)


def replaced(text: str, edits: Iterable[tuple[Span, str]]) -> str:
    """The text with each span replaced by a value in flow style; no two spans may overlap."""
    for span, value in sorted(edits, key=lambda edit: edit[0].start, reverse=True):
        text = text[: span.start] + _fitted(text, span, value) + text[span.end :]
    return text


def _fitted(text: str, span: Span, value: str) -> str:
    """The value with a blank where a colon stands before it, and indented where a list stood below its key's column."""
    if span.start and text[span.start - 1] in ":-":
        return f" {value}"
    return f"  {value}" if span.indent >= 0 and text[span.start] == "-" else value


def _span(event: Any, events: Iterator[Any], text: str) -> Span:
    import yaml

    start, end, column = event.start_mark.index, event.end_mark.index, event.start_mark.column
    span = Span(start, end, named=event.anchor is not None and not isinstance(event, yaml.AliasEvent))
    if isinstance(event, yaml.CollectionStartEvent):
        in_brackets = bool(event.flow_style)
        closing = _fill(span, events, is_mapping=isinstance(event, yaml.MappingStartEvent), text=text)
        span.end = closing if in_brackets else max((end, *(child.end for child in span.members.values())))
        span.indent = -1 if in_brackets else column
    span.end = start + len(text[start : span.end].rstrip())
    return span


def _fill(span: Span, events: Iterator[Any], *, is_mapping: bool, text: str) -> int:
    """Add what stands in a collection; gives the end of its closing bracket, if it has one."""
    import yaml

    event: Any
    for number, event in enumerate(events):
        end = event.end_mark.index
        if isinstance(event, yaml.CollectionEndEvent):
            return int(end)
        key: str | int = number
        child = _span(event, events, text)
        span.named |= child.named
        if is_mapping:
            key = event.value if isinstance(event, yaml.ScalarEvent) else number
            child = _span(next(events), events, text)
            span.named |= child.named
        span.members[key] = child
    raise AssertionError("the events of a document close what they open")

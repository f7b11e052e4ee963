"""The quickest way through LDIF: entries that stand in the order of those before them.

It takes nothing that `ldif_quick` would not take and gives the same values; entries that stand otherwise are left
to that, and some of them are learned from.
"""

from __future__ import annotations

import re
from binascii import a2b_base64
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from converter.record import Values
from converter.sources.ldif_layout import Layout, Slot
from converter.sources.ldif_names import Prefixes
from converter.sources.shape import Shape, Taken

Found: TypeAlias = list[tuple[str, ...]]
Piece: TypeAlias = tuple[str, Values | None]
"""A paragraph with the blank lines behind it, and the values of the entry that it is, if it was taken."""

SAMPLE = 50
"""Entries that are learned from at a time."""
_PAUSE = 100
"""Entries that are not taken before some more are learned from; twice as many each time."""
_PARAGRAPH = r"((?:.+\n)*+.*\n*)"


class Reader(NamedTuple):
    """A layout as it is used: the pattern of an entry or of any other paragraph, and what makes values of groups."""

    pattern: re.Pattern[str]
    take: Callable[[Found], Iterator[Piece]]
    shape: Shape | None = None


class Learned:
    """Reads blocks by what it has learned from the blocks before. What it gives does not depend on that."""

    def __init__(self, prefixes: Prefixes) -> None:
        self._layout = Layout(prefixes)
        self._pattern = ""
        self._reader = _PARAGRAPHS
        self._learning, self._waiting, self._pause = SAMPLE, 0, _PAUSE
        self._read = self._missed = 0

    def pieces(self, block: str) -> Iterator[Piece]:
        """The paragraphs of a block."""
        return self._reader.take(self.rows(block))

    @property
    def shape(self) -> Shape | None:
        """How the rows lie, once that is known."""
        return self._reader.shape

    def rows(self, block: str) -> Found:
        """The paragraphs of a block as rows of that shape."""
        found = self._reader.pattern.findall(block)
        if found and not any(found[-1]):
            found.pop()  # nothing is left
        self._read += len(found)
        return found

    def miss(self, text: str) -> None:
        """Note an entry that was not taken."""
        self._missed += 1
        if self._learning:
            self._layout.learn(text)
            self._learning -= 1
            if not self._learning:
                self._use()
        elif self._waiting:
            self._waiting -= 1
        else:
            self._learning = SAMPLE

    def _use(self) -> None:
        """Read by what is known now, unless all the learning has been in vain."""
        in_vain = self._missed > 50 * SAMPLE and self._missed > self._read // 2
        if in_vain:
            self._reader, self._pattern = _PARAGRAPHS, ""
        elif self._layout.slots and self._layout.pattern != self._pattern:
            self._reader, self._pattern = _reader(self._layout), self._layout.pattern
        self._waiting, self._pause = self._pause, self._pause * 2


def _untaken(found: Found) -> Iterator[Piece]:
    return ((text, None) for _, text in found)


_PARAGRAPHS = Reader(re.compile(f"(){_PARAGRAPH}"), _untaken)


def _reader(layout: Layout) -> Reader:
    """The pattern and the code for a layout. Of the data only names are in the code, as literals."""
    count = sum(slot.groups for slot in layout.slots)
    groups = (f"g{number}" for number in range(count))
    found = [(slot.key, _taken(slot, groups)) for slot in layout.slots if slot.key is not None]
    row = f"entry, {''.join(f'g{number}, ' for number in range(count))}other"
    names: dict[str, Any] = {"a2b": a2b_base64}
    shape = _shape(row, found, names)
    source = _TAKE.format(row=row, lines="\n".join(f"            {line}" for line in _lines(found)))
    functions = dict(names)
    exec(compile(source, "<layout>", "exec"), functions)  # noqa: S102 - built from names, through repr
    return Reader(re.compile(f"({layout.pattern})|{_PARAGRAPH}"), functions["take"], shape)


def _shape(row: str, found: list[tuple[str, Taken]], names: Mapping[str, Any]) -> Shape:
    """What code that needs no record takes a row apart by; the values of one key stand together."""
    taken: dict[str, Taken] = {}
    for key, its in found:
        earlier = taken.get(key)
        taken[key] = Taken(f"(({earlier.value}) or []) + (({its.value}) or []) or None") if earlier else its
    return Shape(f"({row})", taken, names, unfit="not entry", dn=True)


def _taken(slot: Slot, groups: Iterator[str]) -> Taken:
    if slot.several:
        group = next(groups)
        return Taken(f"{_run(slot, group)} if {group} else None")
    forms = _forms(slot, groups)
    last = forms[-1]
    code = f"{last[1]} if {last[0]} else None" if slot.optional else last[1]
    for group, value in reversed(forms[:-1]):
        code = f"{value} if {group} else {code}"
    if slot.key == "dn":
        return Taken(code)
    return Taken(f"[{code}]" if not slot.optional else f"[one] if (one := {code}) else None", code)


_TAKE = """\
def take(found):
    for {row} in found:
        if not entry:
            yield other, None
            continue
        try:
{lines}
        except ValueError:
            yield entry, None
        else:
            yield entry, values
"""


def _lines(found: list[tuple[str, Taken]]) -> Iterator[str]:
    """What puts values under their keys, in the order of the entry, behind those of an earlier place of that key."""
    (dn, its), *others = found
    yield f"values = {{{dn!r}: {its.value}}}"
    keys = {dn}
    for key, its in others:
        before = f"values.get({key!r}, []) + " if key in keys else ""
        yield f"if (its := {its.value}) is not None: values[{key!r}] = {before}its"
        keys.add(key)


def _forms(slot: Slot, groups: Iterator[str]) -> list[tuple[str, str]]:
    """The groups that may hold the one value of a slot, each with the code for the value."""
    forms = []
    if slot.plain:
        group = next(groups)
        forms.append((group, _unfolded(slot, group) + (".encode()" if slot.binary else "")))
    if slot.base64:
        group = next(groups)
        forms.append((group, _decoded(slot, _unfolded(slot, group))))
    return forms


def _run(slot: Slot, group: str) -> str:
    """The code for the list of values in a slot's lines."""
    size = len(slot.name) + 1
    run = f"{_unfolded(slot, group)}[{size}:-1]"
    plain, base64 = "one[1:]" + (".encode()" if slot.binary else ""), _decoded(slot, "one[2:]")
    one = f"{plain} if one[0] == ' ' else {base64}" if slot.plain and slot.base64 else plain if slot.plain else base64
    general = f"[{one} for one in {run}.split({f'{chr(10)}{slot.name}:'!r})]"
    if slot.binary or not slot.plain:
        return general
    quick = f"{_unfolded(slot, group)}[{size + 1}:-1].split({f'{chr(10)}{slot.name}: '!r})"
    return f"{general} if ':: ' in {group} else {quick}" if slot.base64 else quick


def _decoded(slot: Slot, value: str) -> str:
    """The code for what base64 says, to the letter: it raises ValueError, also for what is no ASCII or no UTF-8."""
    return f"a2b({value}, strict_mode=True)" + ("" if slot.binary else ".decode()")


def _unfolded(slot: Slot, group: str) -> str:
    if not slot.folded:
        return group
    unfolded = rf"{group}.replace('\n ', '')"
    return unfolded if slot.several else rf"({unfolded} if '\n' in {group} else {group})"

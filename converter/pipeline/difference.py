"""What changes for the users of a store where one mapping takes the place of another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct, field

from converter.mapping.after_import import SECTION
from converter.mapping.fate import Exported, Fate, Filtered, Rejected, fate_name
from converter.mapping.model import Model
from converter.pipeline.disclosure import stored_fields
from converter.pipeline.joining.join import joined
from converter.pipeline.load import Loaded, columns_in, columns_of, files_of, load
from converter.pipeline.pairs import Ended, Pair, Side, by_identifier, by_place
from converter.sinks.json_text import compact
from converter.sources import SOURCES
from converter.sources.source import reads_files
from converter.validation.violation import ABSENT, Violation, join, mask

SAMPLES = 3
ORDER = "(order of members)"
"""Stands for the field where two users hold the same and are not written the same."""
NOWHERE = "not there"
_SECRET = "password"  # noqa: S105 - a path that means one
_TOLD = 500
_KINDS = 1000
"""How many fields are told apart: their names may come from the data, without end."""


class Sample(Struct, frozen=True):
    """A record with the field's value before and after, masked; empty where the user had none."""

    origin: str
    old: str
    new: str


class FieldChange(Struct):
    """A field that is not the same: for how many users, in what manner, and a few of them."""

    users: int = 0
    manners: Counter[str] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)


class Move(Struct):
    """Records that end otherwise than before: how many, where some stand, and reasons by field and code.

    The reasons are those for which they are rejected now, or were before; of records that are rejected both times
    those that come or go.
    """

    records: int = 0
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    samples: list[str] = field(default_factory=list)


class Difference(Struct):
    """The tally of a comparison. `same` counts records whose fate is the same, by fate; users among them unchanged.

    `moves` is by the fate under the old mapping and under the new one, `fields` by the path in the user. Of the fields
    in `secret` nothing but their length is shown.
    """

    secret: frozenset[str] = frozenset()

    records: int = 0
    changed: int = 0
    same: Counter[str] = field(default_factory=Counter)
    fields: dict[str, FieldChange] = field(default_factory=dict)
    moves: dict[tuple[str, str], Move] = field(default_factory=dict)

    @property
    def identical(self) -> bool:
        """Do both mappings give the same bytes, and the same reasons?"""
        return not self.changed and not self.moves

    def add(self, pair: Pair) -> None:
        """Count one record."""
        self.records += 1
        old, new = _fate(pair.old), _fate(pair.new)
        if isinstance(old, Exported) and isinstance(new, Exported):
            self._users(old, new, pair)
        elif _same(old, new):
            self.same[_named(new if new is not None else old)] += 1
        else:
            self._move(old, new, pair)

    def _users(self, old: Exported, new: Exported, pair: Pair) -> None:
        if old.text == new.text and old.afterwards == new.afterwards:
            self.same["exported"] += 1
            return
        self.changed += 1
        found = list(changes(_whole(old), _whole(new))) or [(ORDER, ABSENT, ABSENT)]
        for path, before, after in found:
            kind = path if path in self.fields or len(self.fields) < _KINDS else "…"
            change = self.fields.setdefault(kind, FieldChange())
            change.users += 1
            change.manners[manner(before, after)] += 1
            if len(change.samples) < SAMPLES:
                shown = _SECRET if self._is_secret(path) else path
                change.samples.append(Sample(_origin(pair), mask(shown, before), mask(shown, after)))

    def _is_secret(self, path: str) -> bool:
        return any(path == field or path.startswith((f"{field}.", f"{field}[")) for field in self.secret)

    def _move(self, old: Fate | None, new: Fate | None, pair: Pair) -> None:
        move = self.moves.setdefault((_named(old), _named(new)), Move())
        move.records += 1
        move.reasons.update(_reasons(old) ^ _reasons(new))
        if len(move.samples) < SAMPLES:
            move.samples.append(_origin(pair))


def _whole(fate: Exported) -> dict[str, Any]:
    """The user, and what it is given after the import."""
    return fate.document | ({SECTION: fate.afterwards} if fate.afterwards else {})


def compare(old: str, new: str, environment: Mapping[str, str], *, progress: Callable[[int], None]) -> Difference:
    """Run both mappings over the new one's files, or each over its own source where those are no files of one type.

    Raises MappingInvalid, UsageError, SourceUnreadable.
    """
    after = load(new, environment, columns=columns_of)
    files = files_of(after.plan.model)
    kind = after.plan.model.source.type

    def columns(model: Model) -> Collection[str]:
        own = all(model.source is not lookup.source for lookup in model.lookups)
        return columns_in(model, files) if own and model.source.type == kind and files else columns_of(model)

    before = load(old, environment, columns=columns)
    before, after = joined(before), joined(after)
    difference = Difference(stored_fields(before.plan.model) | stored_fields(after.plan.model))
    for number, pair in enumerate(_pairs(before, Side(after, files))):
        if number % _TOLD == 0:
            progress(number)
        difference.add(pair)
    return difference


def changes(old: Any, new: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """The paths at which two values differ, with both; ABSENT where one has none. Lists are compared as a whole."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in dict.fromkeys([*old, *new]):
            yield from changes(old.get(name, ABSENT), new.get(name, ABSENT), join(path, name))
    elif ABSENT in (old, new) or compact(old) != compact(new):
        yield path, old, new


def manner(old: Any, new: Any) -> str:
    """In what two values differ, as far as it can be said without telling them."""
    if old is ABSENT or new is ABSENT:
        return "other order" if old is new else "new" if old is ABSENT else "gone"
    if type(old) is not type(new):
        return "other type"
    if isinstance(old, str) and old.casefold() == new.casefold():
        return "other case"
    if isinstance(old, str) and "".join(old.split()) == "".join(new.split()):
        return "other blanks"
    if isinstance(old, list) and sorted(map(compact, old)) == sorted(map(compact, new)):
        return "other order"
    return "other value"


def _named(fate: Fate | None) -> str:
    return fate_name(fate) if fate is not None else NOWHERE


def _pairs(before: Loaded, after: Side) -> Iterable[Pair]:
    kind = after.loaded.plan.model.source.type
    if before.plan.model.source.type == kind and reads_files(SOURCES[kind]):
        return by_place(Side(before, after.files), after)
    return by_identifier(Side(before, files_of(before.plan.model)), after)


def _fate(ended: Ended | None) -> Fate | None:
    return ended.fate if ended else None


def _same(old: Fate | None, new: Fate | None) -> bool:
    """Is the fate the same, the reasons included? A record that only one mapping sees and filters is no difference."""
    if old is None or new is None:
        return isinstance(old, Filtered) or isinstance(new, Filtered)
    return _named(old) == _named(new) and _reasons(old) == _reasons(new)


def _reasons(fate: Fate | None) -> set[tuple[str, str]]:
    reasons: tuple[Violation, ...] = fate.reasons if isinstance(fate, Rejected) else ()
    return {(reason.path.partition("[")[0], reason.rule) for reason in reasons}


def _origin(pair: Pair) -> str:
    ended = pair.new or pair.old
    return str(ended.origin) if ended else ""

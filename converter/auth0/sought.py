"""The records of a source that failed users came from, found again also after the source was corrected."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from itertools import islice
from typing import TypeAlias

from msgspec import Struct, field

from converter.auth0.worklist import Failure
from converter.directory.dn import normalise
from converter.mapping.batch import Batch, decided
from converter.mapping.compile import Program
from converter.mapping.fate import Decision, Exported
from converter.mapping.plan import Plan
from converter.mapping.target import compared
from converter.pipeline.decide import BATCH, Item, decide
from converter.pipeline.lots import Lot, lots
from converter.record import Origin, Record
from converter.validation.violation import Document

Key: TypeAlias = tuple[int, int]
"""A part and a position in it."""
Place: TypeAlias = tuple[str, int, int, str]

_IDENTIFIERS = ("user_id", "email", "username")


class Sought(Struct):
    """Failed users by whatever finds their records again; `found` has those who became users again, and where.

    In a file that is the very same as then, a record stands where it stood. Elsewhere it is the one with the same DN;
    where records have none, the one that becomes a user with the same user_id, or, if one of the two has no user_id,
    with the same e-mail address or user name: an address may belong to somebody else by now.
    """

    found: dict[Key, Origin] = field(default_factory=dict)
    _places: dict[Place, Key] = field(default_factory=dict)
    _dns: dict[str, Key] = field(default_factory=dict)
    _users: dict[tuple[str, str], Key] = field(default_factory=dict)
    _ids: dict[Key, str] = field(default_factory=dict)
    _declined: set[Key] = field(default_factory=set)

    def add(self, failure: Failure, *, unchanged: Container[str]) -> None:
        """Look for this one as well; `unchanged` are the names of the files that are the same as then."""
        assert failure.origin is not None, "nobody knows where this user came from"
        key, origin = (failure.part, failure.position), failure.origin
        if origin.file in unchanged:
            self._places[place_of(origin)] = key
        elif origin.dn:
            self._dns[_normal(origin.dn)] = key
        else:
            self._ids[key] = failure.user_id
            for name in _IDENTIFIERS:
                if value := getattr(failure, name):
                    self._users[name, compared(name, value)] = key

    def decisions(self, program: Program, items: Iterable[Item]) -> Iterator[Lot]:
        """The decisions on the records that were sought, in the order of the source."""
        return lots(self._batches(program, items), program.plan.model.unique)

    def _batches(self, program: Program, items: Iterable[Item]) -> Iterator[Batch]:
        records = iter(items)
        while batch := list(islice(records, BATCH)):
            wanted = [item for item in batch if self._may_be(item)]
            found = zip(wanted, decide(program, wanted) if wanted else (), strict=True)
            ours = (decision for item, decision in found if self._is(item, decision, program.plan))
            yield decided(ours, program.plan.model.unique)

    def _may_be(self, item: Item) -> bool:
        """Is it worth a decision? Without a place or DN to go by, only the finished user tells."""
        return bool(self._users) or self._by_origin(item.origin) is not None

    def met(self, key: Key) -> bool:
        """Was there a record of this one, whatever has become of it?"""
        return key in self.found or key in self._declined

    def _is(self, item: Item, decision: Decision, plan: Plan) -> bool:
        origin = decision.origin
        key = self._by_origin(origin)
        if key is None and self._users:
            key = self._by_user(_user(item, decision, plan))
        if key is None or key in self.found:
            return False
        if isinstance(decision.fate, Exported):
            self.found[key] = origin
            return True
        # another record, or another mapping of the same file, may still bring the user
        first = key not in self._declined
        self._declined.add(key)
        return first

    def _by_origin(self, origin: Origin) -> Key | None:
        key = self._places.get(place_of(origin))
        if key is None and origin.dn and self._dns:
            key = self._dns.get(_normal(origin.dn))
        return key

    def _by_user(self, user: Document) -> Key | None:
        for name in _IDENTIFIERS:
            value = user.get(name)
            key = self._users.get((name, compared(name, value))) if isinstance(value, str) else None
            if key and (name == "user_id" or not (self._ids[key] and user.get("user_id"))):
                return key
        return None


def _user(item: Item, decision: Decision, plan: Plan) -> Document:
    """The user that the record becomes, or would, as far as that can be made out."""
    if isinstance(decision.fate, Exported):
        return decision.fate.document
    return plan.draft(item) if isinstance(item, Record) else {}


def place_of(origin: Origin) -> Place:
    """Where a record stood, as far as that is written down."""
    return origin.file, origin.first_line, origin.row, origin.dn


def _normal(dn: str) -> str:
    try:
        return normalise(dn)
    except ValueError:
        return dn

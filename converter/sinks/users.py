"""Users on their way into import files, many together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

from converter.record import Origin
from converter.sinks.json_text import compact
from converter.sinks.texts import Column, Same, Texts, joined


class Users(Struct, frozen=True):
    """Their number, their JSON texts, and where they came from: the fields of PLACE, by columns."""

    number: int
    texts: Texts
    places: Sequence[Column]


NO_USERS = Users(0, Texts(b"", b""), ())


class Stretch(NamedTuple):
    """Some of them that stand one behind the other, one at least."""

    users: Users
    start: int
    end: int

    @property
    def text(self) -> memoryview:
        """Their texts, with a comma between each two."""
        return self.users.texts.between(self.start, self.end)


def one_user(text: bytes, origin: Origin) -> Users:
    """A single one."""
    return Users(1, Texts(*joined([text])), places_of(origin))


def places_of(origin: Origin) -> Sequence[Column]:
    """Where all of some users came from, by columns."""
    return [Same(compact(value)) for value in origin.place]

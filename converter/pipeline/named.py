"""Whom or what a person named: a record by what its user is known by, or by where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from converter.directory.dn import normalise
from converter.mapping.fate import Exported
from converter.mapping.target import IDENTIFIERS, LOWER_CASED
from converter.pipeline.fates import Examined
from converter.record import Origin, Record
from converter.validation.profile_rules import ID_PREFIX


class Named:
    """Who or what a person named: an identifier of the resulting user, or where the record stood.

    The latter is a DN, `file:line`, the number of a row or its key, `id=17`. `is_place` says that no two records can
    be meant.
    """

    def __init__(self, named: str) -> None:
        self._named = named
        self._dn = _dn(named)
        self._row = int(named) if named.isascii() and named.isdigit() and len(named) < 19 else None
        file, _, line = named.rpartition(":")
        self._place = (file, int(line)) if file and line.isascii() and line.isdigit() else None

    @property
    def is_place(self) -> bool:
        """Does it say where one record stood, rather than whom it is about?"""
        return self._place is not None

    def meets(self, record: Examined) -> bool:
        """Is it this record?"""
        return self._stands(record.item.origin) or any(map(self._is, _identifiers(record)))

    def _stands(self, origin: Origin) -> bool:
        if (self._row is not None and origin.row == self._row) or (origin.key and origin.key == self._named):
            return True
        if self._dn and origin.dn and _dn(origin.dn) == self._dn:
            return True
        if self._place is None:
            return False
        file, line = self._place
        same = origin.file == file or PurePath(origin.file).name == file
        return same and origin.first_line <= line <= max(origin.first_line, origin.last_line)

    def _is(self, identifier: tuple[str, str]) -> bool:
        field, value = identifier
        if field in LOWER_CASED:
            return value.lower() == self._named.lower()
        return value == self._named.removeprefix(ID_PREFIX)


def _identifiers(record: Examined) -> Iterator[tuple[str, str]]:
    """What the user is known by; of a record that became no user, as far as it can be made out."""
    if isinstance(record.fate, Exported):
        user = record.fate.document
    else:
        user = record.plan.draft(record.item) if isinstance(record.item, Record) else {}
    yield from ((field, user[field]) for field in IDENTIFIERS if isinstance(user.get(field), str))


def _dn(text: str) -> str:
    """The form in which equal DNs are equal; empty for what is none."""
    try:
        return normalise(text) if "=" in text else ""
    except ValueError:
        return ""

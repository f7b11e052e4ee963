"""What stands under one name of a source: how often, how many, of what kind. Bounded, however large the source."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

from converter.passwords.secrecy import is_password, is_secret
from converter.pipeline.inspection.distinct import Distinct
from converter.pipeline.inspection.kind import Kind, kind_of
from converter.pipeline.inspection.shape import shape
from converter.pipeline.inspection.spelling import plain_name

MOST_VALUES = 12
"""A set of values is told up to this size."""

PUBLIC_FROM = 5
"""A value that stands so often is a code rather than somebody's, and is shown."""

MOST_COUNTED = 1_000
"""Records with more values of a name than this are counted as having so many."""

SHAPED = 5_000
"""Shapes are taken of so many values of a name, the first ones."""

NULL_WORDS = frozenset({"NULL", "null", "\\N", "(null)", "None", "N/A", "n/a"})

_MOST_SHAPES = 64
_SAMPLES = 3
_LONGEST_SAMPLE = 60
_LONGEST_CODE = 24
_PHONE = re.compile(r"phone|tel|mobil|mobiel|movil|cell|celular|portable|pager|fax|handy|rufnummer|sms|電話|携帯")
_TIME = re.compile(
    r"time|date|stamp|when|last|created|modified|updated|changed|expir|since|logon|pwdset", re.IGNORECASE
)
_GUID = re.compile(r"guid|uuid|uniqueid", re.IGNORECASE)
_SID = re.compile(r"sid$|^sidhistory", re.IGNORECASE)
_1601_TO_1970 = 116_444_736_000_000_000
_NEVER = (0, (1 << 63) - 1)
_CLOSED = frozenset({Kind.EMAIL, Kind.BAD_EMAIL, Kind.PHONE, Kind.NATIONAL_PHONE, Kind.PASSWORD, Kind.DN, Kind.GUID})


class Profile:
    """Everything a report says about one name. `truths` are the values that are booleans, and no texts of such."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._plain = plain_name(name)
        self.secret = is_secret(name)
        self.password = is_password(name)
        self.records = 0
        self.values = 0
        self.per_record: Counter[int] = Counter()
        self.longest = 0
        self.empty = 0
        self.nulls: Counter[str] = Counter()
        self.kinds: Counter[Kind] = Counter()
        self.shapes: Counter[str] = Counter()
        self.distinct = Distinct()
        self.samples: list[str] = []
        self._set: Counter[str] | None = Counter()
        self._known: dict[str, tuple[Kind, str]] = {}
        self._lowest = self._highest = 0
        self._counted = 0
        self.truths = 0

    def add(self, values: list[Any]) -> list[str | bytes]:
        """Take a record's values into account; gives those of them that are stored passwords."""
        there = 0
        passwords: list[str | bytes] = []
        for value in values:
            if isinstance(value, str) and (known := self._known.get(value)):
                there += 1
                self._recount(value, *known)
                continue
            kind = Kind.PASSWORD if self.password and value not in ("", b"") else kind_of(value)
            if kind is Kind.EMPTY:
                self.empty += 1
            elif isinstance(value, str) and value in NULL_WORDS:
                self.nulls[value] += 1
            else:
                there += 1
                self.kinds[kind] += 1
                self._measure(value, kind)
                if kind is Kind.PASSWORD and isinstance(value, str | bytes):
                    passwords.append(value)
        if there:
            self.records += 1
            self.values += there
            self.per_record[min(there, MOST_COUNTED)] += 1
        return passwords

    def _measure(self, value: Any, kind: Kind) -> None:
        if kind is Kind.OBJECT:
            self._give_up_set()
            return
        text = value if isinstance(value, str | bytes) else json.dumps(value)
        self.longest = max(self.longest, len(text))
        self.truths += isinstance(value, bool)
        self.distinct.add(text)
        if kind is Kind.INTEGER:
            self._count(int(value))
        if isinstance(text, bytes) or self.secret or kind is Kind.PASSWORD:
            self._give_up_set()
            return
        self._note(text, kind)

    def _note(self, text: str, kind: Kind) -> None:
        if self._set is not None:
            self._set[text] += 1
            self._known[text] = kind, shape(text)
            if len(self._set) > MOST_VALUES:
                self._give_up_set()
        if len(self.samples) < _SAMPLES and text[:_LONGEST_SAMPLE] not in self.samples:
            self.samples.append(text[:_LONGEST_SAMPLE])
        if self.values < SHAPED:
            form = shape(text)
            if form in self.shapes or len(self.shapes) < _MOST_SHAPES:
                self.shapes[form] += 1

    def _give_up_set(self) -> None:
        self._set = None
        self._known = {}

    def _recount(self, text: str, kind: Kind, form: str) -> None:
        """Count a value of the small set once more: all that can be known of it is."""
        assert self._set is not None
        self._set[text] += 1
        self.kinds[kind] += 1
        if self.values < SHAPED and (form in self.shapes or len(self.shapes) < _MOST_SHAPES):
            self.shapes[form] += 1

    def _count(self, number: int) -> None:
        if number in _NEVER:
            return
        self._lowest = min(number, self._lowest) if self._counted else number
        self._highest = max(number, self._highest) if self._counted else number
        self._counted += 1

    @property
    def most(self) -> int:
        """The most values that one record has."""
        return max(self.per_record, default=0)

    @property
    def median(self) -> int:
        """How many values the record in the middle has, of those that have any."""
        rank = 0
        for count in sorted(self.per_record):
            rank += self.per_record[count]
            if 2 * rank >= self.records:
                return count
        return 0

    @property
    def several(self) -> int:
        """How many records have more than one value."""
        return self.records - self.per_record[1]

    @property
    def kind(self) -> Kind:
        """What most of the values are, with the name as a witness where the values alone leave it open."""
        if not self.kinds:
            return Kind.EMPTY
        kind = self.kinds.most_common(1)[0][0]
        if kind is Kind.INTEGER:
            return self._kind_of_numbers()
        if kind is Kind.NATIONAL_PHONE and not _PHONE.search(self._plain):
            return Kind.TEXT
        if _SID.search(self.name) and (kind is Kind.BINARY or (kind is Kind.HEX and self.quoted_hex)):
            return Kind.SID
        return Kind.GUID if kind in (Kind.HEX, Kind.BINARY) and self._is_guid() else kind

    @property
    def share(self) -> float:
        """The share of the values that are of the first kind."""
        return self.kinds.most_common(1)[0][1] / self.values if self.values else 0.0

    @property
    def value_set(self) -> dict[str, int]:
        """The values and how often each stands there, where they are few; none where there are many, or secrets."""
        return dict(self._set.most_common()) if self._set else {}

    @property
    def public_values(self) -> dict[str, int]:
        """Those of `value_set` that are codes: booleans, and what stands in several records and is nobody's own."""
        if self.kind in _CLOSED:
            return {}
        return {
            value: count
            for value, count in self.value_set.items()
            if (count >= PUBLIC_FROM and len(value) <= _LONGEST_CODE) or kind_of(value) is Kind.BOOLEAN
        }

    @property
    def quoted_hex(self) -> bool:
        """Are the values bytes as csvde writes them, `X'e004…'`?"""
        return bool(self.samples) and all(sample.startswith("X'") for sample in self.samples)

    def _is_guid(self) -> bool:
        return _GUID.search(self.name) is not None and self.longest in (16, 32, 32 + len("X''"))

    def _kind_of_numbers(self) -> Kind:
        if self._counted and _TIME.search(self.name):
            for kind, low, high in (
                (Kind.FILETIME, _1601_TO_1970, 2 * _1601_TO_1970),
                (Kind.EPOCH_MS, 10**11, 10**13),
                (Kind.EPOCH, 10**8, 10**10),
            ):
                if low <= self._lowest and self._highest < high:
                    return kind
        if _PHONE.search(self._plain) and self.longest >= 7:
            return Kind.NATIONAL_PHONE
        words = self.value_set
        return Kind.BOOLEAN if words and words.keys() <= {"0", "1"} else Kind.INTEGER

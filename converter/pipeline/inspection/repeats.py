"""Which identifiers stand in more than one record, compared as Auth0 compares them."""

from __future__ import annotations

import re
from hashlib import blake2b
from secrets import token_bytes

from converter.pipeline.duplicates import Seen
from converter.record import Origin, place_of

_IDENTIFIER = re.compile(
    r"e?-?mail(?:[_ -]?address)?|user_?email|uid|login(?:[_ ]?name)?|user_?login|user_?name|userid|user_id|id|sub|"
    r"samaccountname|userprincipalname|normalized(?:username|email)|employee_?(?:number|id|no)|person_?id|"
    r"orclguid|entryuuid|ibm-entryuuid|objectguid|nsuniqueid|ipauniqueid|guid|uuid|krbprincipalname",
    re.IGNORECASE,
)
MOST = 2_000_000
"""Values of a name that are compared, at about 20 bytes each."""


def is_identifier(name: str) -> bool:
    """Is it a name under which stores keep what tells one person from another?"""
    return _IDENTIFIER.fullmatch(name) is not None


class Repeats:
    """The repeated first values of one name, without case as Auth0 has e-mail and user names."""

    def __init__(self) -> None:
        self.count = 0
        self.example = ""
        self.compared = 0
        self._seen = Seen()
        self._key = token_bytes(16)
        self._files: dict[str, int] = {}

    @property
    def complete(self) -> bool:
        """Were all values compared?"""
        return self.compared < MOST

    def add(self, value: str | bytes, origin: Origin) -> None:
        """Compare a record's value with those before it."""
        if not self.complete:
            return
        self.compared += 1
        data = value.strip().lower().encode("utf-8", "surrogatepass") if isinstance(value, str) else value
        digest = blake2b(data, digest_size=12, key=self._key).digest()
        place = self._seen.place(digest)
        if place is None:
            number = self._files.setdefault(origin.file, len(self._files))
            self._seen.add(digest, number << 40 | origin.number)
            return
        self.count += 1
        if not self.example:
            file = list(self._files)[place >> 40]
            self.example = f"{place_of(file, place & (1 << 40) - 1)} and {place_of(origin.file, origin.number)}"

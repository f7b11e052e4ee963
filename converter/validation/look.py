"""Quick looks at texts: whether it is plain that no rule can object to one."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct

from converter.validation.email import LONGEST_ADDRESS


class Look(Struct, frozen=True):
    """What an unobjectionable text is like: it is not empty, and has so many characters at most.

    `allowed` says which, as a class of a regular expression over ASCII does; any where it is empty. It has `beginning`
    before those, and does not begin as `never` says. An `address` is one that `email.ordinary` finds. What is not
    `optional` has to be there.
    """

    most: int
    allowed: str = ""
    beginning: str = ""
    never: str = ""
    address: bool = False
    optional: bool = True

    @property
    def passes(self) -> Callable[[str], object]:
        """True for a text that passes; not for addresses."""
        never = f"(?!{re.escape(self.never)})" if self.never else ""
        characters = f"[{self.allowed}]" if self.allowed else "."
        most = self.most - len(self.beginning)
        return re.compile(f"{never}{re.escape(self.beginning)}{characters}{{1,{most}}}", re.DOTALL).fullmatch

    @property
    def table(self) -> bytes:
        """For each character of ASCII whether it is allowed; empty where any is."""
        allowed = re.compile(f"[{self.allowed}]").match if self.allowed else None
        return bytes(allowed(chr(code)) is not None for code in range(128)) if allowed else b""


LOOKS = {
    "email": Look(LONGEST_ADDRESS, address=True, optional=False),
    "user_id": Look(255, "!-~", never="auth0|"),
    "username": Look(15, "A-Za-z0-9.!#'~_-"),
    "given_name": Look(150),
    "family_name": Look(150),
    "name": Look(150),
    "nickname": Look(300),
    "phone_number": Look(16, "0-9", beginning="+"),
}
"""By property."""

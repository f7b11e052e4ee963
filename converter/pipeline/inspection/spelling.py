"""How a name is spelt, left aside: stores write one thing in many ways."""

from __future__ import annotations

import re
import unicodedata

_BRACKETED = re.compile(r"[\[(（].*?[\])）]")


def plain_name(name: str) -> str:
    """A name without case, accents and signs: `givenName`, `given_name` and `Given Name` are one, and so is `Prénom`.

    What stands in brackets is a remark: `Email Address [Required]`.
    """
    return "".join(filter(str.isalnum, _folded(_BRACKETED.sub("", name) or name)))


def words_of(name: str) -> list[str]:
    """The words of a name, each as `plain_name` writes it."""
    return [word for part in re.split(r"[\W_]+", _BRACKETED.sub("", name)) if (word := plain_name(part))]


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))

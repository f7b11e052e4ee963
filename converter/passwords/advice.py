"""What to say about a stored text that does not name its scheme: which names it could have been given.

Nothing is decided here. The advice goes to the person who knows where the text came from.
"""

from __future__ import annotations

import re

from converter.regex import regex

_SHAPES = (
    (
        regex(r"[0-9A-Fa-f]{32}"),
        "32 hexadecimal digits: say `scheme: md5-hex`, `nt` or `md4-hex`, if it is one of them",
    ),
    (regex(r"[0-9A-Fa-f]{40}"), "40 hexadecimal digits: say `scheme: sha1-hex`, if it is that"),
    (regex(r"[0-9A-Fa-f]{64}"), "64 hexadecimal digits: say `scheme: sha256-hex`, if it is that"),
    (regex(r"[0-9A-Fa-f]{96}"), "96 hexadecimal digits: say `scheme: sha384-hex`, if it is that"),
    (regex(r"[0-9A-Fa-f]{128}"), "128 hexadecimal digits: say `scheme: sha512-hex`, if it is that"),
    (
        regex(r"[0-9A-Fa-f]{32,128}:.+"),
        "a digest and a salt: say on which side of the password the salt was, as in `scheme: md5-pass-salt`",
    ),
    (
        regex(r"A[A-P][A-Za-z0-9+/]{64}[A-Za-z0-9+/=]{2}"),
        "perhaps of ASP.NET: say `scheme: aspnet-identity`, if it is that",
    ),
    (regex(r"[./0-9A-Za-z]{13}"), "13 characters: say `scheme: crypt`, if it is a traditional Unix hash"),
    (regex(r"\{[^}]{1,40}\}.*", re.DOTALL), "marked with a label in braces that is not in the table of schemes"),
    (regex(r"\$.*", re.DOTALL), "marked with an identifier between `$` that is not in the table of schemes"),
)
_NOTHING = (
    "without a mark of its scheme: name it with `scheme:`, or say `scheme: plain` if these are the passwords themselves"
)


def advice(text: str) -> str:
    """One sentence that says why the text was not recognised and what may be said instead, without the text."""
    found = next((says for shape, says in _SHAPES if shape.fullmatch(text)), _NOTHING)
    return f"the value is {found}"

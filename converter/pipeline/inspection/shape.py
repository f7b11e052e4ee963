"""The shape of a text: enough to see how it is written, too little to know what it says."""

from __future__ import annotations

import re

_LONGEST = 32
_READ = 4 * _LONGEST
_CAPITALS = re.compile("A{2,}")
_SMALL = re.compile("a{2,}")
_ASCII = {
    code: "9" if chr(code).isdigit() else "A" if chr(code).isupper() else "a"
    for code in range(128)
    if chr(code).isalnum()
}


def shape(text: str) -> str:
    """`Aa.Aa@a.a` for `Jane.Doe@acme.com`, `99-AA-9999` for `04-MAR-2024`.

    One capital is `A`, a run of them `AA`, a run of other letters `a`, each digit `9`; other signs stay. What is
    longer than 32 signs is cut.
    """
    head = text[:_READ]
    signs = head.translate(_ASCII) if head.isascii() else "".join(map(_sign, head))
    short = _CAPITALS.sub("AA", _SMALL.sub("a", signs))
    return short if len(short) <= _LONGEST else f"{short[:_LONGEST]}…"


def _sign(character: str) -> str:
    if character.isdigit():
        return "9"
    if character.isalpha():
        return "A" if character.isupper() else "a"
    return character

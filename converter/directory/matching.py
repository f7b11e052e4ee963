"""How a directory compares text: caseIgnoreMatch (RFC 4517 §4.2.11)."""

from __future__ import annotations

import unicodedata

# RFC 4518 §2.2 maps these to nothing: soft hyphens, variation selectors, joiners of no width.
_IGNORED = dict.fromkeys([0x00AD, 0x034F, 0x1806, 0x200B, 0x2060, 0xFEFF, 0xFFFC, *range(0xFE00, 0xFE10)])


def case_ignore(text: str) -> str:
    """The comparison form of a text: equal forms mean equal values under caseIgnoreMatch.

    Case and compatibility variants are folded, white space at the ends goes and inner runs become one
    blank (RFC 4518: string preparation).
    """
    if text.isascii():
        return " ".join(text.lower().split())
    folded = unicodedata.normalize("NFD", text.translate(_IGNORED)).casefold()
    folded = unicodedata.normalize("NFKC", folded).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())

"""From the text a store holds to a `PasswordHash`: strict, and never a guess.

A text is read by the scheme that it names itself, or by the one the mapping names. A bare string of
hexadecimal digits says nothing of how it came to be and is refused until somebody says it.
"""

from __future__ import annotations

from collections.abc import Sequence

from converter.passwords.advice import advice
from converter.passwords.hash import Malformed, NotRecognised, PasswordHash
from converter.passwords.schemes import markers, table
from converter.passwords.schemes.scheme import Scheme, marker
from converter.regex import regex

AUTO = "auto"
LONGEST = 4096
"""Characters; no scheme known here writes more, and nothing longer is looked at."""

_SURROGATE = regex("[\ud800-\udfff]")


def detect(text: str | bytes, scheme: str = AUTO, *, account: str = "", unmarked: str = "") -> PasswordHash:
    """The hash a stored text holds.

    `scheme` is a name of `schemes.table`, or "auto" for the one the text itself names; `unmarked` is then the one of
    texts that name none. `account` is what the
    store calls the user: PostgreSQL's salt, and what the salt of a plain password is made from; no other scheme
    looks at it. Raises `NotRecognised` or `Malformed`; neither holds any of the text.
    """
    text = _characters(text)
    if scheme == AUTO and not (unmarked and _is_unmarked(text)):
        return _by_marker(text, account)
    scheme = unmarked if scheme == AUTO else scheme
    if scheme not in table():
        raise NotRecognised(f"there is no password scheme called {scheme!r}")
    return _by_name(table()[scheme], text, account=account)


def _characters(text: str | bytes) -> str:
    if isinstance(text, bytes):
        # A decoding error would carry the value with it.
        text = text.decode("utf-8", "surrogateescape")
    if not text:
        raise NotRecognised("the value is empty")
    if not text.isascii() and _SURROGATE.search(text):
        raise NotRecognised("the value is not UTF-8 text")
    if len(text) > LONGEST:
        raise NotRecognised(f"the value is longer than {LONGEST} characters")
    return text


def _by_name(scheme: Scheme, text: str, *, account: str) -> PasswordHash:
    claimed = marker(text)
    owners = markers().get(claimed, ())
    if owners and scheme not in owners:
        raise NotRecognised(f"the value bears the mark of {_names(owners)}, not of {scheme.name}")
    if claimed.startswith("{") and not owners:
        raise NotRecognised(f"the value bears a label in braces that is not one of {scheme.name}")
    return _read(scheme, text, account=account)


def _by_marker(text: str, account: str) -> PasswordHash:
    candidates = [s for s in markers().get(marker(text), ()) if not s.named_only]
    if len(candidates) == 1:
        return _read(candidates[0], text, account=account)
    if not candidates:
        raise NotRecognised(advice(text))
    return _only(candidates, text, account=account)


def _is_unmarked(text: str) -> bool:
    """Does a text not even look as if it named its scheme?"""
    claimed = marker(text)
    return not claimed or (claimed[0] not in "{$" and all(scheme.named_only for scheme in markers().get(claimed, ())))


def _only(candidates: Sequence[Scheme], text: str, *, account: str) -> PasswordHash:
    """The one reading of a marker that several schemes use; their forms differ where their meanings do."""
    readings: list[PasswordHash] = []
    reasons: list[Malformed] = []
    for scheme in candidates:
        try:
            readings.append(_read(scheme, text, account=account))
        except Malformed as malformed:
            reasons.append(malformed)
    if not readings:
        raise reasons[0]
    if len(readings) > 1:
        names = " or ".join(r.scheme for r in readings)
        raise NotRecognised(f"the value may be {names}: name the scheme")
    return readings[0]


def _read(scheme: Scheme, text: str, *, account: str) -> PasswordHash:
    try:
        found = scheme.read(text)
        return scheme.complete(found, account) if scheme.complete else found
    except Malformed as malformed:
        reason = str(malformed)
    raise Malformed(f"the {scheme.name} value {reason}")


def _names(schemes: Sequence[Scheme]) -> str:
    return " or ".join(s.name for s in schemes)

"""A password scheme, declared once: its name, who writes it, how it is told from others, how it is read."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct

from converter.passwords.hash import PasswordHash
from converter.regex import regex


class Scheme(Struct, frozen=True):
    """One way of storing a password.

    `origin` names the products that write it and where the format is described. `markers` are what a
    text of this scheme begins with (see `marker`); without one the scheme has to be named. `target` is the
    algorithm under which Auth0 takes it, or several with ` or ` between, empty where it takes it in no form;
    single hashes may still be refused for their parameters. `read` gets the stored text and raises `Malformed`.
    `complete`, where present, adds what only the account's name gives. `named_only` keeps the scheme from being
    found by its markers.
    """

    name: str
    summary: str
    origin: str
    target: str
    read: Callable[[str], PasswordHash]
    markers: tuple[str, ...] = ()
    complete: Callable[[PasswordHash, str], PasswordHash] | None = None
    named_only: bool = False


_LABEL = regex(r"\{[A-Za-z0-9][A-Za-z0-9 ./@_-]{0,39}\}", re.ASCII)
_PARAMETERS = regex(r"(?:/[0-9]+)+\}", re.ASCII)
_DOLLARS = regex(r"\$[A-Za-z0-9-]{0,20}[$,]", re.ASCII)
_WORD = regex(r"U\$[A-Z]\$|[A-Za-z][A-Za-z0-9_-]{0,30}[$:]|:[A-Za-z0-9]{1,10}:", re.ASCII)
_SHAPES = (
    ("{json}", regex(r"\{\s*\".*\}\s*", re.DOTALL)),
    ("*40hex", regex(r"\*[0-9A-F]{40}", re.ASCII)),
    ("md5+32hex", regex(r"md5[0-9a-f]{32}", re.ASCII)),
    ("0x0100", regex(r"0x0100.*", re.ASCII)),
    ("0x0200", regex(r"0x0200.*", re.ASCII)),
    ("AQAAAA", regex(r"AQAAAA.*", re.ASCII)),
    ("!", regex(r"[!*]{1,2}|![A-Za-z0-9]{40}|!{1,2}\$.*", re.ASCII)),
)


def marker(text: str) -> str:
    """What a text says about its own scheme; empty where it says nothing.

    A label in braces (RFC 2307) in upper case and without numbers in it, `$id$` of modular crypt formats,
    the word before the first `$` or `:`, or the name of one of a few fixed shapes.
    """
    label = _LABEL.match(text)
    if label:
        return _PARAMETERS.sub("}", label[0].upper())
    dollars = _DOLLARS.match(text)
    if dollars:
        return dollars[0][:-1] + "$"
    word = _WORD.match(text)
    if word:
        return word[0]
    return next((name for name, pattern in _SHAPES if pattern.fullmatch(text)), "")


def unlabelled(text: str) -> str:
    """The text behind a label in braces, or the text itself."""
    label = _LABEL.match(text)
    return text[label.end() :] if label else text

"""The e-mail rule of Auth0's import, which is neither RFC 5321 nor any JSON Schema library's `format: email`.

Auth0's error texts are those of the JavaScript validator z-schema, whose e-mail format is `isEmail` of the
npm package validator with its default options. The rule below gives the verdicts of validator 13. That
Auth0 runs just this is inferred from its messages, so the rule stands alone and can be replaced.
"""

from __future__ import annotations

import re

LONGEST_ADDRESS = 254
LONGEST_LOCAL_PART = 64
LONGEST_LABEL = 63

_ATOM = r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]"
ordinary = re.compile(
    rf"(?=[^@]{{1,{LONGEST_LOCAL_PART}}}@){_ATOM}+(?:\.{_ATOM}+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
).fullmatch
"""Finds plain addresses, which Auth0 takes where they are not longer than LONGEST_ADDRESS."""
common = re.compile(
    r"[a-z0-9_-]++(?:\.[a-z0-9_-]++)?+@[a-z0-9]++(?:-[a-z0-9]++)?+\.(?:[a-z0-9]++\.)?+[a-z]{2,20}"
).fullmatch
"""Finds the commonest of them in half the time, which Auth0 takes where they are not longer than LONGEST_LABEL."""
# The patterns below are rarely needed and slow to compile (2 to 4 ms each): `re` does it at their first use.
_BEYOND_ASCII = "\u00a1-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
_LOCAL_WORD = rf"[A-Za-z0-9!#$%&'*+\-/=?^_`{{|}}~{_BEYOND_ASCII}]+"
_QUOTED = rf"(?:[\x01-\x21\x23-\x5b\x5d-\x7f\u00a0{_BEYOND_ASCII}]|\\[\x01-\x09\x0b-\x7f\u00a0{_BEYOND_ASCII}])*"
_TOP_LEVEL = "[A-Za-z\u00a1-\u00a8\u00aa-\ud7ff\uf900-\ufdcf\ufdf0-\uffef]{2,}|[Xx][Nn][A-Za-z0-9-]{2,}"
_SPACE = "[\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]"
_LABEL = "[A-Za-z0-9_\u00a1-\U0010ffff-]+"
_FULL_WIDTH = "[\uff01-\uff5e]"


def is_email(text: str) -> bool:
    """Whether Auth0 takes the text as an e-mail address."""
    if len(text) <= LONGEST_ADDRESS and ordinary(text):
        return True
    return not fault(text)


def fault(text: str) -> str:
    """Why Auth0 refuses the address, as the end of a sentence ("has no @"); empty where it takes it."""
    if not _is_unicode(text):
        return "holds half a character (a lone surrogate)"
    if _utf16_length(text) > LONGEST_ADDRESS:
        return f"is longer than {LONGEST_ADDRESS} characters"
    local, at, domain = text.rpartition("@")
    if not at:
        return "has no @"
    return _domain_fault(domain) or _local_fault(local)


def _domain_fault(domain: str) -> str:
    labels = domain.split(".")
    if len(domain.encode()) > LONGEST_ADDRESS:
        return f"has a domain of more than {LONGEST_ADDRESS} bytes"
    if len(labels) < 2:
        return "has a domain without a dot: Auth0 wants a top-level domain"
    if not all(labels):
        return "has a domain that begins or ends with a dot or holds two in a row"
    if not re.fullmatch(_TOP_LEVEL, labels[-1]) or re.search(_SPACE, labels[-1]):
        return "has a top-level domain that is not two or more letters"
    return next(filter(None, map(_label_fault, labels)), "")


def _label_fault(label: str) -> str:
    if _utf16_length(label) > LONGEST_LABEL:
        return f"has a part of more than {LONGEST_LABEL} characters in its domain"
    if "_" in label:
        return "has an underscore in its domain"
    if re.search(_FULL_WIDTH, label):
        return "has a full-width character in its domain"
    if not re.fullmatch(_LABEL, label):
        return "has a character in its domain that cannot stand there"
    if label[0] == "-" or label[-1] == "-":
        return "has a part of its domain that begins or ends with a hyphen"
    return ""


def _local_fault(local: str) -> str:
    if len(local.encode()) > LONGEST_LOCAL_PART:
        return f"has more than {LONGEST_LOCAL_PART} bytes before the @"
    if local[:1] == '"' and local[-1:] == '"':
        return (
            "" if re.fullmatch(_QUOTED, local[1:-1]) else "has a character between its quotes that cannot stand there"
        )
    words = local.split(".")
    if not all(words):
        return "begins or ends with a dot before the @, or holds two in a row, or has nothing there"
    if all(re.fullmatch(_LOCAL_WORD, word) for word in words):
        return ""
    return "has a space or another character before the @ that cannot stand there"


def _is_unicode(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def _utf16_length(text: str) -> int:
    """The length as JavaScript counts it: characters beyond U+FFFF are two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2

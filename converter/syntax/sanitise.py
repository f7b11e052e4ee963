"""Makes text safe to show: nothing in it can move the cursor, hide, or turn the direction of what follows."""

from __future__ import annotations

import re

from converter.regex import regex

# C0, DEL and C1; soft hyphen and other characters without width; marks of direction (CVE-2021-42574); line and
# paragraph separators; lone surrogates; fillers that look like spaces; variation selectors and tags.
_HIDDEN = regex(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_NAMED = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}

# What looks like a secret in a line of a mapping: the password of a URL, a value under a key that names a
# secret (a reference to a variable is none), a stored password with its scheme.
_SECRETS = regex(
    r"(?P<url>(?<=://)[^\s/@:]*:(?P<password>[^\s@]+)(?=@))"
    r"|(?P<key>\b\w*(?:secret|passwd|passphrase|token|api_key|_password|_pwd)['\"]?\s*:\s+(?!\$\{)(?P<value>\S.*))"
    r"|(?<!\$)(?P<scheme>\{[A-Za-z0-9-]{2,20}\}(?P<digest>[^\s'\"]{8,}))",
    re.IGNORECASE,
)
_LONGEST_CLIPPED = 40
_SECRET_PARTS = ("password", "value", "digest")


def visible(text: str, *, keep: str = "") -> str:
    r"""The text with every hidden character as a visible escape (`\x1b`, `\u202e`), except those in `keep`."""
    if text.isascii() and text.isprintable():  # most are
        return text
    return _HIDDEN.sub(lambda match: match[0] if match[0] in keep else _escape(match[0]), text)


def clipped(text: str) -> str:
    """The text as a message may quote it: its first 40 characters."""
    return text if len(text) <= _LONGEST_CLIPPED else f"{text[:_LONGEST_CLIPPED]}…"


def masked(line: str) -> str:
    """The line with an asterisk for each character of what looks like a secret, so that columns stay."""
    return _SECRETS.sub(_mask, line)


def _escape(character: str) -> str:
    number = ord(character)
    if character in _NAMED:
        return _NAMED[character]
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _mask(match: re.Match[str]) -> str:
    part = next(name for name in _SECRET_PARTS if match[name] is not None)
    start, end = match.start(part) - match.start(), match.end(part) - match.start()
    return match[0][:start] + "*" * (end - start) + match[0][end:]

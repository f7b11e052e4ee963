"""Regular expressions, all of them RE2's: linear time whatever the text, no look-around, no back-references.

`(?i)` at the start ignores case, `^` and `$` are the ends of the text, and matching searches anywhere
in it. Texts may have 65,536 characters. https://github.com/google/re2/wiki/Syntax
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from converter.expressions.function import Example, Mode, declare
from converter.expressions.limits import check_text
from converter.regex import regex

_LONGEST = 65_536
_REFERENCE = regex(r"\\(.?)", re.DOTALL)


@declare(
    "matches",
    ("text: string", "pattern: string"),
    "boolean",
    mode=Mode.ASK,
    summary="Whether a regular expression (RE2) is found anywhere in the text.",
    examples=(
        Example("matches('svc_backup', '^svc_')", True),
        Example("matches(mail, '(?i)@ACME[.]com$')", True, {"mail": ["a@b.org", "a@acme.com"]}),
        Example("matches('jdoe', '[0-9]')", False),
        Example("matches(uid, '^svc_')", False, {}),
        Example("matches('a', '(')", fails="invalid-value"),
        Example("matches('a', '(?=a)')", fails="invalid-value"),
    ),
)
def matches(text: str, pattern: str) -> bool:
    """A set of one pattern answers yes or no three times as fast as a search."""
    return _searcher(pattern).Match(_encoded(text)) is not None


@declare(
    "regex_extract",
    ("text: string", "pattern: string", "group?: number"),
    "string|null",
    mode=Mode.EACH,
    summary="What the first match of a regular expression (RE2) holds: the given group, or else its first group, or "
    "all of it where it has no groups; null without a match.",
    examples=(
        Example("regex_extract('uid=jdoe,dc=acme', 'uid=([^,]+)')", "jdoe"),
        Example("regex_extract('Room 12', '[0-9]+')", "12"),
        Example("regex_extract('a-b', '(\\w)-(\\w)', `2`)", "b"),
        Example("regex_extract(gecos, '[0-9]+')", ["7"], {"gecos": ["a", "b 7"]}),
        Example("regex_extract(gecos, '[0-9]+')", None, {}),
        Example("regex_extract('a', '(a)', `2`)", fails="invalid-value"),
    ),
)
def regex_extract(text: str, pattern: str, group: float | None = None) -> str | None:
    """Group 0 is the whole match."""
    regex = compiled(pattern)
    wanted = min(regex.groups, 1) if group is None else group
    if wanted not in range(regex.groups + 1):
        raise ValueError(f"the pattern has {regex.groups} groups, and the one asked for is not among them")
    match = regex.search(_encoded(text))
    found = match and match.group(int(wanted))
    return None if found is None else _decoded(found)


@declare(
    "regex_replace",
    ("text: string", "pattern: string", "replacement: string"),
    "string",
    mode=Mode.EACH,
    summary="The text with every match of a regular expression (RE2) replaced; in the replacement \\1 to \\9 are the "
    "groups, \\0 is the whole match and \\\\ a backslash.",
    examples=(
        Example("regex_replace('+1 (212) 555', '[^0-9+]', '')", "+1212555"),
        Example("regex_replace('Doe, Jane', '^(.*), (.*)$', '\\2 \\1')", "Jane Doe"),
        Example("regex_replace(uid, '^svc_', '')", ["a", "b"], {"uid": ["svc_a", "b"]}),
        Example("regex_replace(uid, 'a', 'b')", None, {}),
        Example("regex_replace('a', '(a)', '\\2')", fails="invalid-value"),
    ),
)
def regex_replace(text: str, pattern: str, replacement: str) -> str:
    """As RE2's GlobalReplace: a match of nothing right behind another match does not count."""
    regex, data = compiled(pattern), _encoded(text)
    template = _template(replacement, regex.groups)
    pieces: list[bytes] = []
    position, copied, length = 0, -1, 0
    while position <= len(data):
        match = regex.search(data, position)
        if match is None:
            break
        start, end = match.span()
        if start == end == copied:
            following = _next_character(data, position)
            pieces.append(data[position:following])
            position = following
            continue
        pieces.append(data[position:start])
        filled = [part if isinstance(part, bytes) else match.group(part) or b"" for part in template]
        length += sum(map(len, filled))
        check_text(length)
        pieces += filled
        position = copied = end
    pieces.append(data[position:])
    return _decoded(b"".join(pieces))


@lru_cache(maxsize=256)
def compiled(pattern: str) -> Any:
    """RE2's compiled pattern; ValueError with RE2's reason for one that it does not take."""
    import re2

    try:
        return re2.compile(_encoded(pattern), _options())
    except re2.error as error:
        reason = error.args[0] if error.args else b""
        shown = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
        raise ValueError(f"this is no regular expression of RE2: {shown}") from None


@lru_cache(maxsize=256)
def _searcher(pattern: str) -> Any:
    import re2

    compiled(pattern)
    searcher = re2.Set.SearchSet(_options())
    searcher.Add(_encoded(pattern))
    searcher.Compile()
    return searcher


def _options() -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    return options


@lru_cache(maxsize=256)
def _template(replacement: str, groups: int) -> tuple[bytes | int, ...]:
    """The replacement as pieces of text and numbers of groups."""
    parts: list[bytes | int] = []
    position = 0
    for match in _REFERENCE.finditer(replacement):
        parts.append(_encoded(replacement[position : match.start()]))
        position = match.end()
        if match[1] == "\\":
            parts.append(b"\\")
        elif match[1] and match[1] in "0123456789" and int(match[1]) <= groups:
            parts.append(int(match[1]))
        else:
            raise ValueError(f"in the replacement a backslash stands before another one or a group from 0 to {groups}")
    return (*parts, _encoded(replacement[position:]))


def _next_character(data: bytes, position: int) -> int:
    following = position + 1
    while following < len(data) and data[following] & 0xC0 == 0x80:
        following += 1
    return following


def _encoded(text: str) -> bytes:
    if len(text) > _LONGEST:
        raise ValueError(f"the text is longer than the {_LONGEST} characters that a regular expression is given")
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise ValueError("the text has half of a surrogate pair, which is no character") from None


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise ValueError("the pattern cuts a character in two: \\C takes a byte, . takes a character") from None


FUNCTIONS = (matches, regex_extract, regex_replace)

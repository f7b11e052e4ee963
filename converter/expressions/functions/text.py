"""Text: letter case, blanks, and cutting text into pieces."""

from __future__ import annotations

import unicodedata

from converter.expressions.function import Example, Mode, declare
from converter.expressions.limits import check_elements, check_text
from converter.regex import regex

_WORD_START = regex(r"(?:^|(?<=[\s\-'’.]))[^\W\d_]")


@declare(
    "lower",
    ("text: string",),
    "string",
    mode=Mode.EACH,
    summary="The text in lower case.",
    examples=(
        Example("lower('Jane.Doe@Acme.com')", "jane.doe@acme.com"),
        Example("lower(mail)", ["a@acme.com", "b@acme.com"], {"mail": ["A@acme.com", "B@acme.com"]}),
        Example("lower(mail)", None, {}),
        Example("lower(employeenumber)", given={"employeenumber": 7}, fails="invalid-type"),
    ),
)
def lower(text: str) -> str:
    """Letter case by Unicode's full mapping."""
    return text.lower()


@declare(
    "upper",
    ("text: string",),
    "string",
    mode=Mode.EACH,
    summary="The text in upper case.",
    examples=(
        Example("upper('de')", "DE"),
        Example("upper(c)", ["FR"], {"c": ["fr"]}),
        Example("upper(c)", None, {"c": None}),
        Example("upper(c)", given={"c": True}, fails="invalid-type"),
    ),
)
def upper(text: str) -> str:
    """Letter case by Unicode's full mapping."""
    return text.upper()


@declare(
    "title",
    ("text: string",),
    "string",
    mode=Mode.EACH,
    summary="The text in lower case with a capital at the start of every word, also after a hyphen or an apostrophe; "
    "it knows no exceptions such as McDonald or van.",
    examples=(
        Example("title('JEAN-PIERRE O\\'NEIL')", "Jean-Pierre O'Neil"),
        Example("title(sn)", ["Öztürk"], {"sn": ["ÖZTÜRK"]}),
        Example("title(sn)", None, {}),
        Example("title(sn)", given={"sn": [1]}, fails="invalid-type"),
    ),
)
def title(text: str) -> str:
    """Unlike str.title, digits start no word: `3rd` stays."""
    return _WORD_START.sub(lambda match: match[0].title(), text.lower())


@declare(
    "trim",
    ("text: string",),
    "string",
    mode=Mode.EACH,
    summary="The text without white space at its ends.",
    examples=(
        Example("trim('  Jane ')", "Jane"),
        Example("trim(split('a; b', ';'))", ["a", "b"]),
        Example("trim(cn)", None, {}),
        Example("trim(cn)", given={"cn": [["a"]]}, fails="invalid-type"),
    ),
)
def trim(text: str) -> str:
    """White space as Unicode has it."""
    return text.strip()


@declare(
    "collapse",
    ("text: string",),
    "string",
    mode=Mode.EACH,
    summary="The text trimmed, and with one blank for every run of white space inside.",
    examples=(
        Example("collapse('  Jane   van  Doe ')", "Jane van Doe"),
        Example("collapse(street)", ["1 Main St"], {"street": ["1  Main\nSt"]}),
        Example("collapse(street)", None, {}),
        Example("collapse(street)", given={"street": {}}, fails="invalid-type"),
    ),
)
def collapse(text: str) -> str:
    """White space as Unicode has it."""
    return " ".join(text.split())


@declare(
    "ascii",
    ("text: string",),
    "string",
    mode=Mode.EACH,
    summary="The text with accents and ligatures taken apart by Unicode's NFKD and the accents dropped; letters that "
    "have no such form (ß, ø, Ł) are an error, to be replaced first.",
    examples=(
        Example("ascii('Zoë Núñez')", "Zoe Nunez"),
        Example("ascii(cn)", ["fi"], {"cn": ["ﬁ"]}),
        Example("ascii(replace(sn, 'ß', 'ss'))", ["Gross"], {"sn": ["Groß"]}),
        Example("ascii(cn)", None, {}),
        Example("ascii('Łukasz')", fails="invalid-value"),
    ),
)
def to_ascii(text: str) -> str:
    """Nothing but accents is ever lost."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    if not bare.isascii():
        raise ValueError("the text has letters that are not ASCII even without accents; replace them first")
    return bare


@declare(
    "split",
    ("text: string", "separator: string"),
    "array[string]",
    mode=Mode.EACH,
    summary="The pieces of a text between separators; the empty text has no pieces.",
    examples=(
        Example("split('a;b;;c', ';')", ["a", "b", "", "c"]),
        Example("compact(trim(split(roles, ';')))", ["admin", "audit"], {"roles": "admin; audit;"}),
        Example("split(roles, ';')[]", ["a", "b", "c"], {"roles": ["a;b", "c"]}),
        Example("split('', ';')", []),
        Example("split(roles, ';')", None, {}),
        Example("split('abc', '')", fails="invalid-value"),
    ),
)
def split(text: str, separator: str) -> list[str]:
    """Pieces are as they stand: `trim` and `compact` tidy them."""
    check_elements(text.count(_not_empty(separator, "separator")) + 1)
    return text.split(separator) if text else []


@declare(
    "before",
    ("text: string", "separator: string"),
    "string",
    mode=Mode.EACH,
    summary="What stands before the first separator; the whole text where there is none.",
    examples=(
        Example("before('jdoe@acme.com', '@')", "jdoe"),
        Example("before('jdoe', '@')", "jdoe"),
        Example("before(mail, '@')", ["a", "b"], {"mail": ["a@acme.com", "b@acme.com"]}),
        Example("before(mail, '@')", None, {}),
        Example("before(mail, '')", given={"mail": ["a"]}, fails="invalid-value"),
    ),
)
def before(text: str, separator: str) -> str:
    """The counterpart of `after`."""
    return text.partition(_not_empty(separator, "separator"))[0]


@declare(
    "after",
    ("text: string", "separator: string"),
    "string|null",
    mode=Mode.EACH,
    summary="What stands behind the first separator; null where there is none.",
    examples=(
        Example("after('ACME\\jdoe', `\"\\\\\"`)", "jdoe"),
        Example("after('jdoe', '@')", None),
        Example("after(mail, '@')", ["acme.com"], {"mail": ["a@acme.com", "b"]}),
        Example("after(mail, '@')", None, {}),
        Example("after('a', '')", fails="invalid-value"),
    ),
)
def after(text: str, separator: str) -> str | None:
    """The counterpart of `before`."""
    _, found, rest = text.partition(_not_empty(separator, "separator"))
    return rest if found else None


@declare(
    "replace",
    ("text: string", "old: string", "new: string"),
    "string",
    mode=Mode.EACH,
    summary="The text with every occurrence of one piece of text replaced by another.",
    examples=(
        Example("replace('a.b.c', '.', '-')", "a-b-c"),
        Example("replace(cn, 'ß', 'ss')", ["Gross"], {"cn": ["Groß"]}),
        Example("replace(cn, 'a', 'b')", None, {}),
        Example("replace('abc', '', '-')", fails="invalid-value"),
    ),
)
def replace(text: str, old: str, new: str) -> str:
    """Plain text: patterns are for `regex_replace`."""
    found = text.count(_not_empty(old, "text to replace"))
    check_text(len(text) + found * (len(new) - len(old)))
    return text.replace(old, new)


@declare(
    "left",
    ("text: string", "length: number"),
    "string",
    mode=Mode.EACH,
    summary="The first characters of a text, at most so many.",
    examples=(
        Example("left('Jane Doe', `4`)", "Jane"),
        Example("left('Jo', `4`)", "Jo"),
        Example("left(cn, `1`)", ["J"], {"cn": ["Jane"]}),
        Example("left(cn, `1`)", None, {}),
        Example("left('Jane', `-1`)", fails="invalid-value"),
    ),
)
def left(text: str, length: float) -> str:
    """Characters are code points."""
    return text[: _count(length)]


@declare(
    "pad_left",
    ("text: string", "length: number", "fill: string"),
    "string",
    mode=Mode.EACH,
    summary="The text with a character put before it until it is so many characters long.",
    examples=(
        Example("pad_left('42', `6`, '0')", "000042"),
        Example("pad_left(to_string(employee), `4`, '0')", "0007", {"employee": 7}),
        Example("pad_left(id, `3`, ' ')", ["  a", "abcd"], {"id": ["a", "abcd"]}),
        Example("pad_left(id, `3`, ' ')", None, {}),
        Example("pad_left('42', `6`, 'ab')", fails="invalid-value"),
    ),
)
def pad_left(text: str, length: float, fill: str) -> str:
    """For numbers that lost their leading zeros in a spreadsheet."""
    if len(fill) != 1:
        raise ValueError("the fill is one character")
    return text.rjust(_count(length), fill)


@declare(
    "words",
    ("values...: string|array[string]|null",),
    "string|null",
    mode=Mode.OPEN,
    summary="All texts that are present, trimmed and joined by one blank, lists value by value; null "
    "when there is none.",
    examples=(
        Example("words(givenname, sn)", "Jane Doe", {"givenname": ["Jane"], "sn": ["Doe "]}),
        Example("words(givenname, sn)", "Doe", {"givenname": "", "sn": "Doe"}),
        Example("words(givenname, initials, sn)", "Jane Q Doe", {"givenname": "Jane", "initials": ["Q"], "sn": "Doe"}),
        Example("words(givenname, sn)", None, {}),
        Example("words(sn, `1`)", given={"sn": "Doe"}, fails="invalid-type"),
    ),
)
def words(*values: str | list[str] | None) -> str | None:
    """The full name of the parts of a name."""
    texts: list[str] = []
    for value in values:
        if value:
            texts += (value,) if isinstance(value, str) else filter(None, value)
    check_text(sum(map(len, texts)) + len(texts))
    return " ".join(filter(None, map(str.strip, texts))) or None


def _not_empty(text: str, role: str) -> str:
    if not text:
        raise ValueError(f"the {role} is empty")
    return text


_LONGEST = 65_536


def _count(length: float) -> int:
    if not 0 <= length <= _LONGEST or length != int(length):
        raise ValueError(f"a length is a whole number from 0 to {_LONGEST}")
    return int(length)


FUNCTIONS = (lower, upper, title, trim, collapse, to_ascii, split, before, after, replace, left, pad_left, words)

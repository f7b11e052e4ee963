"""What was probably meant where a text is no expression: most are habits of another language."""

from __future__ import annotations

import re

from converter.regex import regex

_WORDS = "words(a, b) joins texts with blanks, join('', [a, b]) without"
_BLANK = "a name with a blank is written \"First Name\", a text 'First Name'; a constant of a field {value: …}"
_HINTS = (
    ("", "[‘’‚‛“”„‟«»´]", "this is a typographic quote: a text is written 'text', with plain quotes"),
    ("", "[\u00a0\u2000-\u200f\u202f\u205f\u3000\ufeff]", "this looks like a blank and is none: write a plain one"),
    (r"^\(?[&|!]?\(*[\w;-]+[~<>]?$", "=[^=~]*\\)",
     "this is a filter of LDAP; here it is includes(objectclass, 'person')"),
    (r"^$", r"\d{4}-\d\d-\d\d", "a constant is written {value: {0}}"),
    (r"(?i:\b(?:if|case|when))\s+$", "", "a choice is written if(condition, then, otherwise)"),
    (r"\.$", r"\d+", "an element is counted in brackets: [{0}]"),
    (r"\w$", r"\{", "an element is counted in brackets: [0]"),
    ("", r"\\", "a backslash stands only inside quotes"),
    ("", "=>|->", "a function for each element is written &expression, as in map(&lower(@), mail)"),
    ("", "=?~", "matches(text, 'pattern') looks for a regular expression"),
    ("", r"(?i:and)\b", "JMESPath writes && for and"),
    ("", r"(?i:or)\b", "JMESPath writes || for or"),
    (r"(?i:\bnot\s*)$", "", "JMESPath writes ! for not"),
    (r"[\w\])'\"`]\s*$", r"&\s", "JMESPath writes && for and"),
    (r"<\s*$", ">", "unequal is written !="),
    ("", "=", "equality is written =="),
    ("=$", "", "equality is written =="),
    ("", r"(?i:not\s+)?(?i:in)\b", "includes(values, 'text') asks whether one of the values is that"),
    ("", r"(?i:is)\b", "present(name) asks whether there is a value, !present(name) whether there is none"),
    ("", r"(?i:r?like|matches)\b", "matches(text, 'pattern') looks for a regular expression"),
    (r"^[a-zA-Z]$", "['\"]", _WORDS),
    ("", r"[+/%]|-(\s|\d)", f"JMESPath has no arithmetic; {_WORDS}"),
    ("", r"\?\?", "the first value that is there is first_of(…, …)"),
    ("", r"\?|if\b", "a choice is written if(condition, then, otherwise)"),
    ("", r"\$", "a name is written as it is, without $"),
    ("", ";", 'an attribute with an option is written cn_lang_ja or "cn;lang-ja"'),
    (r"^\s*$", r"\.", "no dot stands before the first name"),
    (r"\{\s*$", r"\{", "a name is written as it is, without {{ }}"),
    (r"\[$", r"[A-Za-z_]", "an element is counted: [0]; a condition is written [?…], a member .name"),
    (r",\s*$", r"[})\]]", "nothing follows the comma"),
    (r"\{[^}:]*$", r"\}", "an object is written {name: expression}"),
    ("", r'"\w+"\s*\(', "the name of a function has no quotes"),
    ("", r"\d+", "a number is written `{0}`, a text '{0}'"),
    ("", r"(['\"`])(?!.*\1)", "add the closing one; inside the text it is written with a backslash before it"),
    ("", '"', "double quotes are for names; a text is written '…', and in it a backslash stands for itself"),
    ("", ",", "a list is written [a, b]; first_of(a, b) takes the first that is there"),
    (r"[A-Za-z_]\w*\s+$", r"[A-Za-z_]", _BLANK),
    (r"[\])]\s*$", "", "is a dot, a comma or an operator missing before it?"),
)  # fmt: skip
"""What stands before the place, what stands there, and what was probably meant."""

_HYPHENATED = regex(r"[A-Za-z_]\w*$")
_QUOTED = regex(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`(?:[^`\\]|\\.)*`")
_PAIRS = {")": "(", "]": "[", "}": "{"}
_CLOSING = {opening: closing for closing, opening in _PAIRS.items()}


def meant(text: str, offset: int) -> str:
    """The hint for a place at which the parser gave up; "" where nothing is known."""
    before, rest = text[:offset], text[offset:]
    if rest.startswith("-") and (name := _HYPHENATED.search(before)):
        whole = name[0] + (re.match(r"[-\w]+", rest) or [""])[0]
        return f'a name with a hyphen is written {whole.replace("-", "_")} or "{whole}"'
    if rest[:1] in _PAIRS and (hint := _unmatched(before, rest[0])):
        return hint
    for preceding, following, hint in _HINTS:
        there = re.match(following, rest)
        if there and re.search(preceding, before):
            return hint.replace("{0}", there[0])
    return ""


def unclosed(text: str) -> str:
    """The hint for a text that ends too early."""
    open_ones = _open(text)
    return f"a {_CLOSING[open_ones[-1]]} is missing" if open_ones else "something is missing behind its last sign"


def _unmatched(before: str, closing: str) -> str:
    """What is wrong with a bracket that closes nothing, or something else; "" where it closes what is open."""
    open_ones = _open(before)
    if not open_ones:
        return f"there is one {closing} too many"
    return f"a {_CLOSING[open_ones[-1]]} is missing before it" if open_ones[-1] != _PAIRS[closing] else ""


def _open(text: str) -> list[str]:
    """The brackets that are open at the end of a text, the outermost first."""
    found: list[str] = []
    for sign in _QUOTED.sub("", text):
        if sign in _CLOSING:
            found.append(sign)
        elif sign in _PAIRS and found and found[-1] == _PAIRS[sign]:
            found.pop()
    return found

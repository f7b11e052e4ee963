"""The text of a mapping file: decoded, split into lines as the YAML reader counts them, freed of what YAML forbids."""

from __future__ import annotations

from converter.regex import regex
from converter.syntax.codes import diagnose
from converter.syntax.diagnostic import Diagnostic, Position

MAX_BYTES = 1024 * 1024
_BOM = "\ufeff"
_LINE_BREAK = regex(r"\r\n|\r|\n")
# What YAML 1.2 section 5.1 does not allow, and NEL, LS and PS, which YAML 1.1 readers take for line breaks and editors
# do not. Those that are forbidden are named, since a class of all others takes milliseconds to compile.
_FORBIDDEN = regex("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_MOST_REPORTED = 20


def decode(data: bytes) -> str | Diagnostic:
    """The text of a file's bytes less a byte order mark, or the diagnostic that says where they are not UTF-8."""
    try:
        return without_mark(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        wrong = error.start
    before = split_lines(without_mark(data[:wrong].decode("utf-8")))
    position = Position(len(before), len(before[-1]) + 1)
    hint = "save it as UTF-8"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        hint = "it is UTF-16: save it as UTF-8"
    return diagnose("not-utf8", position, f"byte 0x{data[wrong]:02x} is not UTF-8 text", hint=hint)


def without_mark(text: str) -> str:
    """The text without a leading byte order mark, which editors do not count as a column."""
    return text.removeprefix(_BOM)


def split_lines(text: str) -> list[str]:
    """The lines without their ends: CRLF, LF or CR, and nothing else, end a line."""
    return _LINE_BREAK.split(text)


def is_too_large(text: str) -> bool:
    """Is the text over the limit of 1 MiB of UTF-8?"""
    return len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES


def clean(text: str) -> tuple[str, list[Diagnostic]]:
    """The text with U+FFFD for each character that YAML forbids, and a diagnostic for each of the first 20."""
    if text.isascii() and text.replace("\n", " ").isprintable():  # most are
        return text, []
    matches = list(_FORBIDDEN.finditer(text))
    if not matches:
        return text, []
    diagnostics = [_forbidden(text, match.start()) for match in matches[:_MOST_REPORTED]]
    return _FORBIDDEN.sub("\ufffd", text), diagnostics


def _forbidden(text: str, offset: int) -> Diagnostic:
    before = split_lines(text[:offset])
    name = f"U+{ord(text[offset]):04X}"
    hint = f'remove it, or write "\\u{ord(text[offset]):04x}" in double quotes where it belongs to a text'
    position = Position(len(before), len(before[-1]) + 1)
    return diagnose("control-character", position, f"the character {name} may not stand in YAML", hint=hint)

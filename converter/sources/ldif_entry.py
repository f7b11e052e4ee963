"""One LDIF entry, read strictly: its values, or the reason for which it is none.

This is the reference. The quick reader beside it gives the same values for the entries it takes, and leaves
all others to this one.
"""

from __future__ import annotations

import binascii
import re
from pathlib import Path

from msgspec import Struct

from converter.record import Values
from converter.sources.ldif_lines import Line, Segment, unfold
from converter.sources.ldif_names import DESCRIPTION, Attribute, Attributes
from converter.sources.ldif_url import UrlRefusedError, read_url


class EntryError(ValueError):
    """The entry cannot be read. `code` is one of `RECORD_CODES`; the text holds no value of the entry."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class EntryRules(Struct, frozen=True):
    """What an entry may hold. Limits are bytes of the entry, bytes of one wanted value, and wanted values."""

    attributes: Attributes
    encoding: str = ""
    url_folder: Path | None = None
    max_entry: int = 16 << 20
    max_value: int = 1 << 20
    max_values: int = 100_000

    @property
    def harmless_size(self) -> int:
        """An entry of no more bytes exceeds none of the limits: a value takes at least `a:` and a line end."""
        return min(self.max_entry, self.max_value, 3 * self.max_values)

    def too_large(self, size: int) -> EntryError:
        """What is wrong with an entry of so many bytes."""
        return EntryError("too-large", f"the entry has {size:,} bytes; the limit is {self.max_entry:,} (max_entry:)")


_LINE = re.compile(rb"([^:]*):([:<]?) *(.*)", re.DOTALL)
_DN = re.compile(rb"(?i)dn:")
_RESULT = re.compile(rb"(?i)result: *[0-9]+ ?([\w ]*)")


def read_entry(segment: Segment, rules: EntryRules) -> Values:
    """The wanted values of an entry and its `dn`; raises `EntryError`."""
    if segment.length > rules.max_entry:
        raise rules.too_large(segment.length)
    lines = unfold(segment.data, segment.first_line)
    _check_start(lines)
    values: Values = {"dn": _text(lines[0], _value(lines[0], rules), rules.encoding)}
    count = 0
    for line in lines[1:]:
        attribute = _attribute(line, rules)
        if attribute is None:
            continue
        count += 1
        if count > rules.max_values:
            raise EntryError("too-large", f"the entry has more than {rules.max_values:,} wanted values")
        value = _value(line, rules)
        kept = value if attribute.binary else _text(line, value, rules.encoding)
        values.setdefault(attribute.key, []).append(kept)
    return values


def entry_dn(segment: Segment, rules: EntryRules) -> str:
    """The DN of an entry that cannot be read, as far as it can be told; "" otherwise."""
    try:
        lines = unfold(segment.data, segment.first_line)
        line = next(line for line in lines if _DN.match(line.text))
        return _text(line, _value(line, rules), rules.encoding)
    except (EntryError, StopIteration):
        return ""


def _check_start(lines: list[Line]) -> None:
    """Is this one entry, and not half of one, two, or something else?"""
    starts = [line for line in lines if _DN.match(line.text)]
    if len(starts) > 1:
        message = (
            f"line {starts[1].number} begins a second entry: no blank line stands before it, "
            "or one that only looks blank (a space, a tab, a carriage return)"
        )
        raise EntryError("ldif-merged-entries", message)
    first = lines[0]
    if first.text[:1] == b" ":
        raise EntryError("ldif-line", f"line {first.number} continues a line that does not exist")
    if starts[:1] == [first]:
        return
    _check_result(lines)
    name = _split(first)[0]
    if name.lower() == "version":
        raise EntryError("ldif-version", f"line {first.number} names a version of LDIF that is not 1")
    raise EntryError("ldif-no-dn", f"the record begins with {name}: in line {first.number}; an entry begins with dn:")


def _check_result(lines: list[Line]) -> None:
    """Is this what ldapsearch prints behind the last entry where the server cut the search short?"""
    if len(lines) > 1 and lines[0].text.lower().startswith(b"search:") and (result := _RESULT.match(lines[1].text)):
        reason = result[1].decode("ascii", "ignore").strip()
        message = f"the export is not complete, the search ended with: {reason}; export again without that limit"
        raise EntryError("ldif-incomplete", message)


def _attribute(line: Line, rules: EntryRules) -> Attribute | None:
    name = _split(line)[0]
    if name.lower() in ("changetype", "control"):
        if name.lower() == "changetype" and _value(line, rules).strip().lower() == b"add":
            return None
        message = f"line {line.number} makes the record a change ({name}); only entries and changetype: add are read"
        raise EntryError("ldif-changetype", message)
    return rules.attributes.find(name)


def _split(line: Line) -> tuple[str, bytes, bytes]:
    """The name, what follows its colon (":", "<" or nothing), and the value as it is written."""
    match = _LINE.fullmatch(line.text)
    if b"\r" in line.text or b"\0" in line.text:
        message = f"line {line.number} holds a carriage return or NUL character; such a value has to be base64"
        raise EntryError("ldif-line", message)
    if match is None:
        raise EntryError("ldif-line", f"line {line.number} has no colon; every line is `name: value`")
    name = match[1].decode("ascii", "replace")
    if not DESCRIPTION.fullmatch(name):
        message = f"line {line.number} does not begin with an attribute name: letters, digits and hyphens, then options"
        raise EntryError("ldif-attribute", message)
    return name, match[2], match[3]


def _value(line: Line, rules: EntryRules) -> bytes:
    name, form, written = _split(line)
    if form == b":":
        try:
            value = binascii.a2b_base64(written, strict_mode=True)
        except binascii.Error as error:
            message = f"line {line.number}: the value of {name} is not base64 ({str(error).lower()})"
            raise EntryError("ldif-base64", message) from None
    elif form == b"<":
        try:
            value = read_url(written, rules.url_folder, limit=rules.max_value)
        except UrlRefusedError as error:
            raise EntryError("ldif-url", f"line {line.number}: the value of {name} {error}") from None
    else:
        value = written
    if len(value) > rules.max_value:
        size = f"{len(value):,} bytes; the limit is {rules.max_value:,} (max_value:)"
        message = f"line {line.number}: the value of {name} has {size}"
        raise EntryError("too-large", message)
    return value


def _text(line: Line, value: bytes, encoding: str) -> str:
    for candidate in filter(None, ("utf-8", encoding)):
        try:
            return value.decode(candidate)
        except UnicodeDecodeError:
            continue
    also = f" and not {encoding} either" if encoding else "; name the encoding of the export under encoding:"
    name = line.text.partition(b":")[0].decode("ascii", "replace")
    raise EntryError("ldif-encoding", f"line {line.number}: the value of {name} is not UTF-8{also}")

"""Stored passwords one a line, without any mapping: what each of them is, and what Auth0 takes it as."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from converter.passwords.auth0 import Accepted, to_auth0
from converter.passwords.description import Description, describe
from converter.passwords.detect import AUTO, LONGEST, detect
from converter.passwords.hash import NotRecognised, PasswordFormatError
from converter.sources.blocks import LINE, Oversize, blocks, skip_mark
from converter.sources.files import InputFile

_LONGEST_LINE = 1 << 16


@dataclass(frozen=True, slots=True)
class Stored:
    """What a line holds: a password with the properties of the user that carry it, or why it was not understood.

    `line` counts from 1; `fields` are empty where Auth0 takes the hash in no form.
    """

    line: int
    password: Description | None = None
    fields: dict[str, Any] = field(default_factory=dict, repr=False)
    code: str = ""
    message: str = ""


def read_stored(file: InputFile, scheme: str = AUTO, *, account: str = "") -> Iterator[Stored]:
    """Every line that is not blank; for `scheme` and `account` see `detect`. Raises SourceUnreadable."""
    for number, line in _lines(file):
        if line is None:
            yield Stored(number, code=NotRecognised.code, message=f"the value is longer than {LONGEST} characters")
        elif line.strip():
            yield _understood(number, line, scheme=scheme, account=account)


def _understood(number: int, text: bytes, *, scheme: str, account: str) -> Stored:
    try:
        found = detect(text, scheme, account=account)
    except PasswordFormatError as error:
        return Stored(number, code=error.code, message=str(error))
    verdict = to_auth0(found)
    return Stored(number, describe(found, verdict), verdict.fields if isinstance(verdict, Accepted) else {})


def _lines(file: InputFile) -> Iterator[tuple[int, bytes | None]]:
    """The lines with their numbers and without their ends; None for one that is longer than any stored password."""
    number = 0
    with file.open() as stream:
        _, head = skip_mark(stream)
        for block in blocks(stream, LINE, head=head, limit=_LONGEST_LINE):
            if isinstance(block, Oversize):
                yield number + 1, None
                number += block.lines
                continue
            for line in block.removesuffix(b"\n").split(b"\n"):
                number += 1
                yield number, line.removesuffix(b"\r")

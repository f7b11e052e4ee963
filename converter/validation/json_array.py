"""A JSON array read item by item, each with its place, for files that people have to find mistakes in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from converter.regex import regex

_SPACE = regex(r"[ \t\n\r]*")
_LONGEST_NUMBER = 400
"""Digits of a whole number that is read as written; Python refuses to read very long ones at all."""


class Item(Struct, frozen=True):
    """One item; line and column count from 1. `repeated` are names that stand twice in one of its objects."""

    value: Any
    line: int
    column: int
    repeated: tuple[str, ...] = ()


class JsonError(Exception):
    """The text is not one JSON array. The message holds nothing of the text."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class _NumberError(ValueError):
    """NaN or an infinity stands in the text."""


class _Text:
    """A text with a cursor that knows its line."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.offset = 0
        self._line = 1
        self._counted = 0

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset at or after the last one asked for."""
        self._line += self.text.count("\n", self._counted, offset)
        self._counted = offset
        return self._line, offset - self.text.rfind("\n", 0, offset)

    def peek(self) -> str:
        """The next character that is not white space; empty at the end."""
        match = _SPACE.match(self.text, self.offset)
        self.offset = match.end() if match else self.offset
        return self.text[self.offset : self.offset + 1]

    def fault(self, message: str) -> JsonError:
        return JsonError(message, *self.place(self.offset))


def read_array(text: str) -> Iterator[Item]:
    """The items of the array that the text is. Raises JsonError, after the items before the mistake."""
    cursor = _Text(text)
    if cursor.peek() != "[":
        raise cursor.fault(_no_array(cursor))
    cursor.offset += 1
    if cursor.peek() == "]":
        cursor.offset += 1
    else:
        yield from _items(cursor)
    if cursor.peek():
        raise cursor.fault("more text follows the closing ] of the array")


def _items(cursor: _Text) -> Iterator[Item]:
    while True:
        if cursor.peek() == "]":
            raise cursor.fault("a comma stands before the closing ]; take it away")
        yield _item(cursor)
        separator = cursor.peek()
        if separator not in (",", "]"):
            raise cursor.fault("a comma or the closing ] is missing" if separator else "the closing ] is missing")
        cursor.offset += 1
        if separator == "]":
            return


def _item(cursor: _Text) -> Item:
    repeated: list[str] = []
    line, column = cursor.place(cursor.offset)
    try:
        value, cursor.offset = _decoder(repeated).raw_decode(cursor.text, cursor.offset)
    except json.JSONDecodeError as error:
        cursor.offset = error.pos
        raise cursor.fault(f"is not JSON: {error.msg.rstrip(': ').lower()}") from None
    except _NumberError as error:
        raise cursor.fault(f"{error} stands in this item, which JSON does not have") from None
    except RecursionError:
        raise cursor.fault("this item is nested too deeply") from None
    return Item(value, line, column, tuple(repeated))


def _decoder(repeated: list[str]) -> json.JSONDecoder:
    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) < len(pairs):
            names = [name for name, _ in pairs]
            repeated.extend(name for name in value if names.count(name) > 1)
        return value

    return json.JSONDecoder(object_pairs_hook=members, parse_constant=_constant, parse_int=_whole)


def _constant(name: str) -> float:
    raise _NumberError(name)


def _whole(digits: str) -> int:
    # Cut, such a number is still beyond 64 bits, which is all that is asked of it.
    return int(digits[:_LONGEST_NUMBER])


def _no_array(cursor: _Text) -> str:
    first = cursor.peek()
    if not first:
        return "the file is empty; Auth0 wants an array of users"
    if first != "{":
        return "the file does not begin with [; Auth0 wants an array of users"
    try:
        _, cursor_end = json.JSONDecoder().raw_decode(cursor.text, cursor.offset)
    except (ValueError, RecursionError):
        return "the file begins with an object; Auth0 wants one array of users: [ {…}, {…} ]"
    rest = cursor.text[cursor_end:].lstrip()
    if rest.startswith("{"):
        return "this is NDJSON (one object a line, as Auth0 exports); Auth0's import wants one array: [ {…}, {…} ]"
    return "the file is one object; Auth0 wants an array of users, also of one: [ {…} ]"

"""What goes into the tenant and what comes out: HTTP without a network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    """A request: `target` is path and query as on the request line, the names of headers are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def path(self) -> str:
        """The path, still with its %-escapes."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, list[str]]:
        """The parameters of the query, each with all its values."""
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer; `body` is what goes over the wire."""

    status: int
    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)

    def document(self) -> Any:
        """The body as JSON, None where it is empty."""
        return json.loads(self.body) if self.body else None


def as_json(document: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """An answer with a JSON document."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    # half a character (a lone surrogate) is what JSON can say and UTF-8 cannot
    body = (text if text.isascii() or _is_unicode(text) else json.dumps(document, separators=(",", ":"))).encode()
    return Answer(status, body, {"content-type": "application/json; charset=utf-8", **(headers or {})})


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


NOTHING = Answer(204)


class Refusal(Exception):
    """A request that the API refuses, in the shape of the Management API's errors."""

    def __init__(self, status: int, message: str, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code

    def answer(self) -> Answer:
        """`{"statusCode", "error", "message", "errorCode"}`; the last may be absent."""
        document = {"statusCode": self.status, "error": HTTPStatus(self.status).phrase, "message": str(self)}
        return as_json(document | ({"errorCode": self.code} if self.code else {}), self.status)


class OAuthRefusal(Exception):
    """A refused request for a token, in the shape of RFC 6749, section 5.2."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.error = error

    def answer(self) -> Answer:
        """`{"error", "error_description"}`."""
        return as_json({"error": self.error, "error_description": str(self)}, self.status)

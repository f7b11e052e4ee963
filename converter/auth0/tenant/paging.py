"""Lists as the Management API gives them: whole, by page with totals, or by checkpoint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from converter.auth0.tenant.message import Refusal, Request

LARGEST_PAGE = 100
DEFAULT_PAGE = 50


def paged(request: Request, items: Sequence[Any], name: str) -> Any:
    """The part of a list that the query asks for, bare or under its name.

    `page`, `per_page` and `include_totals` count; `from` and `take` go from checkpoint to checkpoint.
    """
    query = request.query
    if "take" in query or "from" in query:
        return checkpointed(request, items, name)
    size = _number(request, "per_page", DEFAULT_PAGE, least=0)
    start = _number(request, "page", 0, least=0) * size
    part = list(items[start : start + size])
    if query.get("include_totals") == ["true"]:
        return {"start": start, "limit": size, "total": len(items), name: part}
    return part


def checkpointed(request: Request, items: Sequence[Any], name: str) -> dict[str, Any]:
    """The part of a list from one checkpoint to the next, which is in `next` unless the list ends."""
    start, size = _number(request, "from", 0, least=0), _number(request, "take", DEFAULT_PAGE, least=1)
    following = {"next": str(start + size)} if start + size < len(items) else {}
    return {name: list(items[start : start + size])} | following


def _number(request: Request, name: str, default: int, *, least: int) -> int:
    text = request.query.get(name, [str(default)])[0]
    number = int(text) if text.isdecimal() else -1
    if number < least or (name in ("per_page", "take") and number > LARGEST_PAGE):
        message = f"Query validation error: 'Invalid value {text}' on property {name}"
        raise Refusal(400, message, "invalid_query_string")
    return number


def chosen(request: Request, document: dict[str, Any]) -> dict[str, Any]:
    """The fields that `fields` and `include_fields` ask for."""
    wanted = _names(request.query.get("fields", []))
    if not wanted:
        return document
    include = request.query.get("include_fields", ["true"])[0] != "false"
    return {name: value for name, value in document.items() if (name in wanted) is include}


def _names(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(name.strip() for text in texts for name in text.split(",") if name.strip())

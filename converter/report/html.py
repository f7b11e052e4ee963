"""HTML pages out of a tree of elements: every text is escaped where the page is written, and nowhere else.

Pages stand alone: no script, no link, no image; the policy in their head has browsers hold them to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import TypeAlias

from msgspec import Struct, field

from converter.syntax.sanitise import visible

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


class Element(Struct, frozen=True):
    """An element with what is in it. Tag and attributes are ours, their values and the texts may be anybody's."""

    tag: str
    children: tuple[Child, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)


Child: TypeAlias = Element | str


def element(tag: str, *children: Child, attributes: Mapping[str, str] | None = None) -> Element:
    """An element; `attributes` are its attributes, as in `{"class": "bar"}`."""
    return Element(tag, children, attributes or {})


def table(header: Sequence[str], rows: Sequence[Sequence[Child]]) -> Element:
    """A table that can be scrolled sideways where it is too wide."""
    head = element("thead", element("tr", *(element("th", cell) for cell in header)))
    body = element("tbody", *(element("tr", *(element("td", cell) for cell in row)) for row in rows))
    return element("div", element("table", head, body), attributes={"class": "table"})


def page(title: str, style: str, body: Sequence[Child]) -> str:
    """A whole page. `style` is CSS and must not hold any data."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>{style}</style>\n</head>\n"
        f"<body>\n{''.join(part for child in body for part in _written(child))}\n</body>\n</html>\n"
    )


def _written(child: Child) -> Iterator[str]:
    if isinstance(child, str):
        yield _text(child)
        return
    attributes = [f'{name}="{_text(value)}"' for name, value in child.attributes.items()]
    yield f"<{' '.join([child.tag, *attributes])}>"
    for inner in child.children:
        yield from _written(inner)
    yield f"</{child.tag}>"


def _text(text: str) -> str:
    return escape(visible(text))

"""What a source holds, as a page for a browser: one file below 200 kB, without scripts."""

from __future__ import annotations

from collections.abc import Iterator

from converter.passwords.description import Description
from converter.passwords.inventory import Inventory
from converter.pipeline.inspection.contents import Contents
from converter.pipeline.plain import Plain
from converter.report.html import Child, Element, element, page, table
from converter.report.inspection import Row, Shown, rows, share
from converter.report.inspection_style import STYLE
from converter.report.inspection_text import advice, title
from converter.report.passwords import verdict

MOST_ROWS = 200
_LONGEST = 160
_LONGEST_NAME = 40
_MOST_KINDS = 60
_CLASSES = 24


def as_page(contents: Contents, plain: Plain, shown: Shown) -> str:
    """The report as a page."""
    masked = "Values are shown as they are." if shown.values else "Values are masked: only codes are shown."
    body: list[Child] = [
        element("header", element("h1", title(plain)), *_product(contents)),
        element("section", *_cards(contents, plain), attributes={"class": "cards"}),
        *_passwords(contents),
        *_names(contents, shown),
        *_duplicates(contents),
        *_unreadable(contents),
        *_classes(contents),
        element("footer", f"{masked} Passwords and hashes are never part of this page. "
                "In a shape, A is a capital, AA several, a one or more small letters, 9 a digit."),
    ]  # fmt: skip
    return page(f"{title(plain)}: what it holds", STYLE, body)


def _product(contents: Contents) -> Iterator[Element]:
    product = contents.product
    if product:
        yield element(
            "p", "Probably ", element("strong", product.name), f": it has {', '.join(product.evidence)}",
            attributes={"class": "lead"},
        )  # fmt: skip
    text = advice(contents)
    yield element("p", f"{text[0].upper()}{text[1:]}.")


def _cards(contents: Contents, plain: Plain) -> Iterator[Element]:
    yield _card(f"{contents.read:,}", "records", plain.type)
    bad = contents.unreadable.total()
    yield _card(f"{bad:,}", "unreadable", "bad" if bad else "good")
    yield _card(f"{len(contents.profiles):,}", "names", "")
    taken, total = _taken(contents)
    if total:
        grade = "good" if taken == total else "fair"
        yield _card(share(taken / total), "of passwords Auth0 takes", grade)
    repeated = sum(found.count > 0 for found in contents.repeats.values())
    if contents.repeats:
        yield _card(str(repeated), "identifiers with duplicates", "bad" if repeated else "good")


def _card(figure: str, label: str, note: str) -> Element:
    return element(
        "div", element("b", figure), element("span", label), attributes={"class": f"card {note}".rstrip()}
    )  # fmt: skip


def _taken(contents: Contents) -> tuple[int, int]:
    counts = [row for inventory in contents.passwords.values() for row in inventory.rows()]
    return sum(n for kind, n in counts if kind and kind.accepted), sum(n for _, n in counts)


def _names(contents: Contents, shown: Shown) -> Iterator[Element]:
    found = rows(contents, shown)
    yield element("h2", "What stands under each name")
    header = ("name", "filled", "values a record", "distinct", "longest", "kind", "what it looks like")
    yield table(header, [_cells(row) for row in found[:MOST_ROWS]])
    left = len(found) - MOST_ROWS
    if left > 0 or contents.further:
        yield element("p", f"{max(left, 0):,} more names are not shown here; --json has up to 2,000.")


def _cells(row: Row) -> list[Child]:
    bar = element("i", attributes={"style": f"width:{row.filled * 100:.0f}%"})
    filled = element("div", element("div", bar, attributes={"class": "bar"}), share(row.filled),
                     attributes={"class": "filled"})  # fmt: skip
    detail = "; ".join(row.detail)
    return [
        element("code", _cut(row.name, _LONGEST_NAME)),
        filled,
        row.per_record,
        _figure(row.distinct),
        _figure(f"{row.longest:,}"),
        element("div", element("span", row.kind, attributes={"class": "kind"}), *_mixed(row)),
        element("span", _cut(detail), attributes={"class": "detail"}),
    ]


def _mixed(row: Row) -> Iterator[Element]:
    if row.mixture:
        yield element("small", row.mixture)


def _passwords(contents: Contents) -> Iterator[Element]:
    for name, inventory in contents.passwords.items():
        yield element("h2", "Passwords under ", element("code", name))
        yield _inventory(inventory)


def _inventory(inventory: Inventory) -> Element:
    found = [(kind, count) for kind, count in inventory.rows() if kind]
    lines = [
        [element("code", kind.scheme), _figure(f"{count:,}"), *_verdict(kind)] for kind, count in found[:_MOST_KINDS]
    ]
    return table(("scheme", "count", "Auth0", "strength", "why"), lines)


def _verdict(kind: Description) -> list[Child]:
    if not kind.accepted:
        return [element("span", "cannot be imported", attributes={"class": "bad"}), "", kind.target]
    grade = element("span", kind.strength.grade, attributes={"class": f"pill {kind.strength.grade}"})
    return [element("span", verdict(kind), attributes={"class": "good"}), grade, kind.strength.reason]


def _duplicates(contents: Contents) -> Iterator[Element]:
    found = {name: repeats for name, repeats in contents.repeats.items() if repeats.compared}
    if found:
        yield element("h2", "Identifiers in several records")
        lines: list[list[Child]] = [
            [element("code", name), _figure(f"{repeats.count:,}"), repeats.example or "none"]
            for name, repeats in found.items()
        ]
        yield table(("name", "repeated", "for example"), lines)


def _unreadable(contents: Contents) -> Iterator[Element]:
    if contents.unreadable:
        yield element("h2", "Records that cannot be read")
        lines: list[list[Child]] = [
            [element("code", code), _figure(f"{count:,}"), contents.places[code]]
            for code, count in contents.unreadable.most_common()
        ]
        yield table(("code", "count", "first at"), lines)


def _classes(contents: Contents) -> Iterator[Element]:
    if contents.classes:
        yield element("h2", "Object classes")
        chips = [
            element("span", f"{_cut(name, _LONGEST_NAME)} ", element("b", f"{count:,}"), attributes={"class": "chip"})
            for name, count in contents.classes.most_common(_CLASSES)
        ]
        yield element("p", *chips)


def _figure(text: str) -> Element:
    return element("span", text, attributes={"class": "figure"})


def _cut(text: str, most: int = _LONGEST) -> str:
    return text if len(text) <= most else f"{text[:most]}…"

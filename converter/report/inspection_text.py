"""What a source holds, as text of at most 100 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from converter.pipeline.inspection.contents import MOST_NAMES, Contents
from converter.pipeline.inspection.repeats import MOST
from converter.pipeline.plain import Plain
from converter.report.inspection import Row, Shown, rows, share
from converter.report.passwords import password_lines
from converter.report.value_text import columns, padded
from converter.syntax.counted import counted
from converter.syntax.secret import address

WIDTH = 100
_NAME = 26
_CLASSES = 12


def as_lines(contents: Contents, plain: Plain, shown: Shown) -> Iterator[str]:
    """The report: what the source is, its names, its passwords, and what is wrong with it."""
    yield from _head(contents, plain)
    if contents.profiles:
        yield ""
        yield from _names(rows(contents, shown))
        if contents.further:
            yield f"and further names: only the first {MOST_NAMES:,} are told apart"
    for name, inventory in contents.passwords.items():
        yield ""
        yield f"passwords under {name}:"
        yield from _wrapped(password_lines(inventory))
    yield from _duplicates(contents)
    yield from _unreadable(contents)


def title(plain: Plain) -> str:
    """The source in a few words."""
    if not plain.files:
        return address(str(plain.values.get("url", ""))) or "nothing"
    first = plain.files[0].name.rpartition("/")[2]
    others = f" and {len(plain.files) - 1} more" if len(plain.files) > 1 else ""
    return f"{'standard input' if first == '-' else first}{others}"


def advice(contents: Contents) -> str:
    """What to begin with."""
    product = contents.product
    begin = "have a first mapping written: convert init"
    return f"begin with the bundled mapping {product.mapping}, or {begin}" if product and product.mapping else begin


def _head(contents: Contents, plain: Plain) -> Iterator[str]:
    bad = contents.unreadable.total()
    unreadable = f", {bad:,} of them unreadable" if bad else ""
    records, names = counted(contents.read, "record"), counted(len(contents.profiles), "name")
    yield f"{title(plain)}: {plain.type}, {records}{unreadable}, {names}"
    if product := contents.product:
        yield f"probably {product.name}: it has {', '.join(product.evidence)}"
    yield advice(contents)
    if contents.classes:
        told = [f"{name} {count:,}" for name, count in contents.classes.most_common(_CLASSES)]
        more = [f"and {len(contents.classes) - _CLASSES} more"] if len(contents.classes) > _CLASSES else []
        yield from wrap(
            f"object classes: {', '.join([*told, *more])}", WIDTH, subsequent_indent="  ", break_on_hyphens=False
        )


def _names(table: Sequence[Row]) -> Iterator[str]:
    name = min(max((columns(row.name) for row in table), default=0), _NAME)
    yield f"{'name':<{name}}  filled  {'values':<14}  distinct  longest  what it holds"
    for row in table:
        held = WIDTH - (name + 2 + 6 + 2 + 14 + 2 + 8 + 2 + 7 + 2)
        lines = wrap("; ".join([f"{row.kind} {row.mixture}".rstrip(), *row.detail]), held, break_on_hyphens=False) or [
            ""
        ]
        figures = f"{share(row.filled):>6}  {row.per_record:<14}  {row.distinct:>8}  {row.longest:>7,}"
        yield f"{padded(row.name, name)}  {figures}  {lines[0]}".rstrip()
        for line in lines[1:]:
            yield f"{'':<{WIDTH - held}}{line}"


def _duplicates(contents: Contents) -> Iterator[str]:
    found = {name: repeats for name, repeats in contents.repeats.items() if repeats.compared}
    if not found:
        return
    yield ""
    yield "values that stand in several records (compared without case, the first of each record):"
    for name, repeats in found.items():
        figure = f"{repeats.count:,}" if repeats.count else "none"
        limit = "" if repeats.complete else f" among the first {MOST:,}"
        where = f", such as {repeats.example}" if repeats.count else ""
        yield from wrap(f"  {name}: {figure}{limit}{where}", WIDTH, subsequent_indent="    ", break_on_hyphens=False)


def _unreadable(contents: Contents) -> Iterator[str]:
    if not contents.unreadable:
        return
    yield ""
    yield "records that cannot be read:"
    for code, records in contents.unreadable.most_common():
        line = f"  {records:>7,}  {code:<22} first at {contents.places[code]}"
        yield from wrap(line, WIDTH, subsequent_indent=" " * 11, break_on_hyphens=False)


def _wrapped(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield from wrap(line, WIDTH, subsequent_indent=" " * 14, break_on_hyphens=False, drop_whitespace=True) or [""]

"""What the program knows, as tables made of its declarations: functions, schemes, sources, rules, codes, mappings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from converter import bundled
from converter.expressions.language import FUNCTIONS
from converter.passwords.schemes import table as schemes
from converter.report.reference.codes import further_codes
from converter.sources import SOURCES
from converter.syntax.codes import CODES
from converter.syntax.node import Mapping, Scalar
from converter.syntax.source_text import decode
from converter.syntax.yaml_reader import read
from converter.validation.rules import RULES
from converter.validation.violation import Severity


class Table(Struct, frozen=True):
    """Rows of texts under the names of their columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def as_document(self) -> list[dict[str, str]]:
        """One object a row."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def as_lines(self) -> Iterator[str]:
        """The table as a person reads it: columns aligned, the last one as long as it is."""
        every = (tuple(column.upper() for column in self.columns), *self.rows)
        widths = [max(map(len, cells)) for cells in zip(*every, strict=True)][:-1]
        for row in every:
            aligned = (cell.ljust(width) for cell, width in zip(row, widths, strict=False))
            yield "  ".join([*aligned, row[-1]]).rstrip()


def _table(columns: Sequence[str], rows: Iterable[tuple[str, ...]]) -> Table:
    return Table(tuple(columns), tuple(rows))


def _functions() -> Table:
    rows = ((f.name, f.family, f.signature, f.summary) for f in FUNCTIONS.values())
    return _table(("name", "family", "signature", "summary"), rows)


def _schemes() -> Table:
    rows = (
        (s.name, s.target or "-", "" if s.named_only else " ".join(s.markers), f"{s.summary} ({s.origin})")
        for s in schemes().values()
    )
    return _table(("name", "auth0", "markers", "summary"), rows)


def _sources() -> Table:
    rows = ((kind, f.name, f.kind.value, f.summary) for kind, module in SOURCES.items() for f in module.FIELDS)
    return _table(("type", "key", "value", "summary"), rows)


def _rules() -> Table:
    rows = ((r.code, "warning" if r.severity is Severity.WARN else "error", r.summary, r.source) for r in RULES)
    return _table(("code", "severity", "summary", "source"), rows)


def _codes() -> Table:
    mappings = ((code.code, "mapping", f"{code.severity}: {code.title}") for code in CODES.values())
    others = ((code, where, meaning) for code, meanings in further_codes().items() for where, meaning in meanings)
    return _table(("code", "said of", "meaning"), (*mappings, *others))


def _mappings() -> Table:
    files = sorted(bundled.folder("mappings").glob("*.yaml"))
    return _table(("name", "description"), ((file.name, _description(file.read_bytes())) for file in files))


def _description(data: bytes) -> str:
    text = decode(data)
    root = read(text).root if isinstance(text, str) else None
    node = root.get("description") if isinstance(root, Mapping) else None
    return node.text if isinstance(node, Scalar) else ""


CATALOGUES: dict[str, Callable[[], Table]] = {
    "functions": _functions,
    "schemes": _schemes,
    "sources": _sources,
    "rules": _rules,
    "codes": _codes,
    "mappings": _mappings,
}
"""The name of each table → what makes it."""


def counts() -> Table:
    """How many rows each table has."""
    return _table(("catalogue", "entries"), ((name, str(len(make().rows))) for name, make in CATALOGUES.items()))

"""What can be known of `lookups:` before a row is read: types of keys, names that fit nowhere, what is read of rows."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from converter.expressions.function import Function
from converter.expressions.reads import Reads
from converter.expressions.scope import Joined, Scope
from converter.expressions.tree import Node as Tree
from converter.expressions.types import ANY, NULL, Type, array, of
from converter.mapping import conditions
from converter.mapping.expression import check_expression
from converter.mapping.findings import Findings
from converter.mapping.hazards import GROUPS
from converter.mapping.model import Expression, Lookup
from converter.mapping.results import in_words
from converter.record import Naming
from converter.syntax.diagnostic import Severity

_KEYS = of("string", "number", "boolean", "binary")
_FOLDING = ("lower", "upper", "dn")
_DNS = GROUPS | {"dn", "manager", "member", "owner", "secretary", "seealso", "roleoccupant", "uniquemember", "entrydn"}
"""Attributes whose values are DNs, as keys: RFC 4519 and those that name an entry's groups."""


class RowReads(Struct, frozen=True):
    """What is read of a store's rows: `wanted` when they are loaded, `kept` afterwards; None for everything."""

    wanted: frozenset[str] | None
    kept: frozenset[str] | None


def type_of(lookup: Lookup, joined: Joined) -> Type:
    """The type of what the name of a lookup stands for."""
    return array(joined.row) if lookup.many else joined.row | NULL


class RowCheck(Struct, frozen=True):
    """Checks the expressions of one lookup that are about a row."""

    joined: Joined
    functions: Mapping[str, Function]
    findings: Findings
    reads: Reads

    def check(self, lookup: Lookup, match: Type) -> None:
        """Those of the lookup, beside what its `match` gives."""
        if lookup.source.where:
            conditions.check(lookup.source.where, self._typed(lookup.source.where), findings=self.findings)
        key = self._typed(lookup.key)
        sides = [("key", lookup.key, key), ("match", lookup.match, match)]
        if lookup.nested:
            sides.append(("nested", lookup.nested, self._typed(lookup.nested)))
        for name, expression, its in sides:
            self._check_side(name, expression, its)
        for name, expression, its in sides[1:]:
            if _never(key, its):
                message = f"key gives {in_words(key)} and {name} {in_words(its)}, so that no row is ever found"
                self.findings.add(
                    "never-joined", expression.scalar, message, hint="make both the same: guid(), hex() …"
                )
            else:
                self._check_folding(lookup.key, name, expression)

    def kept(self, lookup: Lookup, reads: Mapping[str, set[str] | None]) -> RowReads:
        """What to read and to keep of a row, given what expressions about the record read of it.

        Something of every row is kept, since an object without members counts as false.
        """
        members = reads.get(lookup.name, set())
        if members is None:
            return RowReads(None, None)
        kept = frozenset(members | self._always(lookup, members))
        everything = self.reads.everything or not kept
        return RowReads(None if everything else kept | self.reads.names, kept or None)

    def _always(self, lookup: Lookup, members: set[str]) -> set[str]:
        """What every row that can be found has, where the members that are read may all be absent."""
        if self.joined.scope.naming is Naming.DIRECTORY:
            return {"dn"}
        if members and self.joined.scope.naming is Naming.COLUMNS:
            return set()
        return {node.key for node in lookup.key.tree.walk() if node.key is not None}

    def _typed(self, expression: Expression) -> Type:
        scope: Scope = self.joined.scope
        its, check = check_expression(
            expression, scope, functions=self.functions, diagnostics=self.findings.diagnostics
        )
        self.reads.add(check.reads)
        return ANY if any(finding.severity is Severity.ERROR for finding in check.findings) else its

    def _check_side(self, name: str, expression: Expression, its: Type) -> None:
        found = _one(its)
        if found.kinds and not found.may_be(*_KEYS.kinds):
            message = f"{name} wants texts, numbers or bytes, and this gives {in_words(its)}"
            self.findings.add("wrong-result", expression.scalar, message)
        if _is_raw_dn(expression.tree) and found.may_be("string"):
            message = "the same DN may be written in several ways: in other letters, with blanks, with escapes"
            self.findings.add("raw-dn", expression.scalar, message, hint=f"write dn({expression.text})")

    def _check_folding(self, key: Expression, name: str, other: Expression) -> None:
        for one, plain, what in ((key, other, name), (other, key, "key")):
            call = _folding(one.tree)
            if call and _is_plain(plain.tree) and not _is_raw_dn(plain.tree):
                message = f"the other side is {call}(…), and {what} is taken as it is written"
                self.findings.add("uneven-match", plain.scalar, message, hint=f"write {call}({plain.text}), or neither")


def _is_raw_dn(tree: Tree) -> bool:
    """Is it an attribute that holds DNs, as the directory has it?"""
    named = tree.children[0] if tree.kind == "index_expression" else tree
    return named.kind == "field" and named.key in _DNS


def _folding(tree: Tree) -> str:
    """By which function an expression makes values comparable; empty where it takes them as they are."""
    while tree.kind in ("index_expression", "pipe", "projection", "flatten"):
        tree = tree.children[0]
    return str(tree.value) if tree.kind == "function_expression" and tree.value in _FOLDING else ""


def _is_plain(tree: Tree) -> bool:
    """Does it take a value as the store has it?"""
    return all(node.kind not in ("function_expression", "literal") for node in tree.walk())


def _one(its: Type) -> Type:
    """The type of one value, of the elements where it is a list."""
    found = its.without("null")
    return found.without("array") | (found.item or ANY).without("null") if found.may_be("array") else found


def _never(key: Type, other: Type) -> bool:
    """Is one side always bytes where the other never is?"""
    pairs = ((_one(key), _one(other)), (_one(other), _one(key)))
    return any(one.kinds == {"binary"} and two.kinds and not two.may_be("binary") for one, two in pairs)

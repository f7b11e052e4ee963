"""Everything about a mapping that can be known before a record is read: names, types, order, risks."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct, field

from converter.expressions.function import Function
from converter.expressions.reads import Reads
from converter.expressions.scope import Joined, Scope
from converter.expressions.tree import Node as Tree
from converter.expressions.types import ANY, Type
from converter.mapping import conditions, leaks, names, results, target
from converter.mapping.expression import check_expression
from converter.mapping.findings import Findings
from converter.mapping.hazards import hazards
from converter.mapping.lint_lookups import RowCheck, RowReads, type_of
from converter.mapping.metadata_names import check_names_of_type
from converter.mapping.model import Expression, Leaf, Lookup, Model
from converter.syntax.diagnostic import Diagnostic, Position, Severity

RISKY = ("email_verified", "phone_verified")


class Linted(Struct):
    """The findings, and what the mapping reads: the source's keys, or None for all of them; of rows by their lookup."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    reads: set[str] | None = field(default_factory=set)
    rows: dict[str, RowReads] = field(default_factory=dict)


def lint(
    model: Model, scope: Scope, functions: Mapping[str, Function], *, stores: Mapping[str, Scope] = MappingProxyType({})
) -> Linted:
    """Type every expression of the model in place, and check what a reviewer would.

    `scope` is that of the record, `stores` has for each lookup that of its rows.
    """
    diagnostics: list[Diagnostic] = []
    work = _Lint(scope, functions, Findings(diagnostics))
    work.where(model)
    rows = work.lookups(model, stores)
    work.steps(model)
    work.conditions(model)
    for leaf in model.leaves:
        work.leaf(leaf)
    work.password(model)
    leaks.check(model, work.findings)
    for identifier in model.identifiers:
        work.typed(identifier)
    names.check(model, work.scope, read=work.read, used=work.used, findings=work.findings)
    kept = {lookup.name: check.kept(lookup, work.reads.rows) for lookup, check in rows}
    return Linted(diagnostics, None if work.reads.everything else work.reads.names, kept)


class _Lint(Struct):
    """The check under way. `scope` grows by the steps; `read` has where each key of the source is read first."""

    scope: Scope
    functions: Mapping[str, Function]
    findings: Findings
    reads: Reads = field(default_factory=Reads)
    read: dict[str, Position] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def typed(self, expression: Expression, later: tuple[str, ...] = ()) -> Type:
        """An expression's type; `later` are the steps that are not taken yet where it is evaluated.

        Nothing is known of an expression with an error, so that one mistake is reported once.
        """
        scope = self.scope
        for name in later:
            scope = scope.with_name(name, ANY)
        diagnostics = self.findings.diagnostics
        its, check = check_expression(expression, scope, functions=self.functions, diagnostics=diagnostics)
        self.reads.add(check.reads)
        for node in expression.tree.walk():
            self._note(expression, node, later=later, steps=scope.named)
        for hazard in hazards(expression.tree):
            position = expression.scalar.at(hazard.node.offset)
            self.findings.add(hazard.code, position, hazard.message, hint=hazard.hint)
        return ANY if any(finding.severity is Severity.ERROR for finding in check.findings) else its

    def _note(self, expression: Expression, node: Tree, *, later: tuple[str, ...], steps: Mapping[str, Type]) -> None:
        if node.kind != "field" or node.key is None:
            return
        position = expression.scalar.at(node.offset)
        if node.key in later:
            message = f"{node.key} is a step or a lookup that has no value yet here"
            hint = "where: comes first, then lookups:, then let:; each sees only those above it"
            hint += f"; if {node.key} of the record is meant, rename that"
            self.findings.add("used-before", position, message, hint=hint)
        if node.key in steps:
            self.used.add(node.key)
        else:
            self.read.setdefault(node.key, position)

    def where(self, model: Model) -> None:
        """The first condition, which sees the record alone."""
        if model.source.where:
            later = (*(lookup.name for lookup in model.lookups), *(name for name, _ in model.let))
            conditions.check(model.source.where, self.typed(model.source.where, later), findings=self.findings)

    def lookups(self, model: Model, stores: Mapping[str, Scope]) -> list[tuple[Lookup, RowCheck]]:
        """In the order in which they are joined; gives them with the checks of what they say of their rows."""
        later = (*(lookup.name for lookup in model.lookups), *(name for name, _ in model.let))
        checks = []
        for place, lookup in enumerate(model.lookups):
            joined = Joined(lookup.name, stores[lookup.name])
            check = RowCheck(joined, self.functions, self.findings, Reads())
            check.check(lookup, self.typed(lookup.match, later[place:]))
            checks.append((lookup, check))
            self.scope = self.scope.with_name(lookup.name, type_of(lookup, joined))
        return checks

    def steps(self, model: Model) -> None:
        """In the order in which they are taken."""
        names = tuple(name for name, _ in model.let)
        for place, (name, expression) in enumerate(model.let):
            self.scope = self.scope.with_name(name, self.typed(expression, names[place + 1 :]))

    def conditions(self, model: Model) -> None:
        """Those that see the steps."""
        for rule in model.skip:
            conditions.check(rule.when, self.typed(rule.when), findings=self.findings)
        if model.keep:
            results.check_rank(model.keep, self.typed(model.keep), findings=self.findings)
        for lookup in model.lookups:
            if lookup.required:
                # a record without a row is rejected before the user is built
                self.scope = self.scope.with_name(lookup.name, self.scope.named[lookup.name].without("null"))

    def leaf(self, leaf: Leaf) -> None:
        """What a field gets."""
        constant = leaf.constant
        if leaf.expression is not None:
            its = self.typed(leaf.expression)
            self.reads.whole(its)
            results.check(leaf, its, findings=self.findings)
            path = tuple(leaf.path.split("."))
            if path[0] in target.METADATA and leaf.map is None:
                check_names_of_type(its, path, at=leaf.expression.scalar, findings=self.findings)
            tree = leaf.expression.tree
            constant = tree.value if tree.kind == "literal" else constant
        if leaf.path in RISKY and constant is True and not leaf.because:
            message = f"{leaf.path} is true for every user; whoever controls such an address controls the account"
            hint = "say why it is right: {value: true, because: …}"
            self.findings.add("risky-constant", leaf.node, message, hint=hint)
        elif leaf.path in target.IDENTIFIERS and isinstance(constant, str):
            message = f"every user would have the same {leaf.path}, and all but the first be rejected"
            self.findings.add("risky-constant", leaf.node, message, hint="write an expression")

    def password(self, model: Model) -> None:
        """Where the password comes from."""
        if model.password is not None:
            results.check_password(model.password.source, self.typed(model.password.source), findings=self.findings)

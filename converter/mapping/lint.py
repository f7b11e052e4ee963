"""Everything about a mapping that can be known before a record is read: names, types, order, risks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from converter.expressions.function import Function
from converter.expressions.scope import Scope, attribute_key
from converter.expressions.tree import Node as Tree
from converter.expressions.types import ANY, Type
from converter.mapping import conditions, results, target
from converter.mapping.expression import check_expression
from converter.mapping.findings import Findings
from converter.mapping.hazards import hazards
from converter.mapping.metadata_names import check_names_of_type
from converter.mapping.model import Expression, Leaf, Model
from converter.record import Naming
from converter.syntax.diagnostic import Diagnostic, Position, Severity
from converter.syntax.suggestion import suggest

RISKY = ("email_verified", "phone_verified")


@dataclass(slots=True)
class Linted:
    """The findings, and what the mapping reads: the source's keys, or None for all of them."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    reads: set[str] | None = field(default_factory=set)


def lint(model: Model, scope: Scope, functions: Mapping[str, Function]) -> Linted:
    """Type every expression of the model in place, and check what a reviewer would."""
    result = Linted()
    work = _Lint(scope, functions, result, Findings(result.diagnostics))
    work.source_and_steps(model)
    work.conditions(model)
    for leaf in model.leaves:
        work.leaf(leaf)
    work.password(model)
    for identifier in model.identifiers:
        work.typed(identifier)
    work.names_of_steps(model)
    return result


@dataclass(slots=True)
class _Lint:
    """The check under way. `scope` grows by the steps; `read` has where each key of the source is read first."""

    scope: Scope
    functions: Mapping[str, Function]
    result: Linted
    findings: Findings
    read: dict[str, Position] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def typed(self, expression: Expression, later: tuple[str, ...] = ()) -> Type:
        """An expression's type; `later` are the steps that are not taken yet where it is evaluated.

        Nothing is known of an expression with an error, so that one mistake is reported once.
        """
        scope = self.scope
        for name in later:
            scope = scope.with_name(name, ANY)
        its, check = check_expression(expression, scope, functions=self.functions, diagnostics=self.result.diagnostics)
        if check.reads_all:
            self.result.reads = None
        elif self.result.reads is not None:
            self.result.reads |= check.names
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
            message = f"{node.key} is a step of let: that has no value yet here"
            hint = "where: is decided before let:, and a step sees only those above it"
            hint += f"; if {node.key} of the record is meant, rename the step"
            self.findings.add("used-before", position, message, hint=hint)
        if node.key in steps:
            self.used.add(node.key)
        else:
            self.read.setdefault(node.key, position)

    def source_and_steps(self, model: Model) -> None:
        """In the order in which they are taken."""
        names = tuple(name for name, _ in model.let)
        if model.source.where:
            conditions.check(model.source.where, self.typed(model.source.where, names), findings=self.findings)
        for place, (name, expression) in enumerate(model.let):
            self.scope = self.scope.with_name(name, self.typed(expression, names[place + 1 :]))

    def conditions(self, model: Model) -> None:
        """Those that see the steps."""
        for rule in model.skip:
            conditions.check(rule.when, self.typed(rule.when), findings=self.findings)
        if model.keep:
            results.check_rank(model.keep, self.typed(model.keep), findings=self.findings)

    def leaf(self, leaf: Leaf) -> None:
        """What a field gets."""
        constant = leaf.constant
        if leaf.expression is not None:
            its = self.typed(leaf.expression)
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

    def names_of_steps(self, model: Model) -> None:
        """Steps that nothing uses, and steps that are called like a value that is read."""
        read = {self._folded(key): position for key, position in self.read.items()}
        for name, expression in model.let:
            position = read.get(self._folded(name))
            if position is not None:
                message = f"this reads a value of the record that has the name of a step of let:, {name}"
                hint = f"give the step a name of its own: elsewhere {name} means the step"
                self.findings.add("shadowed-name", position, message, hint=hint)
            elif name not in self.used:
                near = suggest(name, self.read)
                hint = f"{near} in line {self.read[near].line} may mean it" if near else "use it, or remove it"
                self.findings.add("unused-step", expression.scalar, f"nothing uses the step {name}", hint=hint)

    def _folded(self, name: str) -> str:
        if self.scope.naming is Naming.DIRECTORY:
            return attribute_key(name)
        return name.lower() if self.scope.naming is Naming.COLUMNS else name

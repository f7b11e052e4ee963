"""Everything about a mapping that can be known before a record is read: types, names, forbidden fields, risks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from converter.expressions.function import Function
from converter.expressions.scope import Scope
from converter.expressions.types import ANY, Type, of
from converter.mapping import target
from converter.mapping.expression import check_expression
from converter.mapping.model import Expression, Leaf, Model
from converter.mapping.target import Target
from converter.syntax.codes import diagnose
from converter.syntax.diagnostic import Diagnostic, Position
from converter.validation.metadata_rules import FORBIDDEN_NAMES

RISKY = ("email_verified", "phone_verified")


@dataclass(slots=True)
class Linted:
    """The findings, and what the mapping reads: the source's keys, or None for all of them."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    reads: set[str] | None = field(default_factory=set)


def lint(model: Model, scope: Scope, functions: Mapping[str, Function]) -> Linted:
    """Type every expression of the model in place, and check what a reviewer would."""
    work = _Lint(scope, functions, Linted())
    work.source(model)
    work.steps(model)
    work.skips(model)
    for leaf in model.leaves:
        work.leaf(leaf)
    work.password(model)
    work.user(model)
    return work.result


@dataclass(slots=True)
class _Lint:
    scope: Scope
    functions: Mapping[str, Function]
    result: Linted

    def typed(self, expression: Expression) -> Type:
        its, check = check_expression(
            expression, self.scope, functions=self.functions, diagnostics=self.result.diagnostics
        )
        if check.reads_all:
            self.result.reads = None
        elif self.result.reads is not None:
            self.result.reads |= check.names
        return its

    def source(self, model: Model) -> None:
        if model.source.where:
            self.typed(model.source.where)

    def steps(self, model: Model) -> None:
        for name, expression in model.let:
            self.scope = self.scope.with_name(name, self.typed(expression))

    def skips(self, model: Model) -> None:
        for rule in model.skip:
            self.typed(rule.when)
        if model.keep:
            self.typed(model.keep)

    def leaf(self, leaf: Leaf) -> None:
        if leaf.expression is not None:
            its = self.typed(leaf.expression)
            if leaf.map is None:
                self._check_result(leaf, its)
        elif leaf.path in RISKY and leaf.constant is True and not leaf.because:
            message = f"{leaf.path} is true for every user; whoever controls such an address controls the account"
            self._report("risky-constant", leaf.position, message, "say why it is right: {value: true, because: …}")

    def _check_result(self, leaf: Leaf, its: Type) -> None:
        wanted = _KINDS[leaf.target]
        one = its.item or ANY if its.kinds <= {"array", "null"} and leaf.target.single else its
        found = one.without("null")
        if not found.kinds or (found.kinds & wanted.kinds and found.kinds != {"binary"}):
            return
        if leaf.target is Target.ARRAY and found.kinds:
            return
        message = f"{leaf.path} wants {_named(leaf.target)}; this gives {its.without('null')}"
        self._report("wrong-result", leaf.position, message, _conversion(leaf, found))

    def password(self, model: Model) -> None:
        if model.password is None:
            return
        its = self.typed(model.password.source)
        if not (its.item or its).may_be("string", "binary"):
            self._report("wrong-result", model.password.position, f"a stored password is text; this gives {its}")
        for leaf in model.leaves:
            if leaf.path.split(".")[0] in target.HASHES:
                self._report("redundant-password", leaf.position, f"{leaf.path} is filled by password: already")

    def user(self, model: Model) -> None:
        if not any(name == "email" for name, _ in model.user.members):
            hint = "for example email: lower(mail[0])"
            self._report("missing-email", model.user_position, "the user has no email", hint)
        for leaf in model.leaves:
            self._metadata(leaf)

    def _metadata(self, leaf: Leaf) -> None:
        steps = leaf.path.split(".")
        if steps[0] == "app_metadata" and len(steps) > 1 and steps[1].split("[")[0] in FORBIDDEN_NAMES:
            hint = f"choose another name, such as legacy_{steps[1].lstrip('_')}"
            self._report("forbidden-metadata", leaf.position, f"Auth0 refuses {steps[1]} in app_metadata", hint)

    def _report(self, code: str, position: Position, message: str, hint: str = "") -> None:
        self.result.diagnostics.append(diagnose(code, position, message, hint=hint))


_KINDS = {
    Target.STRING: of("string"),
    Target.BOOLEAN: of("boolean"),
    Target.INTEGER: of("number"),
    Target.ARRAY: of("array"),
    Target.OBJECT: of("object"),
    Target.ANY: ANY.without("binary"),
}


def _named(wanted: Target) -> str:
    return {Target.STRING: "a text", Target.BOOLEAN: "true or false", Target.INTEGER: "a whole number"}.get(
        wanted, f"an {wanted.value}"
    )


def _conversion(leaf: Leaf, found: Type) -> str:
    name = leaf.expression.text if leaf.expression and len(leaf.expression.text) < 40 else "…"
    if found.may_be("binary"):
        return f"bytes become text by guid({name}), sid({name}), hex({name}) or base64({name})"
    if leaf.target is Target.BOOLEAN:
        return f"write a condition, such as includes({name}, 'TRUE'), or boolean({name})"
    if leaf.target is Target.STRING and not found.may_be("array", "object"):
        return f"to_string({name}) makes a text of it"
    return ""

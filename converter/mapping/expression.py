"""An expression of the mapping file: parsed where it stands, typed against what its names mean."""

from __future__ import annotations

from collections.abc import Mapping

from converter.expressions.check import Check
from converter.expressions.finding import Finding
from converter.expressions.function import Function
from converter.expressions.scope import Scope
from converter.expressions.tree import ExpressionSyntaxError, parse
from converter.expressions.types import Type
from converter.mapping.model import Expression
from converter.syntax.codes import diagnose
from converter.syntax.diagnostic import Diagnostic
from converter.syntax.node import Scalar


def read_expression(scalar: Scalar, diagnostics: list[Diagnostic]) -> Expression | None:
    """The expression a scalar holds; a syntax error goes to `diagnostics`. A number or boolean is a literal."""
    text = scalar.text if isinstance(scalar.value, str) else f"`{scalar.text}`"
    try:
        return Expression(scalar, parse(text))
    except ExpressionSyntaxError as error:
        position = scalar.at(min(error.offset, len(scalar.text)))
        diagnostics.append(diagnose("expression-syntax", position, error.message, hint=error.hint))
        return None


def check_expression(
    expression: Expression, scope: Scope, *, functions: Mapping[str, Function], diagnostics: list[Diagnostic]
) -> tuple[Type, Check]:
    """Type an expression in place; gives its type and what it reads."""
    check = Check(scope, functions)
    its = check.type_of(expression.tree)
    diagnostics.extend(_placed(expression.scalar, finding) for finding in check.findings)
    return its, check


def _placed(scalar: Scalar, finding: Finding) -> Diagnostic:
    return Diagnostic(
        scalar.at(finding.offset), finding.code, finding.message, finding.hint, finding.severity, finding.length
    )

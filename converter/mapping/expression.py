"""An expression of the mapping file: parsed where it stands, typed against what its names mean."""

from __future__ import annotations

import json
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

_TRUE_ELSEWHERE = {"yes": "true", "on": "true", "no": "false", "off": "false"}
"""What YAML 1.1 took for booleans. Here they would name an attribute, which nobody means."""

_UNQUOTED = "write it without quotes"


def read_expression(scalar: Scalar, diagnostics: list[Diagnostic]) -> Expression | None:
    """The expression a scalar holds; a syntax error goes to `diagnostics`. A number or boolean is a literal."""
    plain = scalar.position == scalar.content
    meant = _TRUE_ELSEWHERE.get(scalar.text.lower()) if plain and isinstance(scalar.value, str) else None
    if meant:
        message = f"{scalar.text} is no boolean in YAML 1.2: as an expression it is the name of a value of the record"
        hint = f"write {meant}; where the name is meant, put it in quotes"
        diagnostics.append(diagnose("wrong-type", scalar.position, message, hint=hint, length=scalar.length))
        return None
    if isinstance(scalar.value, str) and scalar.text in ("true", "false"):
        message = f"{scalar.text} in quotes is the name of a value of the record"
        diagnostics.append(diagnose("wrong-type", scalar.position, message, hint=_UNQUOTED, length=scalar.length))
        return None
    text = scalar.text if isinstance(scalar.value, str) else f"`{json.dumps(scalar.value)}`"
    try:
        return Expression(scalar, parse(text))
    except ExpressionSyntaxError as error:
        position = scalar.at(min(error.offset, len(scalar.text)))
        hint = _remedy(scalar, error)
        diagnostics.append(diagnose("expression-syntax", position, error.message, hint=hint))
        return None


def _remedy(scalar: Scalar, error: ExpressionSyntaxError) -> str:
    if "${" in scalar.text:
        return "${…} is filled in below source: only"
    plain = scalar.position == scalar.content
    if plain and "never closed" in error.message:
        return f"{error.hint}; where a blank and # follow, quote the whole value: YAML takes # for a comment"
    if "hyphen" in error.hint:
        return f"{error.hint}; a constant is written {{value: …}}"
    return error.hint


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

"""Conditions that hold or fail otherwise than their author means: `where:` and `when:`."""

from __future__ import annotations

from converter.expressions.types import Type
from converter.mapping.findings import Findings
from converter.mapping.model import Expression


def check(condition: Expression, its: Type, findings: Findings) -> None:
    """Warn of a condition that can never be a boolean.

    A text holds unless it is empty and a number always, JMESPath says; a list of several values is the record's
    error, since a condition wants one.
    """
    if condition.tree.kind == "literal" and isinstance(condition.tree.value, bool):
        holds = "for every record" if condition.tree.value else "for no record"
        findings.add("loose-condition", condition.scalar, f"this holds {holds}", hint="write what tells records apart")
        return
    found = its.without("null")
    if not found.kinds or found.may_be("boolean", "expression"):
        return
    simple = condition.tree.kind in ("field", "index_expression", "function_expression") and len(condition.text) <= 40
    name = condition.text if simple else "…"
    if found.may_be("array"):
        item = found.item.without("null") if found.item else None
        if item is not None and item.kinds == {"boolean"}:
            return
        message = "a condition wants one value, and a record with several values here is rejected"
        hint = f"write present({name}), or includes({name}, '…')"
    elif found.kinds == {"number"}:
        message, hint = "a number always holds as a condition, 0 too", f"compare it, such as {name} > `0`"
    elif found.may_be("string"):
        message = "any text but the empty one holds as a condition, 'false' and '0' too"
        hint = f"write present({name}), boolean({name}) or {name} == '…'"
    else:
        message, hint = "this holds wherever it is not empty", f"write present({name}) if that is meant"
    findings.add("loose-condition", condition.scalar, message, hint=hint)

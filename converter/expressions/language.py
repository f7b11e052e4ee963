"""Every function an expression may call: JMESPath's own and ours, in one table."""

from __future__ import annotations

from converter.expressions import standard
from converter.expressions.function import Function
from converter.expressions.functions import FUNCTIONS as OURS

FUNCTIONS: dict[str, Function] = {function.name: function for function in standard.FUNCTIONS} | OURS

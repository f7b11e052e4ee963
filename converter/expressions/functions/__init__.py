"""Every function of the mapping language beside JMESPath's own: one module a family, one table."""

from __future__ import annotations

from converter.expressions.function import Function
from converter.expressions.functions import choice, contact, dates, flags, identifiers, names, patterns, text

FAMILIES = (text, patterns, choice, dates, identifiers, names, flags, contact)

FUNCTIONS: dict[str, Function] = {function.name: function for family in FAMILIES for function in family.FUNCTIONS}
"""The functions by the name that a mapping calls them by, in the order of the reference page."""

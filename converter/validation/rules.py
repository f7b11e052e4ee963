"""Every rule beside the schema, in one table, and the codes that violations carry."""

from __future__ import annotations

from converter.validation.hash_rules import HASH_RULES
from converter.validation.metadata_rules import METADATA_RULES
from converter.validation.profile_rules import PROFILE_RULES
from converter.validation.rule import Rule
from converter.validation.schema import SCHEMA_RULES

RULES: tuple[Rule, ...] = (*PROFILE_RULES, *HASH_RULES, *METADATA_RULES)

JSON_VALUE = "json-value"
"""The code of a value that JSON does not have; it stands before schema and rules."""

CODES: dict[str, str] = {
    JSON_VALUE: "a value that JSON does not have, or nesting too deep to be written",
    **{rule.code: rule.summary for rule in SCHEMA_RULES},
    **{rule.code: rule.summary for rule in RULES},
}
"""Every code a violation can carry, and what it means."""

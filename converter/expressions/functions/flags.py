"""Flags: bits of a number, and the spellings of true and false."""

from __future__ import annotations

from converter.directory import flags
from converter.expressions.function import Example, Mode, declare


@declare(
    "has_flag",
    ("value: string|number", "flag: string|number"),
    "boolean",
    mode=Mode.ASK,
    summary="Whether a bit of a number is set; the bit is a number or its name in userAccountControl.",
    examples=(
        Example("has_flag(useraccountcontrol, 'ACCOUNTDISABLE')", True, {"useraccountcontrol": ["514"]}),
        Example("has_flag(useraccountcontrol, `2`)", False, {"useraccountcontrol": ["512"]}),
        Example("has_flag('66048', '0x10000')", True),
        Example("has_flag(useraccountcontrol, 'LOCKOUT')", False, {}),
        Example("has_flag('514', 'DISABLED')", fails="invalid-value"),
        Example("has_flag('on', `2`)", fails="invalid-value"),
    ),
)
def has_flag(value: str | float, flag: str | float) -> bool:
    """All bits where the number has several; the empty text has none."""
    if isinstance(value, str) and not value.strip():
        return False
    return flags.has(value, flag)


@declare(
    "boolean",
    ("value: string|number|boolean",),
    "boolean|null",
    mode=Mode.EACH,
    summary="The boolean that a text stands for, in any case: true/false, t/f, yes/no, y/n, on/off, 1/0.",
    examples=(
        Example("boolean('TRUE')", True),
        Example("boolean(`0`)", False),
        Example("boolean(mailverified)", [False], {"mailverified": ["no"]}),
        Example("boolean(mailverified)", None, {"mailverified": ""}),
        Example("boolean(mailverified)", None, {}),
        Example("boolean('perhaps')", fails="invalid-value"),
    ),
)
def boolean(value: str | float | bool) -> bool | None:
    """RFC 4517 §3.3.3 and what tables write; the empty text gives null."""
    return None if isinstance(value, str) and not value.strip() else flags.boolean(value)


FUNCTIONS = (has_flag, boolean)

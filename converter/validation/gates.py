"""Quick looks: at once, for nearly every user, that no rule can object to a property.

A gate may be stricter than the rules on its property, never laxer: where it says no, the rules are asked.
It gets values of the type that the schema wants. Users are validated by the million, and this is four
fifths of the time the rules would take.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from converter.validation import hash_shape
from converter.validation.look import LOOKS
from converter.validation.metadata_rules import EXACT, FORBIDDEN_NAMES, ROOT_NAMES
from converter.validation.profile_rules import LARGEST_PROFILE

SIZE_WITHOUT_FAULT = LARGEST_PROFILE
"""Bytes up to which no rule on the size of a user can object."""

_BARE_SHAPES: dict[str, hash_shape.Shape] = {
    "argon2": hash_shape.argon2,
    "bcrypt": hash_shape.bcrypt,
    "ldap": hash_shape.ldap,
    "pbkdf2": hash_shape.pbkdf2,
}
_NAMES_APART = FORBIDDEN_NAMES | ROOT_NAMES


def _bare_hash(custom: dict[str, Any]) -> bool:
    """An algorithm and a self-describing text, with its encoding or without, nothing else."""
    stored = custom["hash"]
    if len(custom) != 2 or "value" not in stored or len(stored) != 1 + (stored.get("encoding") == "utf8"):
        return False
    shape = _BARE_SHAPES.get(custom["algorithm"])
    value = stored["value"]
    return shape is not None and value != "" and not shape(value, custom)


def _plain_app_metadata(metadata: dict[str, Any]) -> bool:
    return _NAMES_APART.isdisjoint(metadata) and _plain(metadata)


def _plain(node: dict[str, Any]) -> bool:
    names = "".join(node)
    return "." not in names and "$" not in names and _plain_values(node.values())


def _plain_values(values: Any) -> bool:
    for value in values:
        kind = type(value)
        if kind is str:
            continue
        if kind is list:
            if not _plain_values(value):
                return False
        elif kind is dict:
            if not _plain(value):
                return False
        elif kind is int and -EXACT <= value <= EXACT:
            continue
        elif kind is not bool and kind is not float:
            return False
    return True


GATES: Mapping[str, Callable[[Any], object]] = MappingProxyType(
    {
        **{name: look.passes for name, look in LOOKS.items() if not look.address},
        "email": str.isascii,
        "password_hash": hash_shape.PASSWORD_HASH.fullmatch,
        "custom_password_hash": _bare_hash,
        "app_metadata": _plain_app_metadata,
        "user_metadata": _plain,
    }
)
"""By property. A property without a gate and with rules is always asked about."""

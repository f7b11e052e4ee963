"""What a person may see of a record who asked for it: everything but stored passwords, other secrets and bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from converter.expressions.paths import meet, paths
from converter.expressions.tree import Node
from converter.mapping.model import Model
from converter.passwords.secrecy import is_secret
from converter.record import Values
from converter.validation.violation import mask

_HASH = "password"
_HARMLESS = re.compile(
    r"(?i:true|false)|[0-9]{14}(\.[0-9]+)?(Z|[+-][0-9]{4})|[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]+(Z|[+-][0-9:]+)?)?"
)
"""A truth value or a time: often stands under a name such as passwordExpirationTime, and is never a secret."""
_PARAMETER = re.compile(r"custom_password_hash\.(?!.*\bvalue$).*")
_DISTINCT = 6
"""Characters from which on a secret is looked for inside longer texts as well."""


@dataclass(frozen=True, slots=True)
class Masked:
    """Stands where a value is not shown, and says what kind of value it is: `(38 characters)`; JSON takes it."""

    masked: str


class Disclosure:
    """Replaces in values what nobody may see by `Masked`: for one record, whose secrets are looked for everywhere."""

    def __init__(self, model: Model, values: Values) -> None:
        self._stored = stored_paths(model)
        everything = list(_texts(values))
        own = {text for path, text in everything if "." not in path and not self._is_stored(path)}
        self._texts = {
            text
            for path, text in everything
            if path in self._stored or (self._is_stored(path, text) and not (_is_joint(path) and text in own))
        }

    def record(self, values: Values) -> Values:
        """A record's values, by their names."""
        return {name: self._shown(name, value, stored=self._stored) for name, value in values.items()}

    def user(self, user: dict[str, Any]) -> dict[str, Any]:
        """An Auth0 user."""
        return {name: self.under(name, value) for name, value in user.items()}

    def under(self, path: str, value: Any) -> Any:
        """A value at a path of the user; it is as secret as the names on its way."""
        return self._shown(path, value, stored=frozenset())

    def computed(self, tree: Node, value: Any) -> Any:
        """A value that an expression gives: as secret as what the expression reads."""
        read = set(paths(tree))
        if meet(read, self._stored):
            return concealed(value)
        return self.under(next((path for path in sorted(read) if is_secret(path)), ""), value)

    def _is_stored(self, path: str, text: str = "") -> bool:
        return path in self._stored or (is_secret(path) and not _HARMLESS.fullmatch(text))

    def _shown(self, path: str, value: Any, *, stored: frozenset[str]) -> Any:
        if path in stored:
            return concealed(value)
        if isinstance(value, dict):
            inner = ((name, f"{path}.{name}" if path else name, member) for name, member in value.items())
            return {name: self._shown(below, member, stored=stored) for name, below, member in inner}
        if isinstance(value, list):
            return [self._shown(path, item, stored=stored) for item in value]
        return Masked(mask(_HASH, value)) if self._hides(path, value) else value

    def _hides(self, path: str, value: Any) -> bool:
        if value is None or isinstance(value, bool | Masked):
            return False
        secret = is_secret(path) and not _PARAMETER.fullmatch(path)
        if not isinstance(value, str):
            return secret or isinstance(value, bytes)
        if value in self._texts or any(text in value for text in self._texts if len(text) >= _DISTINCT):
            return True
        return secret and not _HARMLESS.fullmatch(value)


def _is_joint(path: str) -> bool:
    """Is it a member with a harmless name, as the user's number is in a row of passwords?"""
    return "." in path and not is_secret(path.rpartition(".")[2])


def concealed(value: Any) -> Any:
    """A value made of a stored password: truth values and null only are shown."""
    if isinstance(value, list):
        return [concealed(item) for item in value]
    return value if value is None or isinstance(value, bool) else Masked(mask(_HASH, value))


def stored_paths(model: Model) -> frozenset[str]:
    """The paths in a record from which `password:` is made, and the steps that are made of the same."""
    if model.password is None:
        return frozenset()
    stored = set(paths(model.password.source.tree))
    for step, expression in reversed(model.let):
        if step in stored:
            stored.update(paths(expression.tree))
    for step, expression in model.let:
        if meet(set(paths(expression.tree)), stored):
            stored.add(step)
    return frozenset(stored)


def stored_fields(model: Model) -> frozenset[str]:
    """The fields of the user that are made of a stored password although they are not the password."""
    stored = stored_paths(model)
    leaves = ((leaf.path, leaf.expression) for leaf in model.leaves)
    return frozenset(path for path, expression in leaves if expression and meet(paths(expression.tree), stored))


def _texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a value that is not empty, with its path."""
    if isinstance(value, str):
        if value:
            yield path, value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, path)
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from _texts(member, f"{path}.{name}" if path else name)

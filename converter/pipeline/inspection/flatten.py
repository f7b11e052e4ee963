"""The names and values of a record of any source, as a report lists them: name → scalars."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from converter.expressions.remedies import is_constant_elsewhere
from converter.record import Naming, Values
from converter.sources.source import keep_name

_DEEPEST = 6
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_CREDENTIAL = "secretData"
"""The member that marks an object as a credential of Keycloak, which is one value and not several."""


def flatten(values: Values, label: Callable[[str], str] = keep_name) -> Iterator[tuple[str, list[Any]]]:
    """Each name with its values; nulls are absent. `label` says how the record's own names are told.

    A nested member has the name that an expression would use, `address.city`, and `roles[].name` for those in a list.
    """
    nested: dict[str, list[Any]] = {}
    for name, value in values.items():
        if isinstance(value, dict) or (
            isinstance(value, list) and any(isinstance(item, dict | list) for item in value)
        ):
            _descend(quoted(name), value, nested, depth=1)
        elif isinstance(value, list):
            yield label(name), value
        elif value is not None:
            yield label(name), [value]
    yield from nested.items()


def label_of(naming: Naming) -> Callable[[str], str]:
    """How names are told: those of JSON as expressions write them, since nested ones have to be told from them."""
    return quoted if naming is Naming.MEMBERS else keep_name


def quoted(name: str) -> str:
    """A name as expressions write it."""
    plain = _IDENTIFIER.fullmatch(name) and not is_constant_elsewhere(name)
    return name if plain else json.dumps(name, ensure_ascii=False)


def _descend(path: str, value: Any, found: dict[str, list[Any]], *, depth: int) -> None:
    if isinstance(value, dict) and _CREDENTIAL in value:
        found.setdefault(path, []).append(json.dumps(value))
    elif isinstance(value, dict) and depth < _DEEPEST:
        for name, member in value.items():
            _descend(f"{path}.{quoted(name)}", member, found, depth=depth + 1)
    elif isinstance(value, list) and depth < _DEEPEST:
        step = f"{path}[]" if any(map(_nests, value)) else path
        for item in value:
            _descend(step, item, found, depth=depth + 1)
    elif value is not None:
        found.setdefault(path, []).append(value)


def _nests(item: Any) -> bool:
    return isinstance(item, dict | list)

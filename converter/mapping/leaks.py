"""Fields of the user that hold a stored password: what reads one, and hands it on."""

from __future__ import annotations

from collections.abc import Iterator

from converter.expressions.paths import meet, path_of, paths
from converter.expressions.tree import Node
from converter.expressions.types import BOOLEAN, NULL, of
from converter.mapping.findings import Findings
from converter.mapping.model import Model
from converter.mapping.target import HASHES
from converter.passwords.secrecy import is_password

_HARMLESS = (BOOLEAN | NULL | of("number")).kinds
"""What is asked of a password, or counted, gives nothing of it away."""


def check(model: Model, findings: Findings) -> None:
    """Warn of every field but the hashes that is made of a stored password, unless it says why."""
    stored = set(paths(model.password.source.tree)) if model.password else set()
    for leaf in model.leaves:
        if leaf.expression is None or leaf.because or leaf.path.partition(".")[0] in HASHES:
            continue
        for path, node in _handed_on(leaf.expression.tree):
            if is_password(path) or meet([path], stored) or meet(stored, [path]):
                message = f"{leaf.path} would hold what is stored as a password under {path}"
                hint = "remove it: the hash goes to Auth0 by password:; or say why it is none, with because:"
                findings.add("stored-secret", leaf.expression.scalar.at(node.offset), message, hint=hint)
                break


def _handed_on(node: Node) -> Iterator[tuple[str, Node]]:
    """The paths of which the value of an expression may hold something, and where they are read."""
    if node.type.kinds <= _HARMLESS:
        return
    path, rest = path_of(node)
    if path:
        yield path, node
    for child in rest:
        yield from _handed_on(child)

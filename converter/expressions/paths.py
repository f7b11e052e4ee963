"""The paths of values that an expression reads, as far as they can be told from its text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from converter.expressions.tree import Node


def paths(tree: Node) -> Iterator[str]:
    """What of a record an expression reads: `userpassword`, or `account.password` where it goes further at once.

    That a list is gone through on the way makes no difference: `logins[0].password` is `logins.password`.
    """
    path, rest = path_of(tree)
    if path:
        yield path
    for child in rest:
        yield from paths(child)


def path_of(tree: Node) -> tuple[str, Sequence[Node]]:
    """The path that an expression begins with, empty where it is none, and the parts of it that do not belong to it."""
    if tree.key is not None:
        return tree.key, ()
    if tree.kind not in _ALONG:
        return "", tree.children
    path, rest = path_of(tree.children[0])
    if not path:
        return "", tree.children
    members = list(takewhile(lambda child: child.kind in ("field", "index", "slice", "identity"), tree.children[1:]))
    names = [member.member or str(member.value) for member in members if member.kind == "field"]
    return ".".join([path, *names]), (*rest, *tree.children[1 + len(members) :])


_ALONG = frozenset(["subexpression", "index_expression", "projection", "filter_projection", "flatten"])


def meet(read: Iterable[str], stored: Iterable[str]) -> bool:
    """Is something read that is one of the stored, or a part of it?"""
    kept = tuple(stored)
    return any(path == one or path.startswith(f"{one}.") for path in read for one in kept)

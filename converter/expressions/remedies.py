"""What was probably meant where a name or a member does not exist: the second half of a finding."""

from __future__ import annotations

from collections.abc import Iterable

from converter.expressions.foreign import remedy
from converter.expressions.scope import Scope
from converter.expressions.tree import Node
from converter.expressions.types import Type
from converter.record import Naming
from converter.syntax.suggestion import suggest

_NOTHING = "the constant is written `null`, and !present(name) asks whether there is a value"
_CONSTANTS = {
    **dict.fromkeys(("true", "True", "TRUE"), "the constant is written `true`"),
    **dict.fromkeys(("false", "False", "FALSE"), "the constant is written `false`"),
    "null": "the constant is written `null`",
    **dict.fromkeys(("None", "NULL", "nil", "undefined"), _NOTHING),
}
"""Names that are constants in other languages; JMESPath writes those in backticks."""


def constant(scope: Scope, node: Node) -> str | None:
    """The hint for an unquoted name that is a constant elsewhere and no known name here; None for any other."""
    name = str(node.value)
    return None if node.quoted or name in scope.known() else _CONSTANTS.get(name)


def is_constant_elsewhere(name: str) -> bool:
    """Has a name to be quoted, since without quotes it would be taken for a constant of another language?"""
    return name in _CONSTANTS


def unknown_function(name: str, functions: Iterable[str]) -> str:
    """The hint for a function that does not exist."""
    if elsewhere := remedy(name):
        return elsewhere
    near = suggest(name, functions)
    return f"did you mean {near}()?" if near else "convert catalogue functions lists them all"


def no_elements(current: Type) -> str:
    """The hint where an element of something that is no list is asked for."""
    if current.stores:
        name = current.stores[0].name
        return f"{name} is one row: leave out the brackets, or write many: true below lookups: {name}:"
    return "it is one value already: leave out the brackets" if current.may_be("string") else ""


def unknown_name(scope: Scope, name: str, *, quoted: bool) -> tuple[str, str]:
    """The message and the hint for a name that the source cannot have."""
    same = [column for column in scope.columns if column.lower() == name.lower()]
    if len(same) > 1:
        exact = " or ".join(f'"{column}"' for column in same)
        return f"{name} may be any of {len(same)} columns, which differ in case only", f"write {exact}"
    near = suggest(name, scope.known())
    what = "attribute can be" if scope.naming is Naming.DIRECTORY else "column is"
    hint = f"a text is written '{name}'" if quoted else f"did you mean {near}?" if near else ""
    columns = f"; the source has {', '.join(scope.columns)}" if scope.columns and not near else ""
    return f"no {what} called {name}{columns}", hint


def looks_like_text(scope: Scope, node: Node) -> bool:
    """Is it an unknown name in double quotes that needs none? No attribute has letters beyond ASCII."""
    if node.kind != "field" or not node.quoted or node.value in scope.known():
        return False
    plain = str(node.value).replace("_", "a")
    return plain.isalnum() and (plain.isascii() or scope.naming is Naming.DIRECTORY)


def no_members(scope: Scope, name: str, current: Type) -> str:
    """The hint where a member of something that is no object is asked for."""
    item = current.item.without("null") if current.item else current
    if scope.naming is Naming.DIRECTORY and (item.may_be("string") or current.may_be("string")):
        return f"values of a directory are texts; of a DN rdn(…) gives the first name, dn_value(…, '{name}') that one"
    if current.may_be("array"):
        return f"[].{name} is that of every element"
    one = scope.naming is Naming.COLUMNS and current.may_be("string")
    return "a column holds one text; regex_extract(…) takes a part of it" if one else ""

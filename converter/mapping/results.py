"""Is what an expression gives of a type that its place can take?"""

from __future__ import annotations

from converter.expressions.types import ANY, Type, of
from converter.mapping import target
from converter.mapping.findings import Findings
from converter.mapping.model import Expression, Leaf
from converter.mapping.target import Target

_KINDS = {
    Target.STRING: of("string"),
    Target.BOOLEAN: of("boolean"),
    Target.INTEGER: of("number"),
    Target.ARRAY: ANY.without("binary"),
    Target.OBJECT: of("object"),
    Target.ANY: ANY.without("binary"),
    Target.TEXTS: of("string"),
}
_SCALARS = of("string", "number", "boolean")
_WORDS = {
    "boolean": "true or false",
    "number": "a number",
    "string": "a text",
    "binary": "bytes",
    "object": "an object",
    "array": "a list",
    "expression": "an expression",
}


def check(leaf: Leaf, its: Type, findings: Findings) -> None:
    """Report an expression of a field that can only give what the field does not take."""
    assert leaf.expression is not None
    if leaf.map is not None:
        wanted, words, found = _SCALARS, "a text, a number or a boolean for its map", _one(its)
    elif leaf.target is Target.ARRAY:
        item = target.at((*leaf.path.split("."), 0)) or Target.ANY
        wanted, words, found = _KINDS[item], f"a list, each item of it {item.words}", _one(its)
    else:
        wanted, words = _KINDS[leaf.target], leaf.target.words
        found = _one(its) if leaf.target.single or leaf.target is Target.TEXTS else its.without("null")
    if _is_bytes(found):
        message = f"{leaf.path} cannot hold bytes"
    elif not found.kinds or found.may_be(*wanted.kinds):
        return
    else:
        message = f"{leaf.path} wants {words}, and this gives {in_words(its)}"
    findings.add("wrong-result", leaf.expression.scalar, message, hint=_conversion(leaf, found))


def check_rank(rank: Expression, its: Type, findings: Findings) -> None:
    """Report an expression of `keep:` that gives nothing that can be larger than another."""
    found = _one(its)
    if found.kinds and not found.may_be("string", "number"):
        message = f"keep wants a text or a number, and this gives {in_words(its)}"
        findings.add("wrong-result", rank.scalar, message)


def check_password(password: Expression, its: Type, findings: Findings) -> None:
    """Report an expression of `password:` that gives no password."""
    found = _one(its)
    if found.kinds and not found.may_be("string", "binary"):
        message = f"a stored password is a text, and this gives {in_words(its)}"
        name = _named(password)
        hint = f"to_string({name}) makes JSON text of it, as the scheme keycloak reads it" if _is_object(found) else ""
        findings.add("wrong-result", password.scalar, message, hint=hint)


def in_words(its: Type) -> str:
    """A type as a message names it: `a list of texts`."""
    found = its.without("null")
    if found.kinds == {"array"} and (many := _in_plural(found.item)):
        return f"a list of {many}"
    return " or ".join(words for kind, words in _WORDS.items() if kind in found.kinds) or "nothing"


def _in_plural(item: Type | None) -> str:
    """What a list holds, where that is of one kind."""
    kinds = item.without("null").kinds if item else frozenset()
    if item is None or len(kinds) != 1:
        return ""
    if kinds == {"array"}:
        return f"lists of {many}" if (many := _in_plural(item.item)) else "lists"
    word = _WORDS[next(iter(kinds))]
    return word.split(" ", 1)[1] + "s" if word.startswith(("a ", "an ")) else word


def _one(its: Type) -> Type:
    """The type of the one value that is taken of a list."""
    found = its.without("null")
    return (found.item or ANY).without("null") if found.kinds == {"array"} else found


def _is_object(its: Type) -> bool:
    return its.without("null").kinds == {"object"}


def _named(expression: Expression | None) -> str:
    """The expression where it is short enough to stand in a remedy."""
    return expression.text if expression and len(expression.text) <= 40 else "…"


def _is_bytes(its: Type) -> bool:
    if its.kinds == {"array"} and its.item is not None:
        return _is_bytes(its.item.without("null"))
    return its.kinds == {"binary"}


def _conversion(leaf: Leaf, found: Type) -> str:
    name = _named(leaf.expression)
    if found.may_be("binary") or _is_bytes(found):
        return f"bytes become text by guid({name}), sid({name}), hex({name}) or base64({name})"
    if leaf.target is Target.ARRAY and not found.may_be("object"):
        return "write the items out, each begun with a dash: - phone: {value: …}"
    if leaf.target is Target.BOOLEAN and found.kinds == {"number"}:
        return f"write a condition, such as {name} > `0`"
    if leaf.target is Target.BOOLEAN:
        return f"write a condition, such as includes({name}, 'TRUE'), or boolean({name})"
    if leaf.target is Target.INTEGER and found.may_be("string"):
        several = leaf.expression is not None and leaf.expression.tree.type.may_be("array")
        return f"to_number({f'only({name})' if several else name}) makes a number of it"
    if leaf.path in target.HASHES and not found.may_be("object"):
        return f"a stored password goes below password:, at the left margin: password: {{from: {name}}}"
    if leaf.target is Target.OBJECT and "." not in leaf.path:
        return f"give it a name of its own below {leaf.path}:, as {leaf.path}: {{name: {name}}}"
    if leaf.target is Target.STRING and found.kinds == {"boolean"}:
        return f"name the value itself, or the texts for both: if({name}, 'yes', 'no')"
    if leaf.target is Target.STRING and not found.may_be("array", "object"):
        return f"to_string({name}) makes a text of it"
    return ""

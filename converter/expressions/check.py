"""Types and names of an expression, before a record is read: a tree goes in, a typed tree and findings come out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from msgspec import Struct, field

from converter.expressions import remedies, types
from converter.expressions.calls import checked_call, method_call, passes
from converter.expressions.comparisons import incomparable, remedy
from converter.expressions.finding import Finding
from converter.expressions.function import Function
from converter.expressions.growth import MOST, growth
from converter.expressions.guards import guarded, is_guarded
from converter.expressions.reads import Reads, row_member
from converter.expressions.scope import Scope
from converter.expressions.tree import Node
from converter.expressions.types import ANY, BOOLEAN, NULL, Type, array, of
from converter.syntax.diagnostic import Severity
from converter.syntax.suggestion import suggest

ROOT = of("object")
"""The type of the record itself; told from other objects by identity."""


class Check(Struct):
    """Types one expression. `findings` grows, and so does `reads`."""

    scope: Scope
    functions: Mapping[str, Function]
    findings: list[Finding] = field(default_factory=list)
    reads: Reads = field(default_factory=Reads)
    guards: tuple[Node, ...] = ()

    def type_of(self, tree: Node, current: Type = ROOT) -> Type:
        """The type of an expression where `current` is the type of `@`; also stored in each of its nodes."""
        its = self.typed(tree, current)
        copies = growth(tree, {name: step.copies for name, step in self.scope.named.items()})
        if copies > MOST:
            shown = f"{copies:,}" if copies < 10**6 else "countless"
            message = f"the value may hold a part of the record {shown} times over, more than {MOST}"
            self.report("too-large", message, tree, hint="name each part once")
        return replace(its, copies=copies) if copies > 1 else its

    def typed(self, node: Node, current: Type) -> Type:
        """The type of a part of it."""
        node.type = _RULES[node.kind](self, node, current)
        return node.type

    def report(self, code: str, message: str, node: Node, *, hint: str = "", warning: str = "") -> None:
        """Add a finding at a node; a non-empty `warning` makes it a warning and says why it is none worse."""
        if warning and is_guarded(node, self.guards):
            return
        severity = Severity.WARNING if warning else Severity.ERROR
        self.findings.append(Finding(code, message, node.offset, max(1, node.length), hint or warning, severity))


def _field(check: Check, node: Node, current: Type) -> Type:
    if current is ROOT:
        return _root_field(check, node)
    if current.stores:
        return _row_field(check, node, current)
    members = dict(current.fields) if current.fields is not None else None
    if not current.may_be("object"):
        if current.kinds - {"null"}:
            called = f"write {node.value}(…) around the value" if node.value in check.functions else ""
            hint = called or remedies.no_members(check.scope, node.value, current)
            message = f"{current.without('null')} has no members, so {node.value} is always null"
            check.report("always-null", message, node, hint=hint)
        return NULL
    if members is None:
        return ANY
    if node.value not in members:
        hint = f"did you mean {near}?" if (near := suggest(node.value, members)) else f"it has {', '.join(members)}"
        check.report("always-null", f"the object has no member {node.value}", node, hint=hint)
        return NULL
    return members[node.value] if current.kinds == {"object"} else members[node.value] | NULL


def _root_field(check: Check, node: Node) -> Type:
    name = node.value
    if (hint := remedies.constant(check.scope, node)) is not None:
        check.report("unknown-name", f"{name} is a name here", node, hint=hint)
        return ANY
    found = check.scope.resolve(name)
    if found is None:
        message, hint = remedies.unknown_name(check.scope, name, quoted=node.quoted)
        check.report("unknown-name", message, node, hint=hint)
        return ANY
    node.key, its = found
    if node.key not in check.scope.named:
        check.reads.names.add(node.key)
    return its


def _row_field(check: Check, node: Node, current: Type) -> Type:
    found = row_member(check.reads, current, node.value)
    if found.problem:
        check.report("unknown-name", found.problem, node, hint=found.hint)
    else:
        node.member = found.key
    return found.type


def _chain(check: Check, node: Node, current: Type) -> Type:
    first = node.children[0]
    if first.kind in ("current", "identity") and current is ROOT and node.kind != "key_val_pair":
        first.type = current  # only what follows is read
        return _chained(check, node.children[1:], current)
    return _chained(check, node.children, current)


def _chained(check: Check, nodes: Iterable[Node], current: Type) -> Type:
    for node in nodes:
        current = method_call(check.report, check.functions, node) or check.typed(node, current)
    return current


def _current(check: Check, node: Node, current: Type) -> Type:
    if current is ROOT:
        check.reads.everything = True
        check.reads.whole(*check.scope.named.values())
    return current


def _index(check: Check, node: Node, current: Type) -> Type:
    if not current.may_be("array"):
        _not_a_list(check, node, current)
        return NULL
    return (current.item or ANY) | NULL


def _slice(check: Check, node: Node, current: Type) -> Type:
    if not current.may_be("array"):
        _not_a_list(check, node, current)
        return NULL
    if node.extra[2] == 0:
        check.report("invalid-slice", "the step of a slice cannot be 0", node)
    return current.only("array", "null") | NULL if current.kinds != {"array"} else current


def _not_a_list(check: Check, node: Node, current: Type) -> None:
    if current.kinds - {"null"}:
        message = f"only an array has elements; this is {current.without('null')}, so it is always null"
        check.report("always-null", message, node, hint=remedies.no_elements(current))


def _flatten(check: Check, node: Node, current: Type) -> Type:
    inner = check.typed(node.children[0], current)
    if not inner.may_be("array"):
        _not_a_list(check, node, inner)
        return NULL
    return types.array_as(types.taken_apart(inner.item), inner)


def _projection(check: Check, node: Node, current: Type) -> Type:
    inner = check.typed(node.children[0], current)
    if not inner.may_be("array"):
        _not_a_list(check, node, inner)
        return NULL
    item = inner.item or ANY
    if node.kind == "filter_projection":
        check.typed(node.children[2], item)
    body = check.typed(node.children[1], item)
    return types.array_as(body.without("null"), inner)


def _value_projection(check: Check, node: Node, current: Type) -> Type:
    inner = check.typed(node.children[0], current)
    if not inner.may_be("object"):
        check.report("always-null", f"only an object has members; this is {inner}, so it is always null", node)
        return NULL
    check.reads.whole(inner)
    body = check.typed(node.children[1], ANY)
    return array(body.without("null")) | (NULL if inner.kinds != {"object"} else array(body.without("null")))


def _multi_list(check: Check, node: Node, current: Type) -> Type:
    item: Type | None = None
    for child in node.children:
        its = check.typed(child, current)
        item = its if item is None else item | its
    return array(item or ANY) | NULL if current.may_be("null") else array(item or ANY)


def _multi_dict(check: Check, node: Node, current: Type) -> Type:
    members = tuple((str(child.value), check.typed(child.children[0], current)) for child in node.children)
    check.reads.whole(*(its for _, its in members))
    result = Type(frozenset(["object"]), None, members)
    return Type(frozenset(["object", "null"]), None, members) if current.may_be("null") else result


def _or(check: Check, node: Node, current: Type) -> Type:
    left, right = (check.typed(child, current) for child in node.children)
    return left.without("null") | right


def _and(check: Check, node: Node, current: Type) -> Type:
    left = check.typed(node.children[0], current)
    outer = check.guards
    check.guards = (*outer, *guarded(node.children[0]))
    right = check.typed(node.children[1], current)
    check.guards = outer
    return types.falsy(left) | right


def _not(check: Check, node: Node, current: Type) -> Type:
    check.typed(node.children[0], current)
    return BOOLEAN


def _comparator(check: Check, node: Node, current: Type) -> Type:
    left, right = (check.typed(child, current) for child in node.children)
    if NULL not in (left, right):
        check.reads.whole(left, right)
    texts = [child for child in node.children if remedies.looks_like_text(check.scope, child)]
    for child in texts:
        _double_quotes(check, child)
    given = left.without("null"), right.without("null")
    if not texts and not given[0].overlaps(given[1]) and all(its.kinds for its in given):
        check.report("always-false", incomparable(node), node, hint=remedy(node))
    return BOOLEAN if node.value in ("eq", "ne") else BOOLEAN | NULL


def _double_quotes(check: Check, node: Node) -> None:
    hint = f"a text is written '{node.value}'; a name needs no quotes"
    check.report("double-quotes", f'"{node.value}" is a name, not a text', node, hint=hint)


def _literal(check: Check, node: Node, current: Type) -> Type:
    if isinstance(node.value, str) and "${" in node.value:
        remedy = "words(a, b) joins values with blanks, join('', [a, b]) without"
        check.report("invalid-constant", "nothing is filled in for the ${ of this text", node, warning=remedy)
    return types.of_value(node.value)


def _expref(check: Check, node: Node, current: Type) -> Type:
    check.reads.whole(check.typed(node.children[0], current))
    return types.EXPRESSION


def _function(check: Check, node: Node, current: Type) -> Type:
    name = str(node.value)
    function = check.functions.get(name)
    if function is None:
        hint = remedies.unknown_function(name, check.functions)
        check.report("unknown-function", f"there is no function {name}()", node, hint=hint)
        for child in node.children:
            check.typed(child, current)
        return ANY
    arguments = _argument_types(check, node, current)
    for place, child in enumerate(node.children[1:], 1):
        if remedies.looks_like_text(check.scope, child):
            _double_quotes(check, child)
            arguments[place] = ANY
    check.reads.whole(*(its for its in arguments if not passes(function, its)))
    return checked_call(check.report, function, node, arguments)


def _argument_types(check: Check, node: Node, current: Type) -> list[Type]:
    """An expression argument is typed against the elements of the list beside it."""
    arguments = [ANY if child.kind == "expref" else check.typed(child, current) for child in node.children]
    lists = [its for its, child in zip(arguments, node.children, strict=True) if child.kind != "expref"]
    element = (lists[0].item if lists else None) or ANY
    for place, child in enumerate(node.children):
        if child.kind == "expref":
            arguments[place] = check.typed(child, element)
    return arguments


_RULES: dict[str, Callable[[Check, Node, Type], Type]] = {
    "field": _field,
    "subexpression": _chain,
    "index_expression": _chain,
    "pipe": _chain,
    "key_val_pair": _chain,
    "index": _index,
    "slice": _slice,
    "flatten": _flatten,
    "projection": _projection,
    "filter_projection": _projection,
    "value_projection": _value_projection,
    "multi_select_list": _multi_list,
    "multi_select_dict": _multi_dict,
    "or_expression": _or,
    "and_expression": _and,
    "not_expression": _not,
    "comparator": _comparator,
    "current": _current,
    "identity": _current,
    "literal": _literal,
    "expref": _expref,
    "function_expression": _function,
}

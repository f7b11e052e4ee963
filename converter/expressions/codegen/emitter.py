"""Writes the body of a generated function: lines, temporaries, constants, and what has been computed already.

The text of a mapping never reaches the code: names are made here, and constants enter through `repr` or are
bound to names. The code is only right for records without trouble: where a value is not plainly fine it
raises, and the caller asks the reference interpreter, which decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, NoReturn, TypeAlias

from converter.expressions import operators
from converter.expressions.apply import EvaluationError, apply
from converter.expressions.codegen.emitted import Emitted, Form, Root, name
from converter.expressions.function import Function
from converter.expressions.reference import Ast, Interpreter
from converter.expressions.tree import Node
from converter.expressions.types import Type

MAX_INDENTATION = 16
"""Levels of blocks before an expression is left to the interpreter; Python itself ends at 20 nested loops."""

MAX_CODE = 240
"""Characters of an expression before it is kept in a variable: keeps lines readable and parentheses few."""

Rule: TypeAlias = "Callable[[Emitter, Node, Emitted], Emitted]"


def refuse() -> NoReturn:
    """What generated code does where the reference interpreter must decide."""
    raise EvaluationError("undecided", "the generated code does not decide this")


class Emitter:
    """Writes code for typed trees. `lines` and `names` (the globals of the code) grow.

    `root` gives the record's value under a key; `whole` is the record itself.
    `interpreted` lists the nodes left to the interpreter, with the reason.
    """

    def __init__(
        self,
        rules: Mapping[str, Rule],
        functions: Mapping[str, Function],
        *,
        root: Callable[[str], Root],
        whole: Emitted,
    ) -> None:
        self.functions = functions
        self.root = root
        self.whole = whole
        self.lines: list[str] = []
        self.names: dict[str, Any] = {"apply": apply, "refuse": refuse, **_OPERATORS}
        self.interpreted: list[tuple[Node, str]] = []
        self._rules = rules
        self._interpreter = Interpreter(functions)
        self._depth = 1
        self._count = 0
        self._known: list[dict[tuple[str, str], Emitted]] = [{}]
        self._uses: Counter[str] = Counter()

    def expect(self, tree: Node) -> None:
        """Announce a tree, so that what occurs several times in all that are announced is computed once."""
        self._uses.update(map(_key, tree.walk()))

    def value(self, node: Node, current: Emitted | None = None) -> Emitted:
        """The code of a node's value where `current` is the code of `@`."""
        at = current or self.whole
        key = _key(node), at.code
        for known in reversed(self._known):
            if key in known:
                return known[key]
        written = len(self.lines)
        found = self._value(node, at)
        often = self._uses[key[0]] > 1
        if found.form is not Form.NAME and (often or (len(found.code) > MAX_CODE and not found.sure)):
            found = self.hold(found)
            self._known[-1][key] = found
        elif often and len(self.lines) > written:
            self._known[-1][key] = found
        return found

    def forget(self) -> None:
        """What is known of values is not so any more: a name means something else now."""
        for known in self._known:
            known.clear()

    def _value(self, node: Node, current: Emitted) -> Emitted:
        if self._depth > MAX_INDENTATION:
            return self.interpret(node, current, reason="it is nested too deeply")
        return self._rules[node.kind](self, node, current)

    def put(self, line: str) -> None:
        """Add a line at the current indentation."""
        self.lines.append("    " * self._depth + line)

    def variable(self, prefix: str = "t") -> str:
        """A new local name."""
        self._count += 1
        return f"{prefix}{self._count}"

    def constant(self, value: Any, label: str = "k") -> str:
        """A global name for a value."""
        return next((n for n, known in self.names.items() if known is value), None) or self._bind(value, label)

    def _bind(self, value: Any, label: str) -> str:
        bound = self.variable(f"{label}_")
        assert bound.isidentifier(), bound
        self.names[bound] = value
        return bound

    def hold(self, value: Emitted) -> Emitted:
        """The value in a variable, so that it may be used more than once, or not at all."""
        if value.form is Form.NAME:
            return value
        variable = self.variable()
        self.put(f"{variable} = {value.code}")
        return name(variable, value.type)

    def discard(self, value: Emitted) -> None:
        """Evaluate and forget: it may fail."""
        if value.form is not Form.NAME:
            self.put(value.code)

    @contextmanager
    def block(self, header: str) -> Iterator[None]:
        """An indented block under a header; what is computed inside is not known outside."""
        self.put(header)
        with self._inside():
            before = len(self.lines)
            yield
            if len(self.lines) == before:
                self.put("pass")

    @contextmanager
    def aside(self, levels: int = 1) -> Iterator[list[str]]:
        """Collect lines, indented by so many levels, that may run or not."""
        kept, self.lines = self.lines, []
        try:
            with self._inside(levels):
                yield self.lines
        finally:
            self.lines = kept

    @contextmanager
    def _inside(self, levels: int = 1) -> Iterator[None]:
        self._depth += levels
        self._known.append({})
        try:
            yield
        finally:
            self._known.pop()
            self._depth -= levels

    def when(self, condition: str, build: Callable[[], Emitted], its: Type) -> Emitted:
        """What `build` emits where the condition holds, else null; no condition is always true."""
        if not condition:
            return build()
        with self.aside() as lines:
            inner = build()
        if not lines:
            return Emitted(f"{inner.operand} if {condition} else None", its)
        variable = self.variable()
        self.put(f"{variable} = None")
        self.put(f"if {condition}:")
        self.lines += lines
        self.put(f"    {variable} = {inner.code}")
        return name(variable, its)

    def interpret(self, node: Node, current: Emitted, *, reason: str) -> Emitted:
        """Leave a node to the reference interpreter."""
        self.interpreted.append((node, reason))
        tree: Ast = node.as_ast()
        visit = self.constant(partial(self._interpreter.visit, tree))
        return Emitted(f"{visit}({self._seen(node, current)})", node.type, Form.TIGHT)

    def _seen(self, node: Node, current: Emitted) -> str:
        """What the interpreter is given as `@`: of the record only the names that are read, where that will do."""
        if current is not self.whole or any(n.kind in ("current", "identity") for n in node.walk()):
            return current.code
        keys = {n.key: self.root(n.key).code for n in node.walk() if n.key is not None}
        return "{" + ", ".join(f"{key!r}: {code}" for key, code in keys.items()) + "}"


def _key(node: Node) -> str:
    """Equal for nodes of the same structure: names as they are resolved, literals by their text."""
    parts = (node.kind, repr(node.value if node.key is None else node.key), repr(node.extra), *map(_key, node.children))
    return f"{'!' if node.key is not None else ''}({' '.join(parts)})"


_OPERATORS = {
    function.__name__: function
    for function in (operators.equal, operators.not_equal, operators.is_false, operators.is_true, operators.flattened)
} | {f"compare_{name}": comparison for name, comparison in operators.COMPARISONS.items()}

"""The reference interpreter: jmespath's own, with our functions and the corners where it strays from the specification.

It says what an expression means. The generated code must agree with it, value or error code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from jmespath.visitor import TreeInterpreter

from converter.expressions.apply import EvaluationError, apply
from converter.expressions.function import Function
from converter.expressions.limits import TooLargeError
from converter.expressions.operators import COMPARISONS, flattened, is_false

Ast: TypeAlias = Any
"""A node of jmespath's syntax tree: a dict with `type`, `children` and, for some, `value`."""
Visit: TypeAlias = Callable[[Ast, Any], Any]
"""The value of a node where another value is the current one."""


class Interpreter(TreeInterpreter):
    """Evaluates a syntax tree of jmespath's parser against a value."""

    def __init__(self, functions: Mapping[str, Function], watch: Callable[[Visit], Visit] | None = None) -> None:
        """`watch` wraps the visit of every node: it may look at what goes in and comes out, and gives it back."""
        super().__init__()
        self._table = functions
        if watch is not None:
            self.visit = watch(self.visit)  # type: ignore[assignment, method-assign]

    def evaluate(self, tree: Ast, value: Any) -> Any:
        """The expression's value. Raises EvaluationError and nothing else."""
        try:
            return self.visit(tree, value)
        except EvaluationError:
            raise
        except TooLargeError as error:
            raise EvaluationError(error.code, str(error)) from None
        except (ValueError, TypeError) as error:
            raise EvaluationError("invalid-value", f"the expression has no value: {type(error).__name__}") from None
        except (RecursionError, MemoryError, OverflowError) as error:
            raise EvaluationError("too-large", f"the expression needs too much: {type(error).__name__}") from None

    def visit_function_expression(self, node: Ast, value: Any) -> Any:
        """A call, through the one table of functions."""
        function = self._table.get(node["value"])
        if function is None:
            raise EvaluationError("unknown-function", f"there is no function {node['value']}()")
        fewest, most = function.arity
        if len(node["children"]) < fewest or (most is not None and len(node["children"]) > most):
            raise EvaluationError("invalid-arity", f"{function.signature} got {len(node['children'])} arguments")
        return apply(function, [self.visit(child, value) for child in node["children"]])

    def visit_expref(self, node: Ast, value: Any) -> Any:
        """An expression as a value: what the functions that take one call."""
        return lambda element: self.visit(node["children"][0], element)

    def visit_comparator(self, node: Ast, value: Any) -> bool | None:
        """Equality at any depth; an order only between two numbers or two texts, else null."""
        left, right = (self.visit(child, value) for child in node["children"])
        return COMPARISONS[node["value"]](left, right)

    def visit_flatten(self, node: Ast, value: Any) -> list[Any] | None:
        """One level of arrays taken apart, up to the limit."""
        return flattened(self.visit(node["children"][0], value))

    def visit_not_expression(self, node: Ast, value: Any) -> bool:
        """True for what JMESPath takes as false."""
        return is_false(self.visit(node["children"][0], value))

    def visit_slice(self, node: Ast, value: Any) -> list[Any] | None:
        """A slice of an array; a step of 0 is the specification's invalid-value."""
        if not isinstance(value, list):
            return None
        if node["children"][2] == 0:
            raise EvaluationError("invalid-value", "the step of a slice cannot be 0")
        return value[slice(*node["children"])]

    def _is_false(self, value: Any) -> bool:
        return is_false(value)

"""One wrong and one right example for every diagnostic code, shown by the reference and tried by the tests."""

from __future__ import annotations

from types import MappingProxyType

from converter.syntax.examples import expressions, keys, meaning, yaml
from converter.syntax.examples.example import CodeExample

__all__ = ["EXAMPLES", "CodeExample"]

EXAMPLES = MappingProxyType({**yaml.EXAMPLES, **keys.EXAMPLES, **meaning.EXAMPLES, **expressions.EXAMPLES})
"""The example of each code."""

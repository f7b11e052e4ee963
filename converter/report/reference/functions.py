"""The page of functions: every function an expression may call, with its signature and its examples."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from converter.expressions import standard
from converter.expressions.function import Example, Function, Mode
from converter.expressions.functions import FAMILIES
from converter.report.reference.markdown import NOTICE, code, table

_INTRODUCTION = """# Functions

Everything that an expression of a mapping may call: our own functions by family, then JMESPath's own. In a
signature `[name: type]` may be left out and `…` may be repeated. A number or a boolean inside an expression stands
in backticks: `` left(cn, `4`) ``. An example's `given` is the record; without it the record does not matter. The
examples are run by the tests.

The word behind a signature says what a function does with null and with lists. That an attribute is absent, and
that it has several values, is so common that no mapping has to write it out:
"""

_MODES = {
    Mode.EACH: "Turns one value into another. Null gives null; a list is treated value by value, and what becomes null "
    "is left out of the result.",
    Mode.ASK: "Asks about a value and always gives true or false: true when any value of a list fits, false for null.",
    Mode.WHOLE: "Gets a list whole. Null gives null.",
    Mode.OPEN: "Gets every argument as it is, null included.",
    Mode.STANDARD: "JMESPath's own, to the letter of its specification: null, or a list where a text is wanted, is an "
    "error and rejects the record. `convert check` warns where that can happen.",
}

_STANDARD = """## JMESPath's own functions

As https://jmespath.org/specification.html has them. All are `standard`: they fail on null.
"""


def functions_page() -> str:
    """The whole page, as Markdown."""
    return NOTICE + "\n".join(_parts())


def _parts() -> Iterator[str]:
    yield _INTRODUCTION
    yield table(["mode", "what it does"], [[code(mode), text] for mode, text in _MODES.items()])
    yield table(["family", "functions"], _index())
    for family in FAMILIES:
        yield f"## {_title(family.__name__)}\n\n{_documentation(family.__doc__)}\n"
        yield from map(_entry, family.FUNCTIONS)
    yield _STANDARD
    yield from map(_entry, standard.FUNCTIONS)


def _index() -> Iterator[list[str]]:
    for family in FAMILIES:
        yield [_link(_title(family.__name__)), _links(family.FUNCTIONS)]
    yield ["JMESPath's own", _links(standard.FUNCTIONS)]


def _links(functions: Iterable[Function]) -> str:
    return ", ".join(_link(function.name) for function in functions)


def _link(name: str) -> str:
    return f"[{name}](#{name.lower()})"


def _title(module: str) -> str:
    return module.rpartition(".")[2].capitalize()


def _documentation(text: str | None) -> str:
    return (text or "").strip()


def _entry(function: Function) -> str:
    examples = "\n".join(map(_example, function.examples))
    summary = function.summary.replace("\\", "\\\\")
    return (
        f"### {function.name}\n\n{code(function.signature)} {function.mode}\n\n{summary}\n\n```text\n{examples}\n```\n"
    )


def _example(example: Example) -> str:
    outcome = f"error {example.fails}" if example.fails else shown(example.result)
    given = "" if example.given is None else f"    given {shown(example.given)}"
    return f"{example.expression} → {outcome}{given}"


def shown(value: Any) -> str:
    """A value as JSON, with bytes, which JSON lacks, as `<ff d8>`."""
    if isinstance(value, bytes):
        return f"<{value.hex(' ')}>"
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{shown(name)}: {shown(member)}' for name, member in value.items())}}}"
    return json.dumps(value, ensure_ascii=False)

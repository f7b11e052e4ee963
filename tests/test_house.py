"""The rules of the house, held by a machine: sizes, names, what may print, and one table for every code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "converter"
MODULES = sorted(PACKAGE.rglob("*.py"))
TREES = {module: ast.parse(module.read_text(encoding="utf-8")) for module in MODULES}
CLASSES = {
    module: [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)] for module, tree in TREES.items()
}
PARENTS = {
    node.name: [ast.unparse(parent).split("[")[0].rpartition(".")[2] for parent in node.bases]
    for nodes in CLASSES.values()
    for node in nodes
}
"""The names of the classes that each class of ours inherits from."""

FILE_LINES = 300
FUNCTION_LINES = 40
PARAMETERS = 6
OTHER_FILE_LINES = 400

LONGER: dict[str, str] = {}
MORE_PARAMETERS = {
    "cli/serve.py:serve": "the options of the command line, as above",
    "cli/upload.py:upload": "the options of the command line, as above",
    "cli/inspect.py:inspect": "the options of the command line, as above",
    "cli/init.py:init": "the options of the command line, as above",
    "cli/app.py:convert": "the options of the command line: each is a parameter of the function Typer calls",
}
PROGRAMS = {"expressions/compliance.py": "a program of its own, for the published suite of JMESPath"}
FORBIDDEN = {"utils", "helpers", "common", "misc", "manager", "handler", "base", "processor", "engine", "core"}
KWARGS: dict[str, str] = {}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(module: Path) -> str:
    return module.relative_to(PACKAGE).as_posix()


def functions(module: Path) -> Iterator[Function]:
    return (node for node in ast.walk(TREES[module]) if isinstance(node, Function))


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_a_module_is_small_enough_to_read(module: Path) -> None:
    lines = len(module.read_text(encoding="utf-8").splitlines())
    assert lines <= FILE_LINES or name_of(module) in LONGER, lines


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_functions_are_small_and_take_few_parameters(module: Path) -> None:
    for function in functions(module):
        where = f"{name_of(module)}:{function.name}"
        start = function.body[0].lineno
        assert (function.end_lineno or start) - start < FUNCTION_LINES, where
        arguments = function.args
        names = [a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
        count = len([name for name in names if name not in ("self", "cls")])
        assert count <= PARAMETERS or where in MORE_PARAMETERS, f"{where} takes {count}"
        assert arguments.kwarg is None or where in KWARGS, f"{where} passes keywords through"


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_a_name_says_what_the_thing_is(module: Path) -> None:
    assert not FORBIDDEN & {part.removesuffix(".py") for part in module.relative_to(PACKAGE).parts}


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_only_exceptions_and_protocols_are_inherited_from(module: Path) -> None:
    foreign = {
        "BuildHookInterface",
        "TreeInterpreter",
        "dict",
        "NamedTuple",
        "Protocol",
        "StrEnum",
        "Enum",
        "Exception",
        "Parser",
        "RawIOBase",
        "Struct",
        "TyperGroup",
    }
    for node in CLASSES[module]:
        parents = PARENTS[node.name]
        for name in parents if "Protocol" not in parents else ():
            known = name in foreign or name in PARENTS or name.endswith(("Error", "Interrupt"))
            assert known, f"{node.name}({name})"
            assert name not in PARENTS or _is_exception(name), f"{node.name} inherits from {name}"


def _is_exception(name: str) -> bool:
    """Does a class of ours descend from an exception?"""
    above = PARENTS.get(name, [])
    return any(p in ("Exception", "KeyboardInterrupt") or p.endswith("Error") or _is_exception(p) for p in above)


@pytest.mark.parametrize(
    "module", [m for m in MODULES if "cli" not in m.parts and name_of(m) not in PROGRAMS], ids=name_of
)
def test_only_the_command_line_prints_exits_and_reads_the_environment(module: Path) -> None:
    text = ast.unparse(TREES[module])
    for forbidden in (
        r"\bprint\(",
        r"\bsys\.exit\(",
        r"\bos\.environ\b",
        r"\bos\.getenv\(",
        r"\bsys\.stdout\b",
        r"\bsys\.stderr\b",
    ):
        assert not re.search(forbidden, text), forbidden


def test_no_module_needs_itself_to_be_imported() -> None:
    names = {".".join(("converter", *m.relative_to(PACKAGE).with_suffix("").parts)): m for m in MODULES}
    modules = {name.removesuffix(".__init__"): TREES[module] for name, module in names.items()}
    needs = {name: set(_imported(tree, frozenset(modules))) - {name} for name, tree in modules.items()}
    assert list(TopologicalSorter(needs).static_order())  # raises CycleError, which names the circle


def _imported(tree: ast.Module, modules: frozenset[str]) -> Iterator[str]:
    """The modules of ours that are imported along with it, not those that wait in functions or in TYPE_CHECKING."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("converter"):
            for alias in node.names:
                below = f"{node.module}.{alias.name}"
                yield below if below in modules else str(node.module)


@pytest.mark.parametrize("folder", ["tests", "benchmarks", "docs"])
def test_what_stands_beside_the_package_is_small_enough_too(folder: str) -> None:
    for file in sorted((ROOT / folder).rglob("*.py")):
        lines = len(file.read_text(encoding="utf-8").splitlines())
        assert lines <= OTHER_FILE_LINES, f"{file.relative_to(ROOT)} has {lines} lines"


def test_every_exception_to_the_rules_is_still_needed() -> None:
    sizes = {name_of(m): len(m.read_text(encoding="utf-8").splitlines()) for m in MODULES}
    assert all(sizes[name] > FILE_LINES and reason for name, reason in LONGER.items())
    known = {f"{name_of(module)}:{function.name}" for module in MODULES for function in functions(module)}
    assert all(where in known and reason for where, reason in (MORE_PARAMETERS | KWARGS).items())

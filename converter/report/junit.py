"""The cases of mappings as JUnit XML, which build servers show: a suite a mapping, a test case a case.

There is no standard; this is what https://github.com/testmoapp/junitxml describes. Times are left out, so that the
same mappings give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from converter.syntax.sanitise import visible

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


class CaseResult(Struct, frozen=True):
    """One case: its name, its line in the mapping, and what went wrong, "" where nothing did."""

    name: str
    line: int
    failure: str = ""


class Suite(Struct, frozen=True):
    """The cases of one mapping; `error` says why none could be run."""

    file: str
    cases: tuple[CaseResult, ...] = ()
    error: str = ""

    @property
    def failures(self) -> int:
        """How many cases failed."""
        return sum(bool(case.failure) for case in self.cases)


def as_junit(suites: Sequence[Suite]) -> bytes:
    """The whole document, UTF-8. A mapping that cannot run is one test case with an error."""
    from xml.etree import ElementTree as ET

    root = ET.Element("testsuites", _counts(suites), name="convert test")
    for suite in suites:
        element = ET.SubElement(root, "testsuite", _counts([suite]), name=visible(suite.file))
        if suite.error:
            _add(element, suite.file, CaseResult("the mapping can run", 1, suite.error), tag="error")
        for case in suite.cases:
            _add(element, suite.file, case, tag="failure")
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _counts(suites: Sequence[Suite]) -> dict[str, str]:
    errors = sum(bool(suite.error) for suite in suites)
    tests = sum(len(suite.cases) for suite in suites) + errors
    return {"tests": str(tests), "failures": str(sum(suite.failures for suite in suites)), "errors": str(errors)}


def _add(suite: Element, file: str, case: CaseResult, *, tag: str) -> None:
    from xml.etree import ElementTree as ET

    place = {"classname": visible(file), "file": visible(file), "line": str(case.line)}
    element = ET.SubElement(suite, "testcase", place, name=visible(case.name))
    if case.failure:
        first = visible(case.failure.split("\n", 1)[0])
        ET.SubElement(element, tag, message=first).text = visible(case.failure, keep="\n")

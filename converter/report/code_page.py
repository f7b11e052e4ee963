"""One code on a page: what it means, what to do, a wrong and a right example."""

from __future__ import annotations

from collections.abc import Iterator

from converter.errors import UsageError
from converter.report.reference.codes import further_codes
from converter.syntax.codes import CODES, Code
from converter.syntax.examples import EXAMPLES
from converter.syntax.examples.example import printable
from converter.syntax.sanitise import clipped
from converter.syntax.suggestion import suggest


def code_text(code: str) -> str:
    """What there is to say about a code, in lines. Raises UsageError for one that does not exist."""
    meanings = further_codes().get(code, ())
    if code not in CODES and not meanings:
        names = [*CODES, *further_codes()]
        near = suggest(code, names)
        hint = f"did you mean {near}?" if near else "convert catalogue codes lists them all"
        raise UsageError(f"there is no code {clipped(code)}; {hint}")
    return "\n".join([*(_diagnostic(CODES[code]) if code in CODES else ()), *_further(code, meanings)]) + "\n"


def _diagnostic(entry: Code) -> Iterator[str]:
    example = EXAMPLES[entry.code]
    yield f"{entry.code} ({entry.severity} in a mapping)"
    yield ""
    yield f"  {entry.title}"
    yield f"  {entry.remedy}"
    for title, text in (("Wrong:", example.wrong), ("Right:", example.right), ("Records:", example.records)):
        if text:
            yield from ("", title, *(f"  {line}" for line in printable(text).splitlines()))


def _further(code: str, meanings: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for where, meaning in meanings:
        yield from ("",) if code in CODES else ()
        yield f"{code} ({where})"
        yield ""
        yield f"  {meaning}"

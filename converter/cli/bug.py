"""A bug of this program, told so that it can be reported: where it happened, never what it was about.

The text of an exception may hold a value of the data, and so may a line of generated code: neither is printed.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from pathlib import Path

from converter import __version__

_PACKAGE = Path(__file__).resolve().parent.parent
_DEEPEST = 30


def bug_report(error: BaseException) -> Iterator[str]:
    """The lines of the report: kind of exception, then file, line and function of each call, the deepest last."""
    yield (
        f"this is a bug of auth0-convert {__version__}, not a mistake of yours. Please report it to its maintainers "
        "with the lines below; they hold nothing of your data:"
    )
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield f"  {type(cause).__module__}.{type(cause).__qualname__}".replace("builtins.", "")
        for frame in traceback.extract_tb(cause.__traceback__)[-_DEEPEST:]:
            yield f"    {_place(frame.filename)}:{frame.lineno} in {frame.name}"
        cause = cause.__cause__ or cause.__context__


def _place(file: str) -> str:
    """The file as seen from its package; a folder's name may be nobody else's business."""
    path = Path(file)
    if path.is_relative_to(_PACKAGE):
        return str(Path("converter") / path.relative_to(_PACKAGE))
    return "/".join(path.parts[-2:])

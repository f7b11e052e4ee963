"""Regular expressions that are compiled when they are first used.

Two hundred are declared and a conversion uses fifty; to compile the others would be a tenth of the time that it takes
to start.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


def regex(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` gives, later: a mistake in the text shows at the first use.

    Taking a method of it costs a little more each time: what every record meets is better compiled at once.
    """
    return cast("re.Pattern[AnyStr]", _Uncompiled(text, flags))


class _Uncompiled:
    """Has the attributes of the pattern as soon as they are asked for."""

    def __init__(self, text: Any, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # asked by pickle and copy, of what has no text yet as well
            raise AttributeError(name)
        value = getattr(re.compile(self._text, self._flags), name)
        setattr(self, name, value)
        return value

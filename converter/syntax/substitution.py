"""Values from outside in a mapping's texts: `${NAME}`, `${NAME:-default}`, `${file:path}`; `$${` is a plain `${`.

Secrets come into a mapping this way only. What is put in never appears in a message.
"""

from __future__ import annotations

import collections.abc
import re
from collections.abc import Callable

from msgspec import Struct

from converter.regex import regex
from converter.syntax.codes import diagnose
from converter.syntax.diagnostic import Diagnostic
from converter.syntax.node import Scalar
from converter.syntax.sanitise import clipped

_REFERENCE = regex(r"\$\$\{|\$\{(?P<body>[^${}]*)\}|\$\{")
_VARIABLE = regex(r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>.*))?", re.DOTALL)
_FILE = "file:"
_FORMS = "write ${NAME}, ${NAME:-default} or ${file:path}; $${ stands for ${ itself"


def substitute(
    scalar: Scalar,
    *,
    environment: collections.abc.Mapping[str, str],
    read_file: Callable[[str], str],
    diagnostics: list[Diagnostic],
) -> str:
    """The scalar's text with every reference replaced; one that cannot be is reported and left as it stands.

    As in a shell, the default is used where the variable is not set or is empty. `read_file` gets the path as it is
    written and raises OSError or ValueError (which text that is not UTF-8 is); one line end at the end of the file is
    dropped.
    """
    substitution = _Substitution(scalar, environment, read_file, diagnostics)
    return _REFERENCE.sub(substitution.replacement, scalar.text)


def references(text: str) -> bool:
    """Does the text hold a reference that `substitute` would replace?"""
    return any(match["body"] is not None for match in _REFERENCE.finditer(text))


class _Substitution(Struct, frozen=True):
    """One scalar being substituted."""

    scalar: Scalar
    environment: collections.abc.Mapping[str, str]
    read_file: Callable[[str], str]
    diagnostics: list[Diagnostic]

    __repr__ = object.__repr__  # the environment holds secrets

    def replacement(self, match: re.Match[str]) -> str:
        """What stands for one reference."""
        if match[0] == "$${":
            return "${"
        body = match["body"]
        if body is None:
            message = "this ${ is not closed, or holds another"
            return self._refuse(match, "bad-substitution", message=message, hint=_FORMS)
        if body.startswith(_FILE) and len(body) > len(_FILE):
            return self._file(match, body.removeprefix(_FILE))
        variable = _VARIABLE.fullmatch(body)
        if not variable:
            return self._refuse(match, "bad-substitution", message="this ${…} is no reference", hint=_FORMS)
        return self._value(match, variable["name"], variable["default"])

    def _value(self, match: re.Match[str], name: str, default: str | None) -> str:
        value = self.environment.get(name)
        if default is not None:
            return value or default
        if value is None:
            hint = f"set it (export {clipped(name)}=…), or give a default: ${{NAME:-default}}"
            message = f"the environment variable {clipped(name)} is not set"
            return self._refuse(match, "undefined-variable", message=message, hint=hint)
        return value

    def _file(self, match: re.Match[str], path: str) -> str:
        try:
            return self.read_file(path).removesuffix("\n").removesuffix("\r")
        except OSError as error:
            reason = error.strerror or "it cannot be opened"
        except ValueError:
            reason = "it is not UTF-8 text"
        hint = "check that it exists and that you may read it"
        message = f"the file {clipped(path)} cannot be read: {reason}"
        return self._refuse(match, "unreadable-file", message=message, hint=hint)

    def _refuse(self, match: re.Match[str], code: str, *, message: str, hint: str) -> str:
        position = self.scalar.at(match.start())
        self.diagnostics.append(diagnose(code, position, message, hint=hint, length=len(match[0])))
        return match[0]

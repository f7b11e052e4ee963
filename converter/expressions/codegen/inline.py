"""Plain Python in place of a function's implementation, for arguments that are known to fit it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias

from converter import native
from converter.directory.identifiers import plain_guid
from converter.directory.times import plain_time
from converter.expressions import standard
from converter.expressions.codegen.emitted import Emitted, Form, tight
from converter.expressions.codegen.emitter import Emitter
from converter.expressions.codegen.remembered import Remembered
from converter.expressions.function import Function
from converter.expressions.functions import choice, dates, flags, identifiers, names, patterns, text
from converter.expressions.types import BOOLEAN, Type
from converter.regex import regex

Constants: TypeAlias = tuple[Any, ...] | None
"""The values of the further arguments where all of them are literals."""


def invoked(emitter: Emitter, function: Function, arguments: Sequence[Emitted], *, constants: Constants) -> Emitted:
    """The function's value for arguments that fit its parameters and are not null where they must not be."""
    meaning = function.implementation
    kinds = [argument.type.kinds for argument in arguments]
    if meaning in _TEMPLATES and all(kind == {"string"} for kind in kinds):
        return _written(_TEMPLATES[meaning], arguments, function.returns)
    called = emitter.constant(meaning, f"f_{function.name}")
    if constants is not None and kinds[0] == {"string"}:
        if meaning in _GLANCES and arguments[0].code.isidentifier():
            glance = emitter.constant(native.form("glances", _GLANCES[meaning]), _GLANCES[meaning].__name__)
            further = ", ".join(argument.code for argument in arguments)
            return Emitted(f"{glance}({arguments[0].code}) or {called}({further})", function.returns)
        if meaning is patterns.matches.implementation:
            return _matches(emitter, arguments[0], constants[0])
        known = remembered(emitter, function, constants)
        if known:
            return tight(f"{known}[{arguments[0].code}]", function.returns)
    if meaning is text.words.implementation and len(arguments) <= _FEW:
        return _joined(emitter, arguments, function.returns)
    return tight(f"{called}({', '.join(argument.code for argument in arguments)})", function.returns)


def _joined(emitter: Emitter, arguments: Sequence[Emitted], its: Type) -> Emitted:
    """A few texts in one."""
    glances = native.compiled("glances")
    words = text.words.implementation
    called = emitter.constant(glances.Words(words).joined if glances else words, "f_words")
    if all(argument.one and argument.sure for argument in arguments):
        # a list of one and its element are the same to it, and what is so short it cannot refuse
        code = f"{called}({', '.join(argument.one for argument in arguments)})"
        return Emitted(code, its, Form.TIGHT, sure=True)
    return tight(f"{called}({', '.join(argument.code for argument in arguments)})", its)


def remembered(emitter: Emitter, function: Function, constants: Constants) -> str | None:
    """The name of the function's results for texts, with these further arguments; shared by all calls of the kind.

    None where results of that function are not kept.
    """
    meaning = function.implementation
    if meaning not in _REPETITIVE or constants is None:
        return None
    for name, known in emitter.names.items():
        if isinstance(known, Remembered) and known.function is meaning and repr(known.further) == repr(constants):
            return name
    return emitter.constant(Remembered(meaning, constants), f"k_{function.name}")


def _written(template: str, arguments: Sequence[Emitted], its: Type) -> Emitted:
    code = template.format(*(argument.operand for argument in arguments))
    return Emitted(code, its, Form.LOOSE if " in " in template else Form.TIGHT)


_TEMPLATES: Mapping[Callable[..., Any], str] = {
    text.lower.implementation: "{0}.lower()",
    text.upper.implementation: "{0}.upper()",
    text.trim.implementation: "{0}.strip()",
    text.collapse.implementation: "' '.join({0}.split())",
    standard.starts_with.implementation: "{0}.startswith({1})",
    standard.ends_with.implementation: "{0}.endswith({1})",
    standard.contains.implementation: "{1} in {0}",
    standard.length.implementation: "len({0})",
}
"""For texts."""

_REPETITIVE = frozenset(
    function.implementation
    for function in (
        choice.includes, flags.has_flag, flags.boolean, names.dn, names.rdn, names.dn_parent, names.dn_value,
    )
)  # fmt: skip
"""Functions of a text that are dear and are given few different texts."""

_FEW = 3
"""So many values of one row are far from being too much text."""

_PLAIN_PATTERN = regex(r"(\^?)([A-Za-z0-9_@ -]+)(\$?)")


def _matches(emitter: Emitter, subject: Emitted, pattern: str) -> Emitted:
    """A pattern of plain characters needs no regular expression for an ASCII text of ordinary length."""
    searched = emitter.constant(partial(_swapped, patterns.matches.implementation, pattern), "f_matches")
    plain = _PLAIN_PATTERN.fullmatch(pattern)
    if plain is None:
        return tight(f"{searched}({subject.code})", BOOLEAN)
    held = emitter.hold(subject)
    start, wanted, end = plain.groups()
    test = {"^": f"{held.code}.startswith({wanted!r})", "$": f"{held.code}.endswith({wanted!r})",
            "^$": f"{held.code} == {wanted!r}", "": f"{wanted!r} in {held.code}"}[start + end]  # fmt: skip
    return Emitted(f"{test} if len({held.code}) < 999 and {held.code}.isascii() else {searched}({held.code})", BOOLEAN)


_GLANCES: Mapping[Callable[..., Any], Callable[[str], str | None]] = {
    dates.iso.implementation: plain_time,
    identifiers.guid.implementation: plain_guid,
}
"""For functions whose texts nearly all are of one form: what gives their value, or None, for a text at little cost."""


def _swapped(function: Callable[[str, str], Any], second: str, first: str) -> Any:
    return function(first, second)

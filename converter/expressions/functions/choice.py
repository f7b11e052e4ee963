"""Choosing among values, and asking whether there are any."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, ClassVar

from converter.directory.matching import case_ignore
from converter.expressions.function import Example, Mode, declare


class MultivaluedError(ValueError):
    """Several values stand where one is wanted; `code` is the rule it breaks."""

    code: ClassVar[str] = "multivalued"


@declare(
    "first_of",
    ("values...: any",),
    "any",
    mode=Mode.OPEN,
    summary="The first of the values that is present, as `present` says; null when none is.",
    examples=(
        Example("first_of(displayname, cn, uid)", ["Jane Doe"], {"cn": ["Jane Doe"], "uid": ["jdoe"]}),
        Example("first_of(nickname, 'none')", "none", {"nickname": ""}),
        Example("first_of(active, `true`)", False, {"active": False}),
        Example("first_of(displayname, cn)", None, {"displayname": [""]}),
        Example("first_of()", fails="invalid-arity"),
    ),
)
def first_of(*values: Any) -> Any:
    """A list that is present is given whole."""
    return next((value for value in values if _is_present(value)), None)


@declare(
    "present",
    ("value: any",),
    "boolean",
    mode=Mode.ASK,
    summary="Whether there is a value: not null, and neither an empty text nor a list or an object with nothing in it.",
    examples=(
        Example("present(pwdaccountlockedtime)", True, {"pwdaccountlockedtime": ["20240101000000Z"]}),
        Example("present(mail)", False, {}),
        Example("present(mail)", False, {"mail": ["", ""]}),
        Example("present(active)", True, {"active": False}),
        Example("present(mail, 'x')", given={"mail": "a"}, fails="invalid-arity"),
    ),
)
def present(value: Any) -> bool:
    """A blank is a value, and so are false and 0."""
    return _is_present(value)


@declare(
    "if",
    ("condition: boolean|null", "then: any", "otherwise?: any"),
    "any",
    mode=Mode.OPEN,
    summary="One value where the condition is true; another, or null, where it is false or null.",
    examples=(
        Example("if(uid == 'root', 'admin', 'user')", "admin", {"uid": "root"}),
        Example("if(includes(status, 'LOCKED'), cn)", None, {"status": ["ok"], "cn": ["Jane"]}),
        Example("if(active, 'yes', 'no')", "no", {}),
        Example("if(active, 'yes', 'no')", given={"active": "TRUE"}, fails="invalid-type"),
    ),
)
def if_(condition: bool | None, then: Any, otherwise: Any = None) -> Any:
    """Only a boolean is a condition, so that the text FALSE never counts as true."""
    return then if condition else otherwise


@declare(
    "includes",
    ("values: string|number|boolean", "wanted: string|number|boolean"),
    "boolean",
    mode=Mode.ASK,
    summary="Whether any of the values equals the wanted one; texts are compared as directories do, without regard to "
    "case or to extra blanks.",
    examples=(
        Example("includes(objectclass, 'orclUserV2')", True, {"objectclass": ["top", "orcluserv2"]}),
        Example("includes(orclisenabled, 'DISABLED')", False, {}),
        Example("includes('active', 'ACT')", False),
        Example("includes(ids, `2`)", True, {"ids": [1, 2]}),
        Example("includes(ids, wanted)", given={"ids": ["1"], "wanted": {}}, fails="invalid-type"),
    ),
)
def includes(value: str | float | bool, wanted: str | float | bool) -> bool:
    """Equality by caseIgnoreMatch, never a part of the text."""
    if isinstance(value, str) and isinstance(wanted, str):
        return value == wanted or case_ignore(value) == case_ignore(wanted)
    return _identity(value) == _identity(wanted)


@declare(
    "unique",
    ("list: array[any]",),
    "array[any]",
    mode=Mode.WHOLE,
    summary="The list with only the first of equal values, in the same order; texts are equal to the letter.",
    examples=(
        Example("unique(roles[].name)", ["b", "a"], {"roles": [{"name": "b"}, {"name": "a"}, {"name": "b"}]}),
        Example("unique(lower(mail))", ["a@b.org"], {"mail": ["A@b.org", "a@b.org"]}),
        Example("unique(values)", [1, True, {"a": 1}], {"values": [1, True, {"a": 1}, {"a": 1.0}]}),
        Example("unique(mail)", None, {}),
        Example("unique(mail)", given={"mail": "a"}, fails="invalid-type"),
    ),
)
def unique(values: list[Any]) -> list[Any]:
    """Equality is that of JSON: 1 is 1.0 and not true."""
    firsts: dict[Hashable, Any] = {}
    for value in values:
        firsts.setdefault(_identity(value), value)
    return list(firsts.values())


@declare(
    "only",
    ("list: any",),
    "any",
    mode=Mode.WHOLE,
    summary="The one value of a list, or null for an empty one; two or more are the error `multivalued`.",
    examples=(
        Example("only(mail)", "a@b.org", {"mail": ["a@b.org"]}),
        Example("only(mail)", None, {"mail": []}),
        Example("only(mail)", "a@b.org", {"mail": "a@b.org"}),
        Example("only(mail)", None, {}),
        Example("only(mail)", given={"mail": ["a@b.org", "c@d.org"]}, fails="multivalued"),
    ),
)
def only(values: Any) -> Any:
    """What is no list is itself, so that a mapping reads directories and tables alike."""
    if not isinstance(values, list):
        return values
    if len(values) > 1:
        raise MultivaluedError(f"there are {len(values)} values where one is wanted; write [0] to take the first")
    return values[0] if values else None


@declare(
    "compact",
    ("list: array[any]",),
    "array[any]",
    mode=Mode.WHOLE,
    summary="The list without nulls and empty texts.",
    examples=(
        Example("compact(split('a;;b', ';'))", ["a", "b"]),
        Example("compact([givenname, sn])", ["Doe"], {"givenname": "", "sn": "Doe"}),
        Example("compact([active, count])", [False, 0], {"active": False, "count": 0}),
        Example("compact(roles)", None, {}),
        Example("compact(roles)", given={"roles": "a"}, fails="invalid-type"),
    ),
)
def compact(values: list[Any]) -> list[Any]:
    """Only what is nothing goes: false and 0 stay."""
    return [value for value in values if value is not None and value != ""]


def _is_present(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_is_present, value))
    if isinstance(value, (str, bytes, dict)):
        return len(value) > 0
    return value is not None


def _identity(value: Any) -> Hashable:
    """Equal for equal JSON values; Python by itself takes true for 1."""
    if isinstance(value, list):
        return ("array", *map(_identity, value))
    if isinstance(value, dict):
        return ("object", frozenset((key, _identity(member)) for key, member in value.items()))
    return isinstance(value, bool), value


FUNCTIONS = (first_of, present, if_, includes, unique, only, compact)

"""What a case expects beside what became of its record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from converter.expressions.operators import equal
from converter.mapping.fate import Decided, Exported, Filtered, Rejected, Skipped
from converter.mapping.model import ABSENT
from converter.pipeline.secret_parts import SecretParts, shown
from converter.validation.violation import Violation


class Difference(Struct, frozen=True):
    """One thing that came out otherwise than expected.

    `path` are the names down to a member of the user, empty where the record has another fate altogether; `got` is
    ABSENT where there is no such member. The text never holds a secret.
    """

    path: tuple[str, ...]
    got: Any
    text: str

    def __str__(self) -> str:
        """What is expected and what came, in words."""
        return self.text


def differences(expect: dict[str, Any], fate: Decided, secrets: SecretParts) -> Iterator[Difference]:
    """Every difference; none where the case passes."""
    match fate:
        case Exported() if _expects_user(expect):
            yield from _of_user(expect.get("user") or {}, fate.document, (), secrets=secrets)
            given = expect.get("after_import") or {}
            yield from _of_user(given, fate.afterwards or {}, ("after_import",), secrets=secrets)
        case Rejected() if expect.get("reject") is not None:
            if not any(_is_reason(expect["reject"], reason) for reason in fate.reasons):
                wanted = shown(expect["reject"], secret=False)
                yield _of_fate(f"expected rejected for {wanted}, got {described(fate)}")
        case Skipped() if expect.get("skip") == fate.id:
            return
        case Filtered() if expect.get("filtered"):
            return
        case _:
            yield _of_fate(f"expected {_expected(expect)}, got {described(fate)}")


def expectation_of(fate: Decided) -> dict[str, Any]:
    """What a case would have to say under `expect:` to pass."""
    match fate:
        case Exported():
            return {"user": fate.document} | ({"after_import": fate.afterwards} if fate.afterwards else {})
        case Rejected():
            reason = fate.reasons[0]
            return {"reject": {"field": reason.path, "code": reason.rule} if reason.path else {"code": reason.rule}}
        case Skipped():
            return {"skip": fate.id}
        case Filtered():
            return {"filtered": True}


def _expects_user(expect: dict[str, Any]) -> bool:
    return expect.get("user") is not None or expect.get("after_import") is not None


def described(fate: Decided) -> str:
    """The fate in words."""
    match fate:
        case Exported():
            return "a user"
        case Rejected():
            return "rejected: " + "; ".join(f"{r.path or 'record'}: {r.rule} ({r.message})" for r in fate.reasons)
        case Skipped():
            return f"skipped as {fate.id}"
        case Filtered():
            return "filtered"


def _of_fate(text: str) -> Difference:
    return Difference((), ABSENT, text)


def _expected(expect: dict[str, Any]) -> str:
    if "skip" in expect:
        return f"skipped as {expect['skip']}"
    words = {"user": "a user", "reject": "a rejected record", "filtered": "a filtered record"}
    return words[next(iter(expect), "user")]


def _is_reason(expected: Any, reason: Violation) -> bool:
    if not isinstance(expected, dict):
        return bool(expected == reason.rule)
    wanted = {"field": reason.path, "code": reason.rule}
    return all(wanted.get(name) == value for name, value in expected.items())


def _of_user(expected: Any, got: Any, path: tuple[str, ...], *, secrets: SecretParts) -> Iterator[Difference]:
    """Members that the case names are compared, others are not looked at; null means that there is none."""
    if isinstance(expected, dict) and isinstance(got, dict):
        for name, value in expected.items():
            found = got.get(name, ABSENT)
            if value is None and found is ABSENT:
                continue
            yield from _of_user(ABSENT if value is None else value, found, (*path, name), secrets=secrets)
    elif expected is ABSENT or got is ABSENT or not equal(expected, got):
        place = ".".join(path)
        secret = secrets.field(place)
        text = f"{place}: expected {shown(expected, secret=secret)}, got {shown(got, secret=secret)}"
        yield Difference(path, got, text)

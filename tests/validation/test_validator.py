from __future__ import annotations

import datetime as dt
import json
from enum import Enum
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from converter.validation.implementation import Implementation
from converter.validation.json_value import DEEPEST
from converter.validation.rules import CODES, RULES
from converter.validation.validator import Validator
from converter.validation.violation import Severity

CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted((Path(__file__).parent / "cases").glob("*.json"))
    for case in json.loads(path.read_text(encoding="utf-8"))
]
FAST = Validator(Implementation.FAST)
REFERENCE = Validator(Implementation.REFERENCE)
WARNINGS = {rule.code for rule in RULES if rule.severity is Severity.WARN}
EMAIL = {"email": "jane@acme.com"}


def nested(levels: int) -> Any:
    value: Any = []
    for _ in range(levels - 1):
        value = [value]
    return value


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("validator", [FAST, REFERENCE], ids=["fast", "reference"])
def test_a_case_has_the_violations_it_lists(validator: Validator, case: dict[str, Any]) -> None:
    found = [[violation.path, violation.rule] for violation in validator.violations(case["user"])]
    assert found == sorted(case["violations"])


@pytest.mark.parametrize("case", CASES)
def test_both_implementations_say_the_same_of_a_case(case: dict[str, Any]) -> None:
    assert FAST.violations(case["user"]) == REFERENCE.violations(case["user"])


def test_every_rule_is_broken_by_some_case() -> None:
    broken = {rule for case in CASES for _, rule in case.values[0]["violations"]}  # type: ignore[index]
    assert set(CODES) - broken == {"user-size", "profile-size"}


def test_a_violation_is_a_warning_where_its_rule_is() -> None:
    violations = FAST.violations({**EMAIL, "username": "x" * 16, "name": ""})
    assert [(v.rule, v.severity) for v in violations] == [("name-length", "reject"), ("username-length", "warn")]


def test_a_profile_of_ten_thousand_bytes_is_fine_and_one_more_is_a_warning() -> None:
    room = 10_000 - len(json.dumps({**EMAIL, "user_metadata": {"a": ""}}, separators=(",", ":")))
    assert FAST.violations({**EMAIL, "user_metadata": {"a": "x" * room}}) == []
    [violation] = FAST.violations({**EMAIL, "user_metadata": {"a": "x" * (room + 1)}})
    assert (violation.path, violation.rule, violation.severity) == ("", "profile-size", Severity.WARN)


def test_a_user_that_fits_no_file_is_refused_and_sizes_are_bytes() -> None:
    violations = FAST.violations({**EMAIL, "user_metadata": {"a": "é" * 250_000}})
    assert [v.rule for v in violations] == ["profile-size", "user-size"]


@pytest.mark.parametrize("validator", [FAST, REFERENCE], ids=["fast", "reference"])
@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_json_lacks_is_refused_wherever_it_stands(validator: Validator, number: float) -> None:
    user = {**EMAIL, "name": number, "user_metadata": {"a": [number]}}
    assert [(v.path, v.rule) for v in validator.violations(user)] == [
        ("name", "json-value"),
        ("user_metadata.a[0]", "json-value"),
    ]


class _Colour(Enum):
    RED = "red"


@pytest.mark.parametrize("validator", [FAST, REFERENCE], ids=["fast", "reference"])
@pytest.mark.parametrize("value", [b"x", bytearray(b"x"), {1}, object(), UUID(int=0), _Colour.RED, dt.date.min])
def test_a_value_that_json_lacks_is_refused(validator: Validator, value: object) -> None:
    assert [(v.path, v.rule) for v in validator.violations({**EMAIL, "name": value})] == [("name", "json-value")]


@pytest.mark.parametrize("validator", [FAST, REFERENCE], ids=["fast", "reference"])
def test_names_of_members_are_text(validator: Validator) -> None:
    user: dict[Any, Any] = {**EMAIL, 5: 1, "app_metadata": {None: 1}}
    found = validator.violations(user)
    assert [(v.path, v.rule) for v in found] == [("", "json-value"), ("app_metadata", "json-value")]


@pytest.mark.parametrize("validator", [FAST, REFERENCE], ids=["fast", "reference"])
@pytest.mark.parametrize("document", [None, [], "x", 5, True, b"x"])
def test_a_user_is_an_object(validator: Validator, document: object) -> None:
    [violation] = validator.violations(document)
    assert violation.path == ""
    assert violation.rule == ("json-value" if isinstance(document, bytes) else "type")


@pytest.mark.parametrize("validator", [FAST, REFERENCE], ids=["fast", "reference"])
@pytest.mark.parametrize("extra", [{}, {"name": ""}], ids=["otherwise fine", "otherwise flawed"])
def test_nesting_has_a_limit(validator: Validator, extra: dict[str, str]) -> None:
    at_limit = {**EMAIL, **extra, "user_metadata": {"a": nested(DEEPEST - 2)}}
    beyond = {**EMAIL, **extra, "user_metadata": {"a": nested(DEEPEST - 1)}}
    assert "json-value" not in [v.rule for v in validator.violations(at_limit)]
    assert [(v.path, v.rule) for v in validator.violations(beyond)] == [("user_metadata", "json-value")]


def test_a_document_that_contains_itself_twice_is_refused_at_once() -> None:
    circle: list[Any] = []
    circle += [circle, circle]
    assert [v.rule for v in FAST.violations({**EMAIL, "app_metadata": {"a": circle}})] == ["json-value"]


@pytest.mark.parametrize("validator", [FAST, REFERENCE], ids=["fast", "reference"])
def test_a_tuple_is_a_list(validator: Validator) -> None:
    user = {**EMAIL, "mfa_factors": ({"phone": {"value": "+1"}}, {}), "app_metadata": {"a": ({"b.c": 1},)}}
    assert [(v.path, v.rule) for v in validator.violations(user)] == [
        ('app_metadata.a[0]["b.c"]', "metadata-key"),
        ("mfa_factors[1]", "mfa-factor"),
    ]


SECRET = "hunter2-Tr0ub4dor&3"  # in no message, whatever breaks


@pytest.mark.parametrize(
    "user",
    [
        {**EMAIL, "password": SECRET},
        {**EMAIL, "password_hash": SECRET},
        {"email": SECRET, "name": [SECRET], "username": SECRET + " ", "phone_number": SECRET, "picture": SECRET},
        {"custom_password_hash": {"algorithm": SECRET, "hash": SECRET}},
        {"custom_password_hash": {"algorithm": "ldap", "hash": {"value": "{SHA}" + SECRET, "key": {"value": SECRET}}}},
        {"custom_password_hash": {"algorithm": "md5", "hash": {"value": SECRET, "encoding": SECRET}}},
        {"custom_password_hash": {"algorithm": "hmac", "hash": {"key": {"value": SECRET, "encoding": "hex"}}}},
        {"custom_password_hash": {"algorithm": "argon2", "hash": {}, "salt": {"value": SECRET}, "keylen": SECRET}},
        {"mfa_factors": [{"totp": {"secret": SECRET}}, {"email": {"value": SECRET}}]},
        {**EMAIL, "app_metadata": {"user_id": SECRET, "a.b": SECRET, "c": SECRET + "\ud800"}},
    ],
)
@pytest.mark.parametrize("validator", [FAST, REFERENCE], ids=["fast", "reference"])
def test_no_violation_shows_a_secret(validator: Validator, user: dict[str, Any]) -> None:
    found = validator.violations(user)
    assert found
    assert "unter2" not in repr(found)


HASH = "$2b$10$C9hB01.YxRSTcn/ZOOo4j.TW7xCKKFKBSF.C7E0xiUwumqIDqWUXG"
texts = st.sampled_from(
    ["", "jane", "jane@acme.com", "jane@acme", "+1", "auth0|1", "a b", "ü", "x" * 16, "x" * 151, HASH]
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**65), 2**65) | st.floats() | texts | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["a", "b.c", "$d", "email", "name", "\ud800"]) | st.text(max_size=3), inner, max_size=3
        )
    ),
    max_leaves=6,
)


def mostly(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.integers(0, 9).flatmap(lambda n: anything if n == 0 else values)


def part(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({}, optional={name: mostly(values) for name, values in members.items()})


encodings = st.sampled_from(["hex", "base64", "utf8"])
hash_values = st.sampled_from([HASH, "ab" * 16, "ab" * 20, "q" * 22, "{SHA}" + "A" * 27 + "=", "$pbkdf2-sha1$YQ$YQ"])
custom_hashes = part(
    algorithm=st.sampled_from(["argon2", "bcrypt", "hmac", "ldap", "md5", "sha1", "pbkdf2", "scrypt"]),
    hash=part(
        value=hash_values,
        encoding=encodings,
        digest=st.sampled_from(["md5", "sha1"]),
        key=part(value=texts, encoding=encodings),
        salt=anything,
    ),
    salt=part(value=texts, encoding=encodings, position=st.sampled_from(["prefix", "suffix"])),
    password=part(encoding=st.sampled_from(["utf8", "ucs2"])),
    keylen=st.integers(-1, 32),
    cost=st.integers(-1, 9) | st.sampled_from([16.0, 2.5]),
    blockSize=st.integers(-1, 3),
)
factors = st.lists(
    part(totp=part(secret=st.sampled_from(["ABC", "abc", "ABC\n"])), phone=part(value=texts), email=part(value=texts)),
    max_size=11,
)
metadata = st.dictionaries(st.sampled_from(["a", "b.c", "$d", "email", "name", "username"]), anything, max_size=3)
users = part(
    email=texts,
    email_verified=st.booleans(),
    phone_number=texts,
    user_id=texts,
    username=texts,
    given_name=texts,
    name=texts,
    nickname=texts,
    picture=st.sampled_from(["https://acme.com/x.png", "x.png"]),
    blocked=st.booleans(),
    password_hash=st.sampled_from([HASH, "x"]),
    custom_password_hash=custom_hashes,
    app_metadata=metadata,
    user_metadata=metadata,
    mfa_factors=factors,
    unknown=anything,
)


@given(users | anything)
@settings(max_examples=300, deadline=None)
def test_both_implementations_say_the_same_of_anything(document: object) -> None:
    found = FAST.violations(document)
    assert found == REFERENCE.violations(document)
    assert found == sorted(set(found))
    assert {violation.rule for violation in found} <= set(CODES)
    assert all((violation.severity is Severity.WARN) == (violation.rule in WARNINGS) for violation in found)


def mutated(value: Any, random: Random) -> Any:
    """The value with about one thing changed: a member gone, doubled under another name, or of another kind."""
    if isinstance(value, dict) and value and random.random() < 0.9:
        name = random.choice(list(value))
        match random.randrange(4):
            case 0:
                return {key: member for key, member in value.items() if key != name}
            case 1:
                return {**value, random.choice(["email", "hash", "salt", "x.y", "keylen"]): value[name]}
            case _:
                return {**value, name: mutated(value[name], random)}
    if isinstance(value, str) and value and random.random() < 0.5:
        at = random.randrange(len(value))
        return value[:at] + random.choice(["", "=", " ", "\n", "é", "\U0001f600", "\ud800"]) + value[at + 1 :]
    return random.choice([None, True, "", "x", -1, 2**54, 2**64, 1.5, 8.0, float("nan"), [], {}, [{}], {"a": 1}, b""])


def test_both_implementations_say_the_same_of_two_thousand_mutated_cases() -> None:
    random = Random(20260819)
    cases: list[Any] = [case.values[0]["user"] for case in CASES]  # type: ignore[index]
    broken = 0
    for _ in range(2000):
        user = mutated(random.choice(cases), random)
        found = FAST.violations(user)
        assert found == REFERENCE.violations(user), user
        broken += bool(found)
    assert broken > 1000


ADDRESSES = (
    st.from_regex(r"[A-Za-z.+_é\"-]{0,66}@[a-z0-9._-]{0,8}\.[a-z]{1,3}", fullmatch=True)
    | st.from_regex(r"\A[^@\ud800-\udfff]{0,9}@?[a-zé-]{0,5}\.?[a-z]{1,3}\Z")
    | st.sampled_from(["", "a@b.de", "\U0001f600@acme.com", f"a@{'b.' * 127}de"])
)


@pytest.mark.parametrize("validator", [FAST, REFERENCE], ids=["fast", "reference"])
@given(ADDRESSES | st.none())
@example(None)
@example("jane\u00a0doe@acme.com")
@example("jane\u00a0doe@acme")
@example("jane")
def test_an_address_is_judged_alone_as_in_a_user_without_another_flaw(
    validator: Validator, address: str | None
) -> None:
    others = {"username": "jane", "user_metadata": {"a": ["b"]}}
    user = others if address is None else {**others, "email": address}
    assert validator.of_address(address) == validator.violations(user)


@given(users)
@settings(max_examples=200, deadline=None)
def test_a_judged_document_is_left_as_it_was(document: object) -> None:
    before = repr(document)
    FAST.violations(document)
    assert repr(document) == before

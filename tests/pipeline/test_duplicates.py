"""Users that share an identifier are found, as a naive program that keeps every value would find them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter import native
from converter.mapping.target import LOWER_CASED
from converter.pipeline import duplicates, holders, ledger
from converter.pipeline.duplicates import Claims, Seen, identifiers_of
from converter.record import Origin
from converter.sinks.texts import TextMaker


@pytest.fixture(autouse=True, params=["compiled", "in Python"])
def form(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "in Python":
        monkeypatch.setattr(native, "compiled", lambda _: None)


FIELDS = ("email", "username", "user_id")
User = dict[str, Any]

values = st.sampled_from(
    [f"{name}{n}" for name in ("Ann", "ann", "ANN", "Zoë", "zoË", "ı", "I", "i̇", "ſ", "") for n in range(6)]
)
users = st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, values)), max_size=60)


def folded(field: str, value: str) -> str:
    return value.lower() if field in LOWER_CASED else value


def naive(population: list[User]) -> Iterator[list[tuple[str, int]]]:
    """For each user the fields that an earlier exported user has, with that user's number."""
    holders: dict[tuple[str, str], int] = {}
    for number, user in enumerate(population):
        keys = [(field, folded(field, user[field])) for field in FIELDS if field in user]
        taken = [(key[0], holders[key]) for key in keys if key in holders]
        if not taken:
            holders |= dict.fromkeys(keys, number)
        yield taken


def claimed(population: list[User], claims: Claims) -> Iterator[list[tuple[str, int]]]:
    for number, user in enumerate(population):
        taken = claims.claim(user, Origin("people.ldif", number + 1))
        places = [violation.message.split(":")[1].split()[0] for violation in taken]
        yield [(violation.path, int(place) - 1) for violation, place in zip(taken, places, strict=True)]


@settings(max_examples=60, deadline=None)
@given(users)
def test_the_first_keeps_what_it_has_and_the_others_are_told_who_that_is(population: list[User]) -> None:
    assert list(claimed(population, Claims(FIELDS, b"k"))) == list(naive(population))


@pytest.mark.parametrize("seed", range(3))
def test_two_thousand_users_are_compared_as_a_naive_program_would(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holders, "_UNWRITTEN", 300)
    monkeypatch.setattr(ledger, "FEW", (0, 700, 1 << 17)[seed])
    random = Random(seed)
    population = [{field: f"{field}{random.randrange(3000)}" for field in FIELDS} for _ in range(2000)]
    with closing(Claims(FIELDS, b"k")) as claims:
        assert list(claimed(population, claims)) == list(naive(population))


@pytest.mark.parametrize("few", [0, 250, 10_000])
def test_identifiers_of_one_hash_are_told_apart(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "hash", len, raising=False)
    monkeypatch.setattr(holders, "_UNWRITTEN", 100)
    monkeypatch.setattr(ledger, "FEW", few)
    random = Random(few)
    population = [{field: f"{field}{random.randrange(500):05}" for field in FIELDS} for _ in range(400)]
    with closing(Claims(FIELDS, b"k")) as claims:
        assert list(claimed(population, claims)) == list(naive(population))


@pytest.mark.parametrize("few", [0, 250, 10_000])
@pytest.mark.parametrize("together", [1, 16, 128])
def test_users_that_come_together_are_compared_as_those_that_come_one_by_one(
    few: int, together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "FEW", few)
    monkeypatch.setattr(holders, "TOGETHER", together)
    random = Random(few)
    population = [
        {field: f"{field}{random.randrange(900)}" for field in FIELDS if random.random() < 0.9} for _ in range(600)
    ]
    made = TextMaker()
    places = list(zip(*(Origin("f", number + 1).place for number in range(600)), strict=True))
    identifiers = [[user.get(field) for user in population] for field in FIELDS]
    with closing(Claims(FIELDS, b"k")) as alone, closing(Claims(FIELDS, b"k")) as those:
        expected = [alone.claim(user, Origin("f", number + 1)) for number, user in enumerate(population)]
        refused: list[tuple[int, Any]] = []
        for start in range(0, 600, 50):
            some = slice(start, start + 50)
            columns = [made.column(list(place[some])) for place in places]
            others = those.sift(identifiers_of(columns, [column[some] for column in identifiers], FIELDS))
            refused += [(start + number, reasons) for number, reasons in others]
    assert refused == [(number, taken) for number, taken in enumerate(expected) if taken]


def test_a_user_that_is_refused_holds_nothing() -> None:
    claims = Claims(FIELDS, b"k")
    assert not claims.claim({"email": "a", "username": "x"}, Origin("f", 1))
    assert [v.path for v in claims.claim({"email": "A", "username": "y"}, Origin("f", 2))] == ["email"]
    assert not claims.claim({"email": "b", "username": "Y"}, Origin("f", 3))


def test_every_shared_field_is_named_with_the_place_of_its_holder() -> None:
    claims = Claims(FIELDS, b"k")
    claims.claim({"email": "a"}, Origin("one.ldif", 12))
    claims.claim({"user_id": "7"}, Origin("two.ldif", 34))
    taken = claims.claim({"email": "a", "user_id": "7", "username": "u"}, Origin("two.ldif", 99))
    assert [(v.path, v.rule, v.message) for v in taken] == [
        ("email", "duplicate", "the user at one.ldif:12 has the same email"),
        ("user_id", "duplicate", "the user at two.ldif:34 has the same user_id"),
    ]


@pytest.mark.parametrize(
    ("field", "one", "other", "same"),
    [
        ("email", "A@X.ORG", "a@x.org", True),
        ("username", "Ann", "ann", True),
        ("user_id", "Ann", "ann", False),
        ("email", "ſ@x.org", "s@x.org", False),
        ("phone_number", "+1", "+1", True),
    ],
)
def test_what_auth0_stores_in_lower_case_is_compared_so(field: str, one: str, *, other: str, same: bool) -> None:
    claims = Claims((field,), b"k")
    claims.claim({field: one}, Origin("f", 1))
    assert bool(claims.claim({field: other}, Origin("f", 2))) is same


def test_fields_are_compared_each_for_itself_and_only_texts() -> None:
    claims = Claims(("email", "username"), b"k")
    assert not claims.claim({"email": "a", "username": "a"}, Origin("f", 1))
    assert not claims.claim({"email": 1, "username": None}, Origin("f", 2))
    assert not claims.claim({"email": 1}, Origin("f", 3))


def test_large_line_numbers_and_many_files_are_kept() -> None:
    claims = Claims(("email",), b"k")
    for number in range(300):
        claims.claim({"email": str(number)}, Origin(f"{number}.ldif", 2**40 - 1 - number))
    for number in (0, 255, 256, 299):
        (violation,) = claims.claim({"email": str(number)}, Origin("x", 1))
        assert f"{number}.ldif:{2**40 - 1 - number} " in violation.message


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.binary(min_size=10, max_size=10) | st.sampled_from([b"\0" * 10, b"\1" * 10, b"\0\1" * 5]), max_size=30)
)
def test_one_bucket_keeps_its_entries_apart(tails: list[bytes]) -> None:
    seen = Seen()
    expected: dict[bytes, int] = {}
    for place, tail in enumerate(tails):
        digest = b"\7\7" + tail
        assert seen.place(digest) == expected.get(tail)
        if tail not in expected:
            expected[tail] = place
            seen.add(digest, place)


def test_an_entry_is_not_found_across_the_border_of_two_others() -> None:
    seen = Seen()
    seen.add(b"\7\7" + bytes(range(10)), int.from_bytes(b"ABCDEFGH"))
    seen.add(b"\7\7" + bytes(range(10, 20)), 2**64 - 1)
    straddling = b"FGH" + bytes(range(10, 17))
    assert seen.place(b"\7\7" + straddling) is None
    seen.add(b"\7\7" + straddling, 5)
    assert seen.place(b"\7\7" + straddling) == 5
    assert seen.place(b"\7\7" + bytes(range(10, 20))) == 2**64 - 1
    assert seen.place(b"\7\6" + bytes(range(10))) is None

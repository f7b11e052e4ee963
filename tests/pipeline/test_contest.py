from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from converter.mapping.fate import Exported
from converter.mapping.model import Duplicates
from converter.pipeline.contest import Contest, Entry
from converter.pipeline.duplicates import Claims
from converter.record import Origin

FIELDS = ("email", "user_id")
User = dict[str, Any]

ranks = (
    st.none()
    | st.booleans()
    | st.integers(-2, 2)
    | st.floats(-1, 1)
    | st.sampled_from(["", "a", "b", "ab"])
    | st.just([1])
)
users = st.lists(
    st.fixed_dictionaries({"keep": ranks}, optional={field: st.sampled_from("abcdefgh") for field in FIELDS}),
    max_size=25,
)


def decided(population: list[User], policy: Duplicates, folder: Path) -> list[dict[str, int]]:
    """For each user the fields that cost it its place, each with the number of a rival."""
    contest, claims = Contest(policy, folder), Claims(FIELDS, b"k")
    for number, user in enumerate(population):
        entry = Entry(Origin("f", number + 1), user["keep"], str(number).encode(), Exported({}))
        contest.enter(entry, claims.keys(user))
    found = list(contest.decided())
    assert [entry.user for entry, _ in found] == [str(number).encode() for number in range(len(population))]
    return [{v.path: int(v.message.split("f:")[1].split()[0]) - 1 for v in reasons} for _, reasons in found]


def above(one: User, other: User) -> bool:
    """Does one rank above the other? Numbers before texts before everything else, the larger first."""

    def kind(value: Any) -> int:
        return 0 if isinstance(value, int | float) else 1 if isinstance(value, str) else 2

    first, second = one["keep"], other["keep"]
    if kind(first) != kind(second):
        return kind(first) < kind(second)
    return bool(kind(first) < 2 and first > second)


def naive_keep(population: list[User]) -> list[set[str]]:
    """Again and again the best of those that are left takes what it wants, if it is still to be had."""
    left = list(range(len(population)))
    taken: set[tuple[str, Any]] = set()
    lost: list[set[str]] = [set() for _ in population]
    while left:
        best = next(n for n in left if not any(above(population[o], population[n]) for o in left))
        left.remove(best)
        keys = {(field, population[best][field]) for field in FIELDS if field in population[best]}
        lost[best] = {field for field, _ in keys & taken}
        if not lost[best]:
            taken |= keys
    return lost


def naive_reject_all(population: list[User]) -> Iterator[set[str]]:
    for number, user in enumerate(population):
        others = population[:number] + population[number + 1 :]
        yield {f for f in FIELDS if f in user and any(other.get(f) == user[f] for other in others)}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(users)
def test_the_largest_keeps_its_identifiers(tmp_path: Path, population: list[User]) -> None:
    found = decided(population, Duplicates.KEEP, tmp_path)
    assert [set(reasons) for reasons in found] == naive_keep(population)
    for number, reasons in enumerate(found):
        for field, rival in reasons.items():
            assert population[rival][field] == population[number][field]
            assert found[rival] == {}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(users)
def test_all_who_share_an_identifier_are_rejected(tmp_path: Path, population: list[User]) -> None:
    found = decided(population, Duplicates.REJECT_ALL, tmp_path)
    assert [set(reasons) for reasons in found] == list(naive_reject_all(population))
    for number, reasons in enumerate(found):
        for field, rival in reasons.items():
            assert rival != number
            assert population[rival][field] == population[number][field]


@pytest.mark.parametrize("policy", [Duplicates.KEEP, Duplicates.REJECT_ALL])
def test_two_thousand_users_are_decided_as_a_naive_program_would(tmp_path: Path, policy: Duplicates) -> None:
    chosen = Random(7)
    population: list[User] = [
        {"email": f"e{chosen.randrange(1500)}", "user_id": f"u{chosen.randrange(9000)}", "keep": n}
        for n in chosen.sample(range(10000), 2000)
    ]
    found = [set(reasons) for reasons in decided(population, policy, tmp_path)]
    if policy is Duplicates.REJECT_ALL:
        assert found == list(naive_reject_all(population))
    else:
        order = sorted(range(2000), key=lambda n: -population[n]["keep"])
        holders: set[tuple[str, Any]] = set()
        for number in order:
            keys = {(field, population[number][field]) for field in FIELDS}
            assert found[number] == {field for field, _ in keys & holders}
            holders |= set() if found[number] else keys


def test_nothing_is_left_in_the_folder(tmp_path: Path) -> None:
    contest = Contest(Duplicates.KEEP, tmp_path)
    contest.enter(Entry(Origin("f", 1), 1, b"{}", Exported({})), [])
    assert list(tmp_path.iterdir()) == []
    assert len(list(contest.decided())) == 1
    assert list(tmp_path.iterdir()) == []

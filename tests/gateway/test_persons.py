"""How many passwords may be tried for a person, by however many processes."""

from __future__ import annotations

from multiprocessing import get_context

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.gateway.persons import Persons
from converter.gateway.throttle import Limit
from converter.gateway.verdict import Answer, Verdict

RIGHT, WRONG = Answer(Verdict.RIGHT), Answer(Verdict.WRONG)
TROUBLE, TRIED = Answer(Verdict.UNAVAILABLE), Answer(Verdict.UNAVAILABLE, tried=True)
_STEPS = st.lists(
    st.tuples(st.sampled_from([RIGHT, WRONG, TROUBLE, TRIED]), st.sampled_from(["ann", "bob"]), st.integers(0, 150)),
    max_size=60,
)


@given(_STEPS)
def test_a_person_has_so_many_tries_until_there_was_none_for_the_time_of_the_limit(
    steps: list[tuple[Answer, str, int]],
) -> None:
    now = [1000.0]
    persons = Persons(Limit(3, 100), lambda: now[0])
    counts, last = {"ann": 0, "bob": 0}, {"ann": 0.0, "bob": 0.0}
    for answer, name, seconds in steps:
        now[0] += seconds
        if now[0] - last[name] >= 100:
            counts[name] = 0
        admitted = persons.admits(name)
        assert admitted is (counts[name] < 3)
        if admitted:
            persons.settle(name, answer)
            last[name] = now[0]
            counts[name] += answer in (WRONG, TRIED)
            counts[name] *= answer is not RIGHT


def test_tries_at_the_same_time_count_before_any_of_them_is_answered() -> None:
    persons = Persons(Limit(2, 100))
    assert [persons.admits("ann") for _ in range(4)] == [True, True, False, False]
    persons.settle("ann", TROUBLE)
    assert [persons.admits("ann") for _ in range(2)] == [True, False]


def test_processes_count_together_and_none_that_ends_holds_up_the_others() -> None:
    persons = Persons(Limit(500, 1000))
    context = get_context("fork")
    admitted = context.SimpleQueue()

    def work() -> None:
        admitted.put(sum(persons.admits(f"person {number % 2}") for number in range(1000)))

    processes = [context.Process(target=work) for _ in range(3)]
    dying = context.Process(target=persons._alone.__enter__)
    for process in (dying, *processes):
        process.start()
    for process in (dying, *processes):
        process.join(60)
    assert sum(admitted.get() for _ in processes) == 1000
    assert not persons.admits("person 1")
    assert persons.admits("person 2")


def test_more_people_than_there_are_places_for_only_lose_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("converter.gateway.persons._PLACES", 16)
    persons = Persons(Limit(1, 100), lambda: now[0])
    for number in range(17):
        now[0] += 1
        assert persons.admits(str(number))
    assert [number for number in range(1, 17) if persons.admits(str(number))] == []
    assert persons.admits("0")

"""Questions and answers between the process that takes requests and those that ask the store."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from converter.gateway.ask import Ask
from converter.gateway.lanes import EAGER, Lanes, ask_for
from converter.gateway.migration import Admits, Migration
from converter.gateway.persons import Persons
from converter.gateway.throttle import Limit
from converter.gateway.verdict import Answer, Verdict
from converter.gateway.work import Capacity, Work


@dataclass
class Store:
    """A store that answers once it is let."""

    user: dict[str, Any] = field(default_factory=lambda: {"user_id": "ann"})
    let: threading.Event = field(default_factory=threading.Event)

    def login(self, identifier: str, password: str, *, admits: Admits) -> Answer:
        if not admits(identifier):
            return Answer(Verdict.THROTTLED)
        self.let.wait(20)
        return Answer(Verdict.RIGHT if password == "right" else Verdict.WRONG, self.user)

    def get_user(self, identifier: str) -> Answer:
        raise ValueError(identifier)

    def ready(self) -> Answer:
        return Answer(Verdict.RIGHT)


@dataclass
class Place:
    lanes: Lanes
    ends: list[socket.socket]


@contextmanager
def place(store: Store, *, count: int = 3, most: int = 100) -> Iterator[Place]:
    """Lanes to one asker, which is a thread here."""
    control, ours = socket.socketpair()
    pairs = [socket.socketpair() for _ in range(count)]
    mine, theirs = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    socket.send_fds(ours, [b"+"], [end.fileno() for end in mine])
    for end in mine:
        end.close()
    persons = Persons(Limit(most, 300))
    asker = threading.Thread(target=ask_for, args=(cast("Migration", store), persons, theirs))
    asker.start()
    with control, ours:
        lanes = Lanes(control, 1)
        try:
            yield Place(lanes, theirs)
        finally:
            store.let.set()
            lanes.close()
            asker.join(20)
            for end in theirs:
                end.close()
    assert not asker.is_alive()


def put(here: Place, *asks: Ask, capacity: Capacity | None = None) -> list[Answer]:
    async def all_of_them() -> list[Answer]:
        work = Work(here.lanes, capacity or Capacity())
        work.start()
        return await asyncio.gather(*map(work.put, asks))

    return asyncio.run(all_of_them())


def test_a_user_of_any_size_comes_over_a_lane() -> None:
    user = {"user_id": "ann", "app_metadata": {"groups": ["ü" * 100] * 10_000}}
    store = Store(user)
    store.let.set()
    with place(store) as here:
        [answer] = put(here, Ask("ann", "right"))
    assert answer == Answer(Verdict.RIGHT, user)


def test_more_questions_than_lanes_are_answered_in_turn() -> None:
    store = Store()
    store.let.set()
    with place(store, count=EAGER + 2) as here:
        answers = put(here, *(Ask(f"person {number}", "right") for number in range(100)))
    assert {answer.verdict for answer in answers} == {Verdict.RIGHT}


def test_guesses_at_one_person_count_before_they_are_answered() -> None:
    store = Store()
    threading.Timer(0.2, store.let.set).start()
    with place(store, count=9, most=3) as here:
        answers = put(here, *[Ask("ann", "wrong")] * 8)
    assert sorted(answer.verdict.value for answer in answers) == ["throttled"] * 5 + ["wrong"] * 3


def test_nobody_who_asks_for_health_waits_for_logins() -> None:
    store = Store()

    async def asked(here: Place) -> Answer:
        work = Work(here.lanes, Capacity())
        work.start()
        logins = [asyncio.ensure_future(work.put(Ask(str(number), "right"))) for number in range(20)]
        answer = await asyncio.wait_for(here.lanes.ready(), 10)
        assert not any(login.done() for login in logins)
        store.let.set()
        await asyncio.gather(*logins)
        return answer

    with place(store) as here:
        assert asyncio.run(asked(here)).verdict is Verdict.RIGHT


def test_what_is_asked_over_lanes_that_end_is_trouble() -> None:
    store = Store()
    with place(store) as here:
        for end in here.ends:
            threading.Timer(0.2, end.shutdown, [socket.SHUT_RDWR]).start()
        quick = Capacity(deadline=1)
        answers = put(here, *(Ask(str(number), "right") for number in range(4)), capacity=quick)
        assert [answer.verdict for answer in answers] == [Verdict.UNAVAILABLE] * 4
        assert asyncio.run(here.lanes.ready()).verdict is Verdict.UNAVAILABLE


def test_a_question_that_was_given_up_is_not_put_any_more() -> None:
    store = Store()
    settled: list[Answer] = []

    async def late(here: Place) -> list[Answer]:
        work = Work(here.lanes, Capacity(queue=3, deadline=0.2))
        work.start()
        answers = await asyncio.gather(*(work.put(Ask(str(number), "right"), settled.append) for number in range(4)))
        assert work.under_way == 2
        store.let.set()
        while work.under_way:
            await asyncio.sleep(0.01)
        return answers

    with place(store) as here:
        reasons = [answer.reason for answer in asyncio.run(late(here))]
    assert [reason.split(":")[0] for reason in reasons] == ["deadline"] * 3 + ["busy"]
    assert sorted(answer.verdict.value for answer in settled) == ["right"] * 2 + ["unavailable"] * 2


def test_without_anybody_to_ask_all_is_trouble() -> None:
    with place(Store(), count=1) as here:
        [answer] = put(here, Ask("ann", "right"), capacity=Capacity(deadline=0.1))
    assert (answer.verdict, answer.reason.split(":")[0]) == (Verdict.UNAVAILABLE, "deadline")


def test_a_bug_in_a_migration_is_trouble_and_ends_nobody() -> None:
    with place(Store()) as here:
        [answer] = put(here, Ask("ann"))
    assert (answer.verdict, answer.reason) == (Verdict.UNAVAILABLE, "a bug: ValueError")

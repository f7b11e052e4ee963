"""Cut off at any step and started again, each command comes to the same end."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from converter.auth0.client import Client
from converter.auth0.delivery import DELETED, opened
from converter.auth0.journal import Journal
from tests.auth0.delivery.conftest import Rehearsal, Start, person
from tests.program import run

LONG = "a-name-that-is-too-long"
MOST = 60


class Killed(BaseException):
    """The process is gone: nothing of it runs any more."""


class Steps:
    """Counts what a process does outside of itself, and ends it before or after step `at`."""

    def __init__(self) -> None:
        self.at = 0
        self.after = False
        self.done = 0

    @contextmanager
    def step(self) -> Iterator[None]:
        self.done += 1
        if self.done == self.at and not self.after:
            raise Killed
        yield
        if self.done == self.at and self.after:
            raise Killed


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    """The steps: transactions of the journal, and requests that change something at Auth0."""
    steps, transaction, send = Steps(), Journal.transaction, Client.send

    @contextmanager
    def watched_transaction(self: Journal) -> Iterator[sqlite3.Connection]:
        with steps.step(), transaction(self) as rows:
            yield rows

    def watched_send(self: Client, *arguments: Any, **named: Any) -> Any:
        with steps.step():
            return send(self, *arguments, **named)

    monkeypatch.setattr(Journal, "transaction", watched_transaction)
    monkeypatch.setattr(Client, "send", watched_send)
    return steps


def cut_off(steps: Steps, command: Callable[[], Any]) -> None:
    """Run a command that is killed at its first, second, third … step, each time going on from there, to its end."""
    for number in range(1, MOST):
        steps.at, steps.after, steps.done = (number + 1) // 2, number % 2 == 0, 0
        try:
            command()
        except Killed:
            continue
        break
    else:
        pytest.fail(f"it did not end in {MOST} runs")
    steps.at = 0


def test_roles_are_given_once(rehearsal: Rehearsal, steps: Steps) -> None:
    people = [person(n, roles=["audit", "admin"], org="acme") for n in range(1, 4)]
    assert rehearsal.upload(people).code == 0
    cut_off(steps, lambda: run("after-import", rehearsal.out))
    assert all(u.roles == {"rol_1", "rol_2"} and u.organizations == {"org_1"} for u in rehearsal.tenant.state.users)
    assert run("after-import", rehearsal.out).out == "there is nothing to be given\n"


def test_a_roll_back_ends_with_the_users_of_before(rehearsal: Rehearsal, steps: Steps) -> None:
    rehearsal.add(user_id="before", email="before@example.com", username="before")
    assert rehearsal.upload([person(n) for n in range(1, 4)]).code == 0

    def roll_back() -> None:
        words = run("rollback", rehearsal.out).err.partition("--confirm ")[2].strip().strip("'")
        run("rollback", rehearsal.out, "--confirm", words)

    cut_off(steps, roll_back)
    assert run("rollback", rehearsal.out).out == "there is nobody left to be deleted\n"
    assert [user.id for user in rehearsal.tenant.state.users] == ["auth0|before"]
    with opened(rehearsal.out) as delivery:
        assert list(delivery.removed(1).values()) == [DELETED] * 3


def test_a_retry_makes_one_round_of_the_same_users(start: Start, steps: Steps) -> None:
    rehearsal = start()
    assert rehearsal.upload([person(1), person(2, login=LONG), person(3, login=LONG + "er")]).code == 3
    rehearsal.write([person(1), person(2), person(3)])
    cut_off(steps, lambda: run("retry", rehearsal.out, "-m", "people.yaml"))
    assert [path.name for path in rehearsal.out.glob("round-*")] == ["round-2"]
    assert run("upload", rehearsal.out).code == 0
    assert sorted(user.id for user in rehearsal.tenant.state.users) == ["auth0|p1", "auth0|p2", "auth0|p3"]
    assert run("errors", rehearsal.out).code == 0

"""Whole uploads with a fault or a death at some point: always the same end. `simulate.py` does it by the thousand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.auth0.simulation import FAULTS, Plan, Rehearsal, to_the_end

REQUESTS, COMMITS = 22, 14
"""Of an undisturbed upload of three parts."""


def test_an_undisturbed_upload_is_as_long_as_the_tests_think(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path)

    assert to_the_end(rehearsal, Plan()) == []
    assert (rehearsal.requests, rehearsal.commits, rehearsal.sessions) == (REQUESTS, COMMITS, 1)


@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("at", [2, 3, 11])
def test_a_fault_changes_nothing_of_the_end(tmp_path: Path, kind: str, at: int) -> None:
    assert to_the_end(Rehearsal(tmp_path), Plan({at: kind})) == []


@pytest.mark.parametrize("at", range(0, REQUESTS, 3))
@pytest.mark.parametrize("after", [False, True])
def test_a_death_at_a_request_changes_nothing_of_the_end(tmp_path: Path, at: int, after: bool) -> None:
    assert to_the_end(Rehearsal(tmp_path), Plan(kill_at_request=at, kill_after_acting=after)) == []


@pytest.mark.parametrize("at", range(COMMITS))
@pytest.mark.parametrize("after", [False, True])
def test_a_death_around_a_transaction_changes_nothing_of_the_end(tmp_path: Path, at: int, after: bool) -> None:
    assert to_the_end(Rehearsal(tmp_path), Plan(kill_at_commit=at, kill_after_commit=after)) == []


@pytest.mark.parametrize("seed", range(12))
def test_many_faults_at_once_change_nothing_of_the_end(tmp_path: Path, seed: int) -> None:
    assert to_the_end(Rehearsal(tmp_path), Plan.drawn(seed)) == []

"""What became of single users."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from msgspec.structs import replace

from converter.auth0.answers import StoredUser
from converter.auth0.journal import AttemptRow, UserRow
from converter.auth0.journal_tables import Fate, Outcome, PartState
from converter.auth0.part_users import PartUsers
from converter.auth0.verdict import History, is_taken, rows_after_job, settled

USERS = PartUsers(orjson.dumps([{"user_id": str(n), "email": f"u{n}@example.com"} for n in range(4)]))
TAKEN = [{"code": "DUPLICATED_USER", "message": "The user already exist and upsert parameter is false"}]
INVALID = [{"code": "INVALID_FORMAT", "message": "x", "path": "y"}]
ENDED = AttemptRow(
    7, 1, "x", 100.0, "", "job_1", 101.0, 110.0, "completed", "", 4, 0, 0, 4, PartState.WRITTEN, Outcome.ACCEPTED
)
LOST = replace(ENDED, id=6, began=50.0, job_id=None, status="", outcome=Outcome.LOST, total=None)
UNSENT = replace(LOST, outcome=Outcome.UNSENT)


def _rows(*attempts: AttemptRow, errors: list[dict[str, Any]] | None) -> list[tuple[int | None, Fate]]:
    return [(row.position, row.fate) for row in rows_after_job(History(attempts), USERS, errors)]


def _error(number: int, errors: list[dict[str, str]]) -> dict[str, Any]:
    return {"user": {"user_id": str(number), "email": f"u{number}@example.com"}, "errors": errors}


def test_nothing_is_said_of_a_part_that_was_imported() -> None:
    assert _rows(ENDED, errors=[]) == []


def test_who_is_refused_at_the_first_attempt_has_failed() -> None:
    ended = replace(ENDED, inserted=2, failed=2)

    assert _rows(UNSENT, ended, errors=[_error(1, TAKEN), _error(2, INVALID)]) == [(1, Fate.FAILED), (2, Fate.FAILED)]


def test_who_is_there_already_when_a_part_is_sent_again_has_to_be_looked_at() -> None:
    ended = replace(ENDED, inserted=2, failed=2)

    assert _rows(LOST, ended, errors=[_error(1, TAKEN), _error(2, INVALID)]) == [
        (1, Fate.UNRESOLVED),
        (2, Fate.FAILED),
    ]


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({}, None),
        ({"status": "forgotten"}, []),
        ({"status": "failed"}, []),
        ({"failed": 1, "inserted": 3}, []),
        ({"total": 3}, []),
        ({"total": None}, []),
        ({"inserted": 3}, []),
    ],
    ids=str,
)
def test_everybody_is_looked_at_where_the_job_does_not_account_for_all(
    changes: dict[str, Any], errors: list[dict[str, Any]] | None
) -> None:
    assert _rows(replace(ENDED, **changes), errors=errors) == [(n, Fate.UNRESOLVED) for n in range(4)]


def test_an_error_about_nobody_we_know_is_kept() -> None:
    (row,) = rows_after_job(
        History([replace(ENDED, inserted=3, failed=1)]),
        USERS,
        [{"user": {"email": "else@example.com"}, "errors": INVALID}],
    )

    assert (row.position, row.email, row.fate) == (None, "else@example.com", Fate.FAILED)


def test_a_job_that_broke_off_is_tried_once_more() -> None:
    broken = replace(ENDED, status="failed")

    assert History([broken]).to_be_sent_again
    assert not History([broken, broken]).to_be_sent_again
    assert not History([ENDED]).to_be_sent_again


ROW = UserRow(part=1, attempt=7, position=0, user_id="0", email="u0@example.com")
REFUSED = replace(ROW, errors=TAKEN)


@pytest.mark.parametrize(
    ("row", "stored", "fate"),
    [
        (ROW, None, Fate.ABSENT),
        (REFUSED, None, Fate.FAILED),
        (ROW, StoredUser("auth0|0", created=100.0), Fate.CREATED),
        (REFUSED, StoredUser("auth0|0", created=96.0), Fate.CREATED),
        (REFUSED, StoredUser("auth0|0", created=90.0), Fate.FAILED),
        (ROW, StoredUser("auth0|0", created=90.0), Fate.EXISTED),
        (ROW, StoredUser("auth0|0", created=90.0, updated=101.0), Fate.UPDATED),
        (ROW, StoredUser("auth0|0", created=101.0, connections=("staff",)), Fate.ABSENT),
        (ROW, StoredUser("auth0|0", created=101.0, connections=("people",)), Fate.CREATED),
        (ROW, StoredUser("auth0|0"), Fate.CREATED),
        (ROW, StoredUser("auth0|9", created=101.0, updated=102.0), Fate.UPDATED),
    ],
    ids=str,
)
def test_the_tenant_tells_who_made_a_user(row: UserRow, stored: StoredUser | None, fate: Fate) -> None:
    assert settled(row, stored, since=100.0, connection="people", upsert=True).fate is fate


def test_without_upsert_a_later_change_is_not_ours() -> None:
    stored = StoredUser("auth0|0", created=90.0, updated=101.0)
    assert settled(ROW, stored, since=100.0, connection="people", upsert=False).fate is Fate.EXISTED


@pytest.mark.parametrize(
    ("codes", "taken"),
    [
        (["DUPLICATED_USER"], True),
        (["CONFLICT_EMAIL", "CONFLICT_USERNAME"], True),
        (["CONFLICT", "INVALID_FORMAT"], False),
        (["MFA_FACTORS_FAILED"], False),
        ([], False),
    ],
)
def test_only_refusals_as_taken_can_be_our_own_doing(codes: list[str], taken: bool) -> None:
    assert is_taken([{"code": code, "message": "m"} for code in codes]) is taken


def test_a_user_of_whom_only_the_factors_failed_is_looked_for() -> None:
    failed = [{"code": "MFA_FACTORS_FAILED", "message": "Unable to import factors"}]
    ended = replace(ENDED, inserted=3, failed=1)
    [row] = rows_after_job(History([ended]), USERS, [_error(1, failed)])
    assert row.fate is Fate.UNRESOLVED
    found = settled(row, StoredUser("auth0|1", created=101.0), since=100.0, connection="people", upsert=False)
    assert (found.fate, found.errors) == (Fate.CREATED, failed)
    before = StoredUser("auth0|1", created=90.0, updated=101.0)
    assert settled(row, before, since=100.0, connection="people", upsert=True).fate is Fate.UPDATED
    assert settled(row, before, since=100.0, connection="people", upsert=False).fate is Fate.FAILED
    assert settled(row, None, since=100.0, connection="people", upsert=True).fate is Fate.FAILED


def test_somebody_with_an_entry_for_each_error_is_one_user() -> None:
    ended = replace(ENDED, inserted=3, failed=1)
    [row] = rows_after_job(History([ended]), USERS, [_error(1, INVALID), _error(1, TAKEN)])
    assert (row.position, row.fate, row.errors) == (1, Fate.FAILED, INVALID + TAKEN)


def test_a_count_of_nobody_may_be_left_out() -> None:
    assert History([replace(ENDED, updated=None, failed=None)]).adds_up(4, 0)
    assert not History([replace(ENDED, inserted=None)]).adds_up(4, 0)
    assert not History([replace(ENDED, total=None)]).adds_up(4, 0)
    assert not History([replace(ENDED, inserted=3, failed=None)]).adds_up(4, 1)

"""Where each person stands, by what the sides say; the forecast; what is in the remainder."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from converter.gateway.attempt import Attempt, Pseudonyms
from converter.hybrid.account import Account
from converter.hybrid.logins import CLEARED, Logins, read_logins
from converter.hybrid.standing import Evidence, Standing, stands
from converter.hybrid.tenant import Tenant
from converter.mapping.fate import FILTERED, Decided, Exported, Rejected, Skipped
from converter.mapping.password import LAZY_ID
from converter.pipeline.fates import Ending
from converter.record import Origin
from converter.report.hybrid import account_document, account_lines

PSEUDONYMS = Pseudonyms(b"k" * 32)
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
ANN = {"user_id": "ann", "email": "ann@example.com", "username": "Ann", "app_metadata": {"team": "x"}}
LAZY = Skipped(LAZY_ID)


def user(**changes: Any) -> dict[str, Any]:
    known = {"user_id": "auth0|ann", "email": "ann@example.com", "app_metadata": {"team": "x"}}
    return known | {"created_at": "2026-03-09T10:00:00.000Z"} | changes


def evidence(
    *users: dict[str, Any], login: datetime | None = None, codes: tuple[str, ...] = (), cleared: bool = False
) -> Evidence:
    name = PSEUDONYMS.of("ann")
    logins = Logins(PSEUDONYMS, {name: login} if login else {}, {name} if cleared else set())
    return Evidence(Tenant(users), NOW, logins, {"ann": codes} if codes else {})


def standing(known: Evidence, fate: Decided | None = None) -> Standing | None:
    return stands(Ending(Origin("x"), fate or Exported(ANN), ANN), known)


BEFORE, AFTER = NOW - timedelta(days=1), NOW + timedelta(minutes=1)
FLAGGED = user(app_metadata={"team": "x", "lazyMigration": True})


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (evidence(), Standing.PENDING),
        (evidence(FLAGGED), Standing.LOGIN),
        (evidence(user()), Standing.BULK),
        (evidence(user(app_metadata={})), Standing.HALF_CREATED),
        (evidence(login=AFTER), Standing.LOGIN),
        (evidence(login=BEFORE), Standing.HALF_CREATED),
        (evidence(login=BEFORE, cleared=True), Standing.HALF_CREATED),
        (evidence(cleared=True), Standing.PENDING),
        (evidence(user(user_id="auth0|other")), Standing.TAKEN),
        (evidence(user(user_id="auth0|other", email="ANN@example.com")), Standing.TAKEN),
        (evidence(user(user_id="auth0|other", email="b@example.com", username="ann")), Standing.TAKEN),
        (evidence(user(user_id="auth0|other", email="b@example.com")), Standing.PENDING),
        (evidence(user(user_id="auth0|ANN", email="b@example.com")), Standing.PENDING),
        (evidence(codes=("INVALID_FORMAT",)), Standing.FAILED),
        (evidence(codes=("DUPLICATED_USER",)), Standing.HALF_CREATED),
        (evidence(codes=("DUPLICATED_USER",), cleared=True), Standing.PENDING),
        (evidence(FLAGGED, codes=("DUPLICATED_USER",)), Standing.LOGIN),
    ],
)
def test_where_somebody_stands(known: Evidence, expected: Standing) -> None:
    assert standing(known) is expected


def test_those_whose_password_auth0_cannot_take_wait_for_a_login() -> None:
    assert standing(evidence(), LAZY) is Standing.WAITING
    assert standing(evidence(FLAGGED), LAZY) is Standing.LOGIN


@pytest.mark.parametrize("fate", [Rejected(()), Skipped("robot"), FILTERED])
def test_whoever_is_not_to_be_moved_stands_nowhere(fate: Decided) -> None:
    assert standing(evidence(user()), fate) is None


def test_the_log_tells_logins_and_what_was_cleared_later(tmp_path: Path) -> None:
    action, outcome = CLEARED
    moment = NOW.timestamp()
    attempts = [
        Attempt(moment, "login", "right", 0.1, user=PSEUDONYMS.of("ann")),
        Attempt(moment + 1, "get_user", "right", 0.1, user=PSEUDONYMS.of("bob")),
        Attempt(moment + 2, "login", "wrong", 0.1, person=PSEUDONYMS.of("bob")),
        Attempt(moment + 3, "login", "right", 0.1, user=PSEUDONYMS.of("cid")),
        Attempt(moment + 4, action, outcome, 0.0, user=PSEUDONYMS.of("cid")),
        Attempt(moment + 5, "login", "right", 0.1, user=PSEUDONYMS.of("dan")),
        Attempt(moment + 6, action, outcome, 0.0, user=PSEUDONYMS.of("dan")),
        Attempt(moment + 7, "login", "right", 0.1, user=PSEUDONYMS.of("dan")),
    ]
    log = tmp_path / "gateway.jsonl"
    text = "".join(json.dumps(attempt.as_document()) + "\n" for attempt in attempts)
    log.write_text(text + '{"time": "2026-03', encoding="utf-8")
    logins = read_logins([log], PSEUDONYMS)
    assert logins.of("ann") == NOW
    assert logins.of("bob") is None
    assert (logins.of("cid"), logins.was_cleared("cid")) == (None, True)
    assert logins.was_cleared("dan") is False
    assert logins.of("dan")
    assert logins.unreadable == 1


def account(weeks: tuple[int, int], **counts: int) -> Account:
    today = date(2026, 3, 15)
    moved = Counter({today - timedelta(days=1): weeks[1], today - timedelta(days=9): weeks[0]})
    return Account(Counter({Standing(name): count for name, count in counts.items()}), moved, today)


def test_the_forecast_is_the_rest_of_a_geometric_series() -> None:
    forecast = account((200, 100), login=300, pending=1000).forecast()
    assert (forecast.week, forecast.more, forecast.import_is_worth_it) == (100, 100, False)
    assert account((200, 100), pending=50).forecast().more == 50
    assert account((100, 100), pending=50).forecast().more is None
    assert account((0, 0), pending=50).forecast().import_is_worth_it
    assert not account((0, 0), login=50).forecast().import_is_worth_it


def test_the_account_says_who_is_missing_and_what_to_do() -> None:
    made = account((200, 10), login=300, pending=1000, waiting=7)
    assert (made.total, made.missing, made.ahead) == (1307, 1007, 1000)
    text = "\n".join(account_lines(made))
    assert "An import can take 1,000: convert hybrid remainder" in text
    assert "2026-03-14       10  ##" in text
    assert account_document(made)["counts"]["waiting"] == 7

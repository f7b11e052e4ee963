"""Every fault, over real sockets: what a client sees, and whether the tenant did its work."""

from __future__ import annotations

import json
from pathlib import Path

import httpx2
import pytest

from converter.auth0.tenant.faults import EXPLAINED, JOB_KINDS, Kind, parse
from converter.errors import UsageError
from tests.auth0.tenant.caller import Caller, Start

ROOT = Path(__file__).parents[3]
IMPORT = "POST /api/v2/jobs/users-imports"
USERS = [{"email": "ann@acme.com"}]

DROPPED = {
    Kind.DROP_BEFORE_BODY: False,
    Kind.DROP_IN_BODY: False,
    Kind.DROP_AFTER_BODY: False,
    Kind.DROP_AFTER_ACTING: True,
    Kind.HALF_ANSWER: True,
}
ANSWERED = {
    Kind.SLOW: (202, True),
    Kind.ERROR: (500, False),
    Kind.ERROR_AFTER_ACTING: (500, True),
    Kind.WRONG_TYPE: (200, False),
    Kind.RATE_LIMIT: (429, False),
    Kind.RATE_LIMIT_BARE: (429, False),
    Kind.TOKEN_EXPIRED: (401, False),
}


def _with(start: Start, kind: Kind) -> Caller:
    return start(None, [{"request": IMPORT, "at": 1, "do": str(kind), "bytes": 100, "seconds": 0.01}])


def test_every_fault_is_tested_and_explained() -> None:
    assert set(Kind) == DROPPED.keys() | ANSWERED.keys() | JOB_KINDS == EXPLAINED.keys()
    page = (ROOT / "docs" / "rehearsal.md").read_text(encoding="utf-8")
    assert all(f"| `{kind}` | {text} |\n" in page for kind, text in EXPLAINED.items())


@pytest.mark.parametrize(("kind", "acted"), DROPPED.items())
def test_a_connection_that_is_cut_leaves_no_answer(start: Start, kind: Kind, acted: bool) -> None:
    caller = _with(start, kind)
    with pytest.raises(httpx2.TransportError):
        caller.send(USERS)
    assert len(caller.tenant.state.jobs.alive()) == acted
    assert caller.send(USERS).status_code == 202
    assert sum("fault" in event for event in caller.tenant.state.history.events) == 1


@pytest.mark.parametrize(("kind", "status", "acted"), [(kind, *wanted) for kind, wanted in ANSWERED.items()])
def test_another_answer_than_the_right_one(start: Start, kind: Kind, status: int, acted: bool) -> None:
    caller = _with(start, kind)
    answer = caller.send(USERS)
    assert answer.status_code == status
    assert len(caller.tenant.state.jobs.alive()) == acted
    assert ("x-ratelimit-reset" in answer.headers) is (kind in (Kind.RATE_LIMIT, Kind.SLOW, Kind.TOKEN_EXPIRED))


def test_a_job_that_fails_as_a_whole_imports_nobody(start: Start) -> None:
    caller = _with(start, Kind.JOB_FAILED)
    job = caller.finished(USERS)
    assert (job["status"], len(caller.tenant.state.users)) == ("failed", 0)


def test_errors_can_be_lost_and_summaries_wrong(start: Start) -> None:
    lost = _with(start, Kind.ERRORS_LOST)
    assert lost.errors([{"email": "bob@corp"}]) == []
    wrong = _with(start, Kind.SUMMARY_WRONG).finished(USERS)
    assert wrong["summary"]["total"] == 2


def test_chances_are_the_same_in_every_rehearsal(start: Start) -> None:
    faults = [{"request": "GET /api/v2/users/*", "chance": 0.5, "do": "error", "status": 503}]
    seen = []
    for _ in range(2):
        caller = start(None, faults)
        seen.append([caller.http.get("/api/v2/users/x").status_code for _ in range(20)])
    assert seen[0] == seen[1]
    assert set(seen[0]) == {404, 503}


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({}, "a list of faults is wanted"),
        ([{"do": "error"}], "fault 1: wants `request: METHOD PATH` and `do: KIND`"),
        ([{"request": "*", "do": "explode"}], "fault 1: explode is no fault; there are drop-before-body"),
        ([{"request": "*", "do": "error", "when": 1}], "fault 1: when is not known"),
        ([{"request": "*", "do": "error", "at": [0]}], "fault 1: `at` wants numbers"),
        ([{"request": "*", "do": "error", "chance": "often"}], "fault 1: `chance` wants a number"),
    ],
)
def test_a_wrong_fault_is_named(document: object, message: str) -> None:
    with pytest.raises(UsageError, match=message.replace("*", "[*]")):
        parse(document)


def test_the_rate_limit_holds_and_says_when_to_come_back(start: Start) -> None:
    from converter.auth0.tenant.settings_file import parse as settings

    caller = start(settings({"plan": "free"}))
    answers = [caller.http.get("/api/v2/users/x") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [404, 404, 429]
    reset = int(answers[2].headers["x-ratelimit-reset"])
    caller.time.sleep(reset - caller.time())
    assert caller.http.get("/api/v2/users/x").status_code == 404


def test_history_clock_and_faults_are_at_hand_while_it_runs(caller: Caller) -> None:
    job = caller.finished(USERS)["id"]
    assert caller.http.get("/rehearsal/stats").json()["users"] == 1
    assert caller.http.post("/rehearsal/clock", json={"advance": 86400}).status_code == 200
    caller.sign_in()
    assert caller.http.get(f"/api/v2/jobs/{job}").status_code == 404
    faults = [{"request": "GET *", "do": "error", "status": 503}]
    assert caller.http.put("/rehearsal/faults", json=faults).status_code == 204
    assert caller.http.get("/api/v2/users").status_code == 503
    assert caller.http.put("/rehearsal/faults", json=[]).status_code == 204
    events = caller.http.get("/rehearsal/history").json()
    assert {"request", "job-created", "user-created", "job-ended"} <= {event["event"] for event in events}


def test_a_page_in_a_browser_cannot_move_the_clock(caller: Caller) -> None:
    answer = caller.http.post("/rehearsal/clock", content=json.dumps({"advance": 1}))
    assert answer.status_code == 400
    assert caller.tenant.state.clock.now() == caller.time()

"""What an upload makes of a tenant that does not behave, in virtual time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest
from msgspec.structs import force_setattr

from converter.auth0.answers import Connection
from converter.auth0.client import Client
from converter.auth0.crew import Done, InTurn
from converter.auth0.journal import Journal, open_journal
from converter.auth0.journal_tables import Fate
from converter.auth0.tenant.faults import Faults, parse
from converter.auth0.tenant.settings import PLANS, Limits, Settings, Speed
from converter.auth0.timing import Timing
from converter.auth0.upload import Upload
from converter.errors import OutputRefused, RunStopped, TenantFailure
from tests.auth0.folder import CANARY
from tests.auth0.simulation import Plan, Rehearsal, to_the_end

IMPORT = "POST /api/v2/jobs/users-imports"
DAY = 86_400.0


def with_faults(rehearsal: Rehearsal, *faults: dict[str, Any]) -> Rehearsal:
    rehearsal.tenant.state.faults = Faults(parse(list(faults)))
    return rehearsal


def jobs(rehearsal: Rehearsal) -> list[dict[str, Any]]:
    return [event for event in rehearsal.tenant.state.history.events if event["event"] == "job-created"]


def fates(rehearsal: Rehearsal) -> list[str]:
    with open_journal(rehearsal.folder) as journal:
        return [f"{row.part}.{row.position} {row.fate}" for row in journal.users()]


@pytest.mark.parametrize("kind", ["job-failed", "job-stuck"])
def test_a_job_that_breaks_off_is_sent_once_more(tmp_path: Path, kind: str) -> None:
    rehearsal = with_faults(Rehearsal(tmp_path), {"request": IMPORT, "at": 2, "do": kind})

    assert to_the_end(rehearsal, Plan()) == []
    assert len(jobs(rehearsal)) == 4


def test_a_part_that_fails_twice_is_settled_user_by_user(tmp_path: Path) -> None:
    rehearsal = with_faults(Rehearsal(tmp_path, parts=1), {"request": IMPORT, "do": "job-failed"})

    assert rehearsal.session()
    assert fates(rehearsal) == ["1.0 absent", "1.1 absent", "1.2 existed", "1.3 absent", "1.4 absent", "1.5 absent"]
    assert (rehearsal.result().imported, len(jobs(rehearsal))) == (0, 2)


@pytest.mark.parametrize("kind", ["errors-lost", "summary-wrong"])
def test_counts_that_do_not_agree_with_the_errors_are_not_believed(tmp_path: Path, kind: str) -> None:
    rehearsal = with_faults(Rehearsal(tmp_path, parts=1), {"request": IMPORT, "do": kind})
    assert rehearsal.session()
    result = rehearsal.result()

    assert (result.imported, result.users) == (4, 6)
    assert result.failed + result.absent + result.existed == 2
    assert fates(rehearsal)[0] == "1.0 created"


@pytest.mark.parametrize("path", ["/api/v2/jobs/job_*", "/api/v2/jobs/*/errors"])
def test_a_young_job_that_is_not_to_be_found_is_asked_for_again(tmp_path: Path, path: str) -> None:
    """Nobody says that a job can be read as soon as it was made, or its errors as soon as it has ended."""
    faults = {"request": f"GET {path}", "at": [1, 2], "do": "error", "status": 404}
    rehearsal = with_faults(Rehearsal(tmp_path), faults)
    assert to_the_end(rehearsal, Plan()) == []
    events = rehearsal.tenant.state.history.events
    assert not [event for event in events if event["event"] == "request" and "/users/" in event["path"]]


def test_a_job_that_auth0_has_forgotten_is_settled_by_looking(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path, parts=1)
    to_its_death(rehearsal, Plan(kill_at_request=3))
    rehearsal.time.sleep(2 * DAY)

    assert rehearsal.session()
    assert fates(rehearsal) == ["1.0 created", "1.1 absent", "1.2 existed", "1.3 created", "1.4 created", "1.5 created"]


def to_its_death(rehearsal: Rehearsal, plan: Plan) -> None:
    from tests.auth0.simulation import Killed

    with pytest.raises(Killed):
        rehearsal.session(plan)


def test_jobs_of_somebody_else_are_waited_for(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path)
    rehearsal.settings = Settings(speed=Speed(300.0, 100.0))
    other = Rehearsal(tmp_path / "other", parts=2, settings=Settings(speed=Speed(300.0, 100.0)))
    other.tenant, other.time = rehearsal.tenant, rehearsal.time
    force_setattr(rehearsal.tenant.state.settings, "speed", Speed(300.0, 100.0))
    to_its_death(other, Plan(kill_at_request=4))
    began = rehearsal.time()

    assert rehearsal.session()
    assert rehearsal.time() - began > 600.0
    assert len(jobs(rehearsal)) == 5
    assert max(job["alive"] for job in jobs(rehearsal)) == 2


@pytest.mark.parametrize("plan", PLANS)
def test_any_rate_limit_is_kept_to(tmp_path: Path, plan: str) -> None:
    settings = Settings(speed=Speed(3.0, 100.0), limits=Limits(rate=PLANS[plan]))
    rehearsal = Rehearsal(tmp_path, parts=6, settings=settings)
    problems = to_the_end(rehearsal, Plan({4: "acted"}))
    events = rehearsal.tenant.state.history.events
    refused = [event for event in events if event["event"] == "request" and event["status"] == 429]

    assert problems == []
    assert len(refused) <= 3


def test_a_token_that_ends_on_the_way_is_renewed(tmp_path: Path) -> None:
    settings = Settings(speed=Speed(50.0, 100.0), limits=Limits(token=60.0))
    rehearsal = Rehearsal(tmp_path, parts=4, settings=settings)

    assert to_the_end(rehearsal, Plan()) == []
    asked = [event for event in rehearsal.tenant.state.history.events if event.get("path") == "/oauth/token"]
    assert len(asked) >= 2


def test_upsert_updates_who_is_there(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path, upsert=True)
    assert rehearsal.session(Plan({5: "acted"}))
    result = rehearsal.result()

    assert (result.imported, result.failed, result.users) == (15, 3, 18)
    assert len(rehearsal.tenant.state.users) == 15


@pytest.mark.parametrize("gap", [-1e7, -60.0, 60.0, 1e7])
def test_the_tenant_may_have_another_idea_of_the_time(tmp_path: Path, gap: float) -> None:
    assert to_the_end(Rehearsal(tmp_path, gap=gap), Plan({2: "acted", 9: "acted"})) == []


def test_users_without_an_id_stop_an_upload_that_would_have_to_guess(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path, parts=2, ids=False)
    with pytest.raises(RunStopped, match="some of its users have no user_id by which to look for them"):
        rehearsal.session(Plan({2: "acted"}))
    with pytest.raises(RunStopped, match="--by-email"):
        rehearsal.session()
    rehearsal.by_email = True

    assert rehearsal.session()
    assert rehearsal.result().created == 8


def test_a_part_that_has_changed_is_not_sent(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path)
    (tmp_path / "users-00002.json").write_bytes(b"[]")
    with pytest.raises(OutputRefused, match=r"users-00002\.json is not what the conversion wrote"):
        rehearsal.session()

    assert len(jobs(rehearsal)) == 1


def test_a_refusal_ends_the_upload_and_the_next_one_goes_on(tmp_path: Path) -> None:
    rehearsal = with_faults(Rehearsal(tmp_path), {"request": IMPORT, "at": 2, "do": "error", "status": 403})
    with pytest.raises(TenantFailure, match="refused with status 403"):
        rehearsal.session()

    assert to_the_end(rehearsal, Plan()) == []


def test_an_answer_that_is_lost_again_and_again_ends_the_upload(tmp_path: Path) -> None:
    rehearsal = with_faults(Rehearsal(tmp_path, parts=1), {"request": IMPORT, "do": "error", "status": 502})
    with pytest.raises(TenantFailure, match="answered with status 502"):
        rehearsal.session()
    with open_journal(tmp_path) as journal:
        lost = [attempt.outcome for attempt in journal.attempts()]
    rehearsal.tenant.state.faults = Faults()

    assert lost == ["lost"] * 5
    assert to_the_end(rehearsal, Plan()) == []


@pytest.mark.parametrize(("job", "per_second"), [(15.0, 10.0), (60.0, 2.0), (300.0, 0.5)])
def test_both_slots_are_busy(tmp_path: Path, job: float, per_second: float) -> None:
    rehearsal = Rehearsal(tmp_path, parts=20, settings=Settings(speed=Speed(job, per_second)))
    assert rehearsal.session()
    events = rehearsal.tenant.state.history.events
    starts = sorted(event["at"] for event in events if event["event"] == "job-created")
    ends = sorted(event["at"] for event in events if event["event"] == "job-ended")
    # As long as there is something to send; behind it, the last two run out.
    busy = sum(max(0.0, min(end, starts[-1]) - start) for start, end in zip(starts, ends, strict=True))

    assert busy / (2 * (starts[-1] - starts[0])) >= 0.95


def test_no_secret_is_in_what_stays(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path)
    error = {"code": "PATTERN", "message": f"String does not match: {CANARY}", "path": "x"}
    assert rehearsal.session(Plan({5: "acted", 9: "500", 11: "answer-half"}, said=error))
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir() if "journal" in file.name)

    assert CANARY.encode() not in kept
    assert b"rehearsal-secret" not in kept
    assert not any(
        orjson.dumps(user["custom_password_hash"]["hash"]["value"])[1:-1] in kept
        for users in rehearsal.documents
        for user in users
    )


class Stopping(Rehearsal):
    """Is asked to stop while the second part is being sent."""

    stop_at = 2

    def upload(self, journal: Journal, client: Client, connection: Connection, timing: Timing) -> Upload:
        upload = super().upload(journal, client, connection, timing)
        crew = upload.crew
        assert isinstance(crew, InTurn)
        begin, count = crew.begin, [0]

        def begin_and_stop(track: Any, step: Any, act: Any) -> None:
            count[0] += 1
            begin(track, step, act)
            if count[0] == self.stop_at:
                upload.stop()

        crew.begin = begin_and_stop  # type: ignore[method-assign]
        return upload


@pytest.mark.parametrize("at", [1, 2, 3, 5, 8])
def test_a_stopped_upload_leaves_nothing_open_and_goes_on(tmp_path: Path, at: int) -> None:
    rehearsal = Stopping(tmp_path)
    rehearsal.stop_at = at
    finished = rehearsal.session()
    with open_journal(tmp_path) as journal:
        states = {part.state for part in journal.parts()}
    rehearsal.stop_at = 0

    assert not finished
    assert not {"intent", "ambiguous"} & states
    assert to_the_end(rehearsal, Plan()) == []
    assert len(jobs(rehearsal)) == 3


def test_every_user_has_one_fate(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path)
    rehearsal.session(Plan({5: "acted"}))
    with open_journal(tmp_path) as journal:
        rows = list(journal.users())

    assert len({(row.part, row.position) for row in rows}) == len(rows)
    assert {row.fate for row in rows} <= {Fate.FAILED, Fate.CREATED}


class Batch(InTurn):
    """Gives what it did in batches, as threads may."""

    def wait(self, seconds: float | None) -> list[Done]:
        ended = super().wait(seconds)
        return sorted(ended, key=lambda done: done.failure is None)


def test_a_failure_does_not_hide_what_came_with_it(tmp_path: Path) -> None:
    rehearsal = with_faults(Rehearsal(tmp_path), {"request": IMPORT, "at": 1, "do": "error", "status": 403})
    rehearsal.crew = Batch
    with pytest.raises(TenantFailure):
        rehearsal.session()
    with open_journal(tmp_path) as journal:
        states = [part.state for part in journal.parts()]

    assert states == ["written", "accepted", "written"]

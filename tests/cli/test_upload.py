"""`convert upload` against a tenant on loopback."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import force_setattr

from converter.auth0.standing import Standing
from converter.auth0.tenant.faults import Faults, parse
from converter.auth0.tenant.server import serving
from converter.auth0.tenant.settings import Connection, Settings, Speed
from converter.auth0.tenant.tenant import Tenant
from converter.cli.standing import line
from converter.sinks.access import lock
from tests.auth0.folder import CANARY, finished_run, users_of
from tests.cli.conftest import Call

SECRET = "rehearsal-secret"
IMPORT = "POST /api/v2/jobs/users-imports"


@pytest.fixture
def tenant(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tenant]:
    connections = (Connection(), Connection("con_0000000000000002", "staff"))
    tenant = Tenant(Settings(connections=connections, speed=Speed(0.01, 10_000.0)))
    with serving(tenant) as url:
        for name, value in (
            ("DOMAIN", url),
            ("CLIENT_ID", "rehearsal"),
            ("CLIENT_SECRET", SECRET),
            ("CONNECTION", tenant.state.settings.connections[0].name),
        ):
            monkeypatch.setenv(f"AUTH0_{name}", value)
        yield tenant


@pytest.fixture
def out(tmp_path: Path) -> Path:
    finished_run(tmp_path / "out", [users_of(part, 4) for part in range(3)])
    return tmp_path / "out"


def fail(tenant: Tenant, *faults: dict[str, Any]) -> None:
    tenant.state.faults = Faults(parse(list(faults)))


def test_a_finished_run_is_sent_once(call: Call, tenant: Tenant, out: Path) -> None:
    first, again = call("upload", out), call("upload", out, "--json")

    assert first.code == again.code == 3
    assert "12 users in 3 import files\n  imported            9\n  failed              3\n" in first.out
    assert "        3  INVALID_FORMAT" in first.out
    assert first.err.startswith("why, of whom, and what to do: convert errors ")
    assert {name: again.document[name] for name in ("users", "imported", "created", "failed", "waiting")} == {
        "users": 12, "imported": 9, "created": 9, "failed": 3, "waiting": 0,
    }  # fmt: skip
    assert len(tenant.state.users) == 9
    assert sum(event["event"] == "job-created" for event in tenant.state.history.events) == 3


def test_the_options_reach_auth0(call: Call, tenant: Tenant, out: Path) -> None:
    call("upload", out, "--upsert", "--overwrite-metadata", "--external-id", "wave1-", "--send-completion-email")
    created = [event for event in tenant.state.history.events if event["event"] == "job-created"]

    assert {event["external_id"] for event in created} == {f"wave1-users-0000{n}" for n in (1, 2, 3)}
    assert {(event["upsert"], event["send_completion_email"]) for event in created} == {(True, True)}


def test_nothing_is_overwritten_and_nobody_is_mailed_unasked(call: Call, tenant: Tenant, out: Path) -> None:
    refused = call("upload", out, "--upsert")
    call("upload", out)
    created = [event for event in tenant.state.history.events if event["event"] == "job-created"]

    assert (refused.code, "Add --overwrite-metadata if that is wanted" in refused.err) == (2, True)
    assert {(event["upsert"], event["send_completion_email"]) for event in created} == {(False, False)}


@pytest.mark.parametrize(("answer", "code"), [("yes", 2), ("Username-Password-Authentication", 3)])
def test_upsert_is_confirmed_with_the_name_of_the_connection(
    call: Call, tenant: Tenant, out: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    def prompt(question: str, *, err: bool) -> str:
        assert err
        assert "nothing in them is kept" in question
        return answer

    monkeypatch.setattr("converter.cli.upload._is_a_person", lambda: True)
    monkeypatch.setattr("converter.cli.upload.typer.prompt", prompt)

    assert call("upload", out, "--upsert").code == code


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("parts", "the import files have changed since"),
        ("mapping", "it was made with the mapping people.yaml, not with staff.yaml"),
        ("connection", "it goes to the connection Username-Password-Authentication, not to staff"),
        ("domain", "it goes to the tenant 127.0.0.1:"),
        ("upsert", "it was begun with upsert off, not on"),
    ],
)
def test_an_upload_belongs_to_what_it_was_begun_with(
    call: Call, tenant: Tenant, out: Path, monkeypatch: pytest.MonkeyPatch, change: str, message: str
) -> None:
    assert call("upload", out).code == 3
    words = ["--upsert", "--overwrite-metadata"] if change == "upsert" else []
    journal = (out / "journal.sqlite").read_bytes()
    if change in ("parts", "mapping"):
        for file in out.iterdir():
            file.unlink()
        name = "staff.yaml" if change == "mapping" else "people.yaml"
        finished_run(out, [users_of(part, 5) for part in range(3)], mapping=name)
        (out / "journal.sqlite").write_bytes(journal)
    if change == "connection":
        monkeypatch.setenv("AUTH0_CONNECTION", "staff")
    if change == "domain":
        with serving(Tenant()) as url:
            monkeypatch.setenv("AUTH0_DOMAIN", url)
            ended = call("upload", out, *words)
    else:
        ended = call("upload", out, *words)

    assert (ended.code, message in ended.err) == (8, True), ended.err
    assert sum(event["event"] == "job-created" for event in tenant.state.history.events) == 3


def test_one_process_at_a_time(call: Call, tenant: Tenant, out: Path) -> None:
    release = lock(out)
    ended = call("upload", out)
    release()

    assert (ended.code, ended.err) == (
        8,
        f"another run is writing to {out}. Wait until it ends, or upload another folder.\n",
    )


def test_what_cannot_be_sent_is_told(
    call: Call, tenant: Tenant, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "holds no finished run" in call("upload", tmp_path).err
    monkeypatch.setenv("AUTH0_CONNECTION", "nobody")
    assert "has no database connection called nobody" in (ended := call("upload", out)).err
    assert ended.code == 6
    monkeypatch.setenv("AUTH0_CLIENT_SECRET", CANARY)
    ended = call("upload", out)
    assert (ended.code, "refused with status 401" in ended.err) == (6, True)
    assert CANARY not in ended.err
    monkeypatch.delenv("AUTH0_CONNECTION")
    assert call("upload", out).code == 2


def test_a_failure_says_how_to_go_on_and_shows_no_secret(call: Call, tenant: Tenant, out: Path) -> None:
    fail(tenant, {"request": IMPORT, "at": 2, "do": "error", "status": 403})
    ended = call("upload", out)
    seen = ended.out + ended.err + str(tenant.state.history.events)
    kept = b"".join(file.read_bytes() for file in out.iterdir() if not file.name.startswith("users-"))
    again = call("upload", out)

    assert (ended.code, again.code, len(tenant.state.users)) == (6, 3, 9)
    assert f"resume with: convert upload {out}\n" in ended.err
    for secret in (CANARY, SECRET, users_of(0, 4)[0]["custom_password_hash"]["hash"]["value"]):
        assert secret not in seen
        assert secret.encode() not in kept


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_in_order_and_the_same_command_goes_on(
    call: Call, tenant: Tenant, out: Path, command: list[str], environment: dict[str, str], number: int
) -> None:
    import os

    force_setattr(tenant.state.settings, "speed", Speed(60.0, 10_000.0))
    fail(tenant, {"request": IMPORT, "at": 2, "do": "slow", "seconds": 0.5})
    words = [*command, "upload", str(out)]
    with subprocess.Popen(words, env=environment | os.environ, stderr=subprocess.PIPE, text=True) as process:
        while sum(event["event"] == "request" for event in tenant.state.history.events) < 4:
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(number)
        began = time.monotonic()
        _, told = process.communicate(timeout=30)
        waited = time.monotonic() - began
    force_setattr(tenant.state.settings, "speed", Speed(0.01, 10_000.0))
    tenant.state.clock.advance(100.0)

    assert process.returncode == 128 + number
    assert told == f"stopped; what has been sent is accounted for\nresume with: convert upload {out}\n"
    assert waited < 10
    assert call("upload", out).code == 3
    assert sum(event["event"] == "job-created" for event in tenant.state.history.events) == 3


def test_progress_is_honest() -> None:
    begun = Standing(users=1000, parts=10, running=2)
    ended = Standing(
        users=1000, done=200, parts=10, parts_done=2, running=2, session=200, began=100.0, waiting="no slot"
    )

    assert line(begun, 50.0) == (
        "0 of 1,000 users, 0 of 10 files, 2 jobs running, no estimate before the first file is done"
    )
    assert line(ended, 220.0) == (
        "200 of 1,000 users, 2 of 10 files, 2 jobs running, 100 users a minute, about 8 min left, waiting: no slot"
    )

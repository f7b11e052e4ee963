from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import httpx2
import pytest

from tests.cli.conftest import Call, Write

SETTINGS = """\
connections:
  - {name: people, options: {requires_username: true, validation: {username: {min: 1, max: 40}}}}
roles: [Auditor]
plan: enterprise
"""
WITH_USERNAME = """\
version: 1
source: {type: ldif, path: people.ldif}
user: {email: mail, username: uid, user_id: uid}
"""


def test_a_rehearsal_proves_who_arrived(call: Call, people: Write, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("- {request: GET /api/v2/jobs/*, at: 1, do: drop-after-acting}\n")
    (tmp_path / "settings.yaml").write_text(SETTINGS)
    mapping = people([{} for _ in range(5)])
    done = call("rehearse", "-m", mapping, "--faults", "bad.yaml", "--settings", "settings.yaml", "--json")
    converted, rehearsed = map(json.loads, done.out.splitlines())
    assert done.code == 0, done.err
    assert converted["counts"]["exported"] == rehearsed["upload"]["imported"] == rehearsed["tenant"]["sent"] == 5
    assert rehearsed["tenant"]["sound"] is True
    assert rehearsed["upload"]["connection"] == "people"
    assert [*rehearsed] == ["preflight", "upload", "errors", "after_import", "export", "reconcile", "tenant"]
    assert (rehearsed["preflight"]["stopped"], rehearsed["errors"]["users"]) == (False, 0)
    assert (rehearsed["reconcile"]["imported"], rehearsed["reconcile"]["unexplained"]) == (5, 0)


def test_whoever_the_tenant_refuses_is_counted(call: Call, people: Write) -> None:
    mapping = people([{}, {"uid": "u" * 20}], mapping=WITH_USERNAME)
    done = call("rehearse", "-m", mapping)
    assert done.code == 3
    assert "MAX_LENGTH" in done.out
    assert "2 users sent, 1 refused; 1 job," in done.out
    steps = [line.removesuffix(":") for line in done.out.splitlines() if line.endswith(":") and line[0].islower()]
    assert steps[-6:] == ["preflight", "upload", "errors", "after-import", "export", "reconcile"]
    assert "everybody arrived once and as sent, or was refused with a reason" in done.out


def test_a_step_that_fails_is_told_and_the_others_are_gone_through(call: Call, people: Write, tmp_path: Path) -> None:
    faults = "- {request: POST /api/v2/jobs/users-exports, do: error, status: 403}\n"
    faults += "- {request: POST /api/v2/jobs/users-imports, at: 1, do: error, status: 403}\n"
    (tmp_path / "bad.yaml").write_text(faults)
    (tmp_path / "settings.yaml").write_text(SETTINGS)
    mapping = people([{}], mapping=WITH_USERNAME + "after_import: {roles: cn, organizations: \"'acme'\"}\n")
    done = call("rehearse", "-m", mapping, "--faults", "bad.yaml", "--settings", "settings.yaml")
    assert done.code == 6
    assert "upload:\n  stopped, and started again: 127.0.0.1" in done.out
    assert "after-import:\n  127.0.0.1" in done.out
    assert "has no organization acme, no role Person 0" in done.out
    assert "export:\n  127.0.0.1" in done.out
    assert "reconcile:\n  there is no export" in done.out
    assert "everybody arrived once and as sent" in done.out


def test_second_factors_that_are_switched_off_are_refused_and_nobody_is_altered(
    call: Call, people: Write, tmp_path: Path
) -> None:
    (tmp_path / "settings.yaml").write_text("factors: [sms]\n")
    mapping = people(
        [{}, {}], WITH_USERNAME.replace("email: mail", "email: mail, mfa_factors: [{totp: {secret: pin}}]")
    )
    text = (tmp_path / "people.ldif").read_text().replace("uid: p1\n", "uid: p1\npin: JBSWY3DPEHPK3PXP\n")
    (tmp_path / "people.ldif").write_text(text)
    done = call("rehearse", "-m", mapping, "--settings", "settings.yaml", "--json")
    document = json.loads(done.out.splitlines()[-1])
    assert (done.code, document["upload"]["factorless"], document["tenant"]["altered"]) == (3, 1, []), done.out


def test_a_rehearsal_can_be_repeated_but_not_over_an_upload(call: Call, people: Write) -> None:
    from converter.auth0.journal import open_journal

    mapping = people([{}])
    assert call("rehearse", "-m", mapping, "-o", "out").code == 0
    assert call("rehearse", "-m", mapping, "-o", "out").code == 0
    with open_journal(Path("out")) as journal, journal.transaction() as rows:
        rows.execute("UPDATE bound SET value = 'acme.eu.auth0.com' WHERE name = 'domain'")
    done = call("rehearse", "-m", mapping, "-o", "out")
    assert done.code == 8
    assert "was uploaded to acme.eu.auth0.com" in done.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("conections: []", "did you mean connections?"),
        ("plan: gold", "plan: there are free, professional, enterprise, unlimited"),
        ("job_seconds: fast", "job_seconds: wants a number"),
        ("connections: [{name: x, options: []}]", "connections[0].options: wants an object"),
        ("a: [", "is not YAML in UTF-8"),
    ],
)
def test_wrong_settings_are_named(call: Call, people: Write, tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "settings.yaml").write_text(text)
    done = call("rehearse", "-m", people([{}]), "--settings", "settings.yaml")
    assert done.code == 2
    assert message in done.err


def test_a_served_tenant_prints_what_to_set_and_ends_in_order(
    command: list[str], environment: dict[str, str], tmp_path: Path
) -> None:
    words = [*command, "tenant", "serve"]
    with subprocess.Popen(
        words, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(4)]
        variables = dict(line.removeprefix("export ").strip().split("=", 1) for line in lines)
        with httpx2.Client(base_url=variables["AUTH0_DOMAIN"], trust_env=False) as still_connected:
            assert still_connected.get("/rehearsal/stats").json()["users"] == 0
            process.send_signal(signal.SIGINT)
            _, told = process.communicate(timeout=30)
    assert process.returncode == 0
    running, ended = told.splitlines()
    assert running.endswith("Ctrl-C ends it and forgets its users")
    assert ended == "ended with 0 users"
    assert variables["AUTH0_CONNECTION"] == "Username-Password-Authentication"


def test_a_port_that_is_taken_is_told(call: Call) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = call("tenant", "serve", "--port", str(taken.getsockname()[1]))
    assert done.code == 7
    assert "name another with --port" in done.err

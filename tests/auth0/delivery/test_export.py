"""Auth0's export job, and its link that is good for a minute."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from converter.auth0.access import Access
from converter.auth0.answers import Connection
from converter.auth0.client import Client
from converter.auth0.export import FIELDS, export, exported_users
from converter.auth0.failures import Refused, Unanswered
from converter.auth0.timing import Timing
from converter.errors import TenantFailure
from tests.auth0.delivery.conftest import HASH, Rehearsal, person
from tests.auth0.scripted import http, serving
from tests.program import run


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("converter.auth0.export._FIRST_PAUSE", 0.02)


def test_the_users_of_the_connection_are_fetched(rehearsal: Rehearsal) -> None:
    rehearsal.upload([person(1), person(2)])
    ended = run("export")
    assert ended.code == 0, ended.err
    path = Path("export.jsonl.gz")
    users = list(exported_users(path))
    assert [user["user_id"] for user in users] == ["auth0|p1", "auth0|p2"]
    assert users[0].keys() <= set(FIELDS)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert HASH[6:].encode() not in path.read_bytes()


@pytest.mark.parametrize("failure", [Refused("expired", status=403), Unanswered("broke off")])
def test_a_link_that_has_expired_or_broken_is_renewed(
    rehearsal: Rehearsal, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    rehearsal.upload([person(1)])
    download, links = Client.download, []

    def flaky(self: Client, url: str, take: Callable[[bytes], object]) -> None:
        links.append(url)
        if len(links) < 3:
            take(b"half a file")
            raise failure
        download(self, url, take)

    monkeypatch.setattr(Client, "download", flaky)
    assert run("export", "-o", "users").code == 0
    assert [user["user_id"] for user in exported_users(Path("users"))] == ["auth0|p1"]
    assert len(links) == 3


def test_a_link_that_never_works_is_an_error_and_leaves_no_file(
    rehearsal: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Client, url: str, take: Callable[[bytes], object]) -> None:
        raise Refused("the download was refused with status 403", status=403)

    monkeypatch.setattr(Client, "download", refuse)
    ended = run("export", "-o", "users")
    assert ended.code == 6
    assert "refused with status 403" in ended.err
    assert not Path("users").exists()


def test_a_reconciliation_fetches_its_own_export(rehearsal: Rehearsal) -> None:
    rehearsal.upload([person(1), person(2)])
    ended = run("reconcile", rehearsal.out, "--json")
    assert ended.code == 0, ended.err
    assert (ended.document["imported"], ended.document["unexplained"]) == (2, 0)
    assert (rehearsal.out / "export.jsonl.gz").exists()


def test_a_preflight_compares_with_a_fresh_export(rehearsal: Rehearsal) -> None:
    rehearsal.add(user_id="other", email="p2@example.com", username="x")
    rehearsal.write([person(1), person(2)])
    assert run("-m", "people.yaml").code == 0
    ended = run("preflight", rehearsal.out)
    assert ended.code == 9, ended.out
    assert "1 user with a email that a user of the connection has" in ended.out
    assert "the connection has 1 user now" in ended.out


def export_of(states: list[str]) -> list[bytes]:
    """The answers of a tenant whose export goes through these states."""
    jobs = [http(200, {"id": "job_1", "type": "users_export", "status": state}) for state in states]
    return [http(200, {"access_token": "t", "token_type": "Bearer", "expires_in": 86400}), *jobs]


@pytest.mark.parametrize(("last", "told"), [("expired", "could not export: expired"), ("failed", "export: failed")])
def test_an_unknown_state_of_an_export_is_no_end(last: str, told: str, tmp_path: Path) -> None:
    with serving(export_of(["pending", "running", "zipping", last])) as script:
        access = Access(script.url, "c", secret="s", audience="a")
        with Client(access) as client, pytest.raises(TenantFailure, match=told):
            export(client, Connection("con_1", "people", "auth0"), tmp_path / "x", timing=Timing(), tell=lambda _: None)
    assert script.paths[-3:] == ["GET /api/v2/jobs/job_1"] * 3

"""Is everybody where they should be, and what is undone afterwards."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from converter.auth0.access import read_access
from converter.auth0.client import Client
from converter.auth0.errands import Errands, Order
from converter.auth0.journal import UserRow
from converter.auth0.journal_tables import Fate
from converter.auth0.reconcile import Standing
from tests.auth0.delivery.conftest import MAPPING, START, Rehearsal, lines, person
from tests.program import run

LONG = "a-name-that-is-too-long"


def exported(rehearsal: Rehearsal) -> Path:
    """The users of the tenant as an export has them."""
    path = rehearsal.folder / "export.jsonl.gz"
    users = "".join(json.dumps(user.profile) + "\n" for user in rehearsal.tenant.state.users)
    path.write_bytes(gzip.compress(users.encode()))
    return path


def reconciled(rehearsal: Rehearsal, code: int) -> dict[str, Any]:
    ended = run("reconcile", rehearsal.out, "--export", exported(rehearsal), "--json")
    assert ended.code == code, ended.out + ended.err
    found: dict[str, Any] = ended.document
    return found


def listed(rehearsal: Rehearsal, standing: Standing) -> list[dict[str, Any]]:
    return lines(rehearsal.out / "reconciliation" / f"{standing}.jsonl")


def test_everybody_arrived(rehearsal: Rehearsal) -> None:
    assert rehearsal.upload([person(1), person(2)]).code == 0
    found = reconciled(rehearsal, 0)
    assert (found["imported"], found["unexplained"], found["only_in_auth0"]) == (2, 0, 0)
    assert lines(rehearsal.out / "reconciliation" / "ids.jsonl") == [
        {"old": f"p{n}", "new": f"auth0|p{n}", "email": f"p{n}@example.com",
         "origin": {"file": "people.jsonl", "lines": [n, n], "row": n}}
        for n in (1, 2)
    ]  # fmt: skip
    ended = run("reconcile", rehearsal.out, "--export", exported(rehearsal))
    assert "everybody who was converted is in Auth0, and nobody is unexplained" in ended.out


def test_each_standing_is_a_list(rehearsal: Rehearsal) -> None:
    rehearsal.add(user_id="before", email="before@example.com", username="before")
    people = [person(n) for n in range(1, 5)] + [person(5, login=LONG)]
    assert rehearsal.upload(people).code == 3
    users = rehearsal.tenant.state.users
    gone, changed = users.get("auth0|p2"), users.get("auth0|p3")
    assert gone
    assert changed
    users.remove(gone)
    changed.profile["given_name"] = "Somebody"
    found = reconciled(rehearsal, 9)
    assert {name: found[name] for name in ("imported", "missing", "failed", "only_in_auth0", "changed_since")} == {
        "imported": 3, "missing": 1, "failed": 1, "only_in_auth0": 1, "changed_since": 1,
    }  # fmt: skip
    assert found["unexplained"] == 1
    assert listed(rehearsal, Standing.MISSING)[0]["origin"]["row"] == 2
    assert listed(rehearsal, Standing.CHANGED_SINCE)[0]["changed"] == ["given_name"]
    assert listed(rehearsal, Standing.FAILED)[0]["user_id"] == "p5"
    assert listed(rehearsal, Standing.ONLY_IN_AUTH0)[0]["id"] == "auth0|before"


def test_what_was_not_sent_yet_is_not_lost(rehearsal: Rehearsal) -> None:
    assert rehearsal.upload([person(1), person(2, login=LONG)]).code == 3
    rehearsal.write([person(1), person(2)])
    assert run("retry", rehearsal.out, "-m", "people.yaml").code == 0
    found = reconciled(rehearsal, 3)
    assert (found["imported"], found["failed"], found["retried"], found["never_sent"]) == (1, 0, 1, 1)
    run("upload", rehearsal.out)
    found = reconciled(rehearsal, 0)
    assert (found["imported"], found["retried"], found["never_sent"], found["unexplained"]) == (2, 1, 0, 0)


def test_an_upsert_tells_the_new_from_the_updated(rehearsal: Rehearsal) -> None:
    rehearsal.add(user_id="p1", email="p1@example.com", username="person1")
    assert rehearsal.upload([person(1), person(2)], "--upsert", "--overwrite-metadata").code == 0
    found = reconciled(rehearsal, 0)
    assert (found["imported"], found["updated"], found["changed_since"]) == (1, 1, 0)


def test_without_a_user_id_the_address_tells(rehearsal: Rehearsal) -> None:
    mapping = MAPPING.replace("  user_id: id\n", "")
    assert rehearsal.upload([person(1), person(2)], mapping=mapping).code == 0
    found = reconciled(rehearsal, 0)
    assert (found["imported"], found["only_in_auth0"]) == (2, 0)
    assert lines(rehearsal.out / "reconciliation" / "ids.jsonl")[0]["old"] == "people.jsonl:1"


def test_a_damaged_export_is_refused_and_leaves_the_last_lists(rehearsal: Rehearsal) -> None:
    rehearsal.upload([person(1)])
    reconciled(rehearsal, 0)
    path = exported(rehearsal)
    path.write_bytes(path.read_bytes()[:-20])
    ended = run("reconcile", rehearsal.out, "--export", path)
    assert ended.code == 5
    assert "cut off or damaged" in ended.err
    assert len(listed(rehearsal, Standing.IMPORTED)) == 1


@pytest.mark.parametrize("text", ['{"email": "x"}\n', "[]\n", "user_id,email\n"])
def test_what_is_no_export_in_json_is_refused(rehearsal: Rehearsal, tmp_path: Path, text: str) -> None:
    rehearsal.upload([person(1)])
    (tmp_path / "export").write_text(text)
    ended = run("reconcile", rehearsal.out, "--export", "export")
    assert ended.code == 5
    assert "export, line 1: this is no user with a user_id" in ended.err


def test_a_roll_back_deletes_who_was_created_and_nobody_else(rehearsal: Rehearsal) -> None:
    rehearsal.add(user_id="before", email="before@example.com", username="before")
    rehearsal.add(user_id="p1", email="p1@example.com", username="person1")
    assert rehearsal.upload([person(1), person(2), person(3), person(4)]).code == 3
    used = rehearsal.tenant.state.users.get("auth0|p3")
    assert used
    used.profile["logins_count"] = 2
    listed_only = run("rollback", rehearsal.out, "--dry-run")
    assert [line.split()[0] for line in listed_only.out.splitlines()] == ["p2", "p3", "p4"]
    assert "3 users would be deleted" in listed_only.err
    refused = run("rollback", rehearsal.out)
    assert refused.code == 2
    words = refused.err.split("--confirm ")[1].strip().strip("'")
    assert words.startswith("delete 3 users of 127.0.0.1:")
    assert len(rehearsal.tenant.state.users) == 5
    done = run("rollback", rehearsal.out, "--confirm", words)
    assert done.code == 3
    assert "deleted 2, gone already 0, kept 1" in done.out
    assert "kept: p3@example.com has logged in since" in done.err
    assert sorted(user.id for user in rehearsal.tenant.state.users) == ["auth0|before", "auth0|p1", "auth0|p3"]
    assert reconciled(rehearsal, 3)["rolled_back"] == 2
    again = run("rollback", rehearsal.out, "--used", "--confirm", words.replace("3", "1", 1))
    assert (again.code, "deleted 1," in again.out) == (0, True)


def rolled_back(rehearsal: Rehearsal) -> str:
    words = run("rollback", rehearsal.out).err.split("--confirm ")[1].strip().strip("'")
    return run("rollback", rehearsal.out, "--confirm", words).out


def test_who_was_gone_before_a_roll_back_stays_unexplained(rehearsal: Rehearsal) -> None:
    assert rehearsal.upload([person(1), person(2)]).code == 0
    gone = rehearsal.tenant.state.users.get("auth0|p1")
    assert gone
    rehearsal.tenant.state.users.remove(gone)
    assert rolled_back(rehearsal) == "deleted 1, gone already 1, kept 0\n"
    found = reconciled(rehearsal, 9)
    assert (found["rolled_back"], found["missing"]) == (1, 1)
    assert listed(rehearsal, Standing.MISSING)[0]["user_id"] == "p1"
    assert run("rollback", rehearsal.out).out == "there is nobody left to be deleted\n"


def test_after_a_roll_back_nobody_counts_as_imported(rehearsal: Rehearsal) -> None:
    assert rehearsal.upload([person(1, roles="audit"), person(2), person(3)]).code == 0
    assert run("after-import", rehearsal.out, "--dry-run").code == 0
    users = rehearsal.tenant.state.users
    kept, gone = users.get("auth0|p2"), users.get("auth0|p3")
    assert kept
    assert gone
    kept.profile["logins_count"] = 1
    users.remove(gone)
    rolled_back(rehearsal)
    ended = run("upload", rehearsal.out, "--json")
    counts = {name: ended.document[name] for name in ("users", "imported", "created", "rolled_back", "gone")}
    assert counts == {"users": 3, "imported": 1, "created": 1, "rolled_back": 1, "gone": 1}
    assert ended.code == 3
    assert "rolled back         1   were created, and deleted again" in run("upload", rehearsal.out).out
    told = run("errors", rehearsal.out).out
    assert told.startswith("2 users not in Auth0 any more")
    assert "nobody who was sent is missing" not in told
    assert run("after-import", rehearsal.out).out == "there is nothing to be given\n"


def test_an_upsert_is_not_rolled_back_where_it_only_updated(rehearsal: Rehearsal) -> None:
    rehearsal.add(user_id="p1", email="p1@example.com", username="person1")
    rehearsal.upload([person(1), person(2)], "--upsert", "--overwrite-metadata")
    words = run("rollback", rehearsal.out).err.split("--confirm ")[1].strip().strip("'")
    ended = run("rollback", rehearsal.out, "--confirm", words)
    assert "was in Auth0 before the upload" in ended.err
    assert [user.id for user in rehearsal.tenant.state.users] == ["auth0|p1"]


def test_another_tenant_is_not_touched(rehearsal: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    rehearsal.upload([person(1)])
    domain = rehearsal.out / "x"
    monkeypatch.setenv("AUTH0_DOMAIN", f"http://localhost:{_port(rehearsal)}")
    for command in ("rollback", "after-import", "reconcile"):
        ended = run(command, rehearsal.out)
        assert ended.code == 8, command
        assert "the upload went to the connection" in ended.err
    assert not domain.exists()


def _port(rehearsal: Rehearsal) -> str:
    import os

    return os.environ["AUTH0_DOMAIN"].rpartition(":")[2]


@pytest.mark.parametrize(("upsert", "fate"), [(True, Fate.UPDATED), (False, Fate.ABSENT)])
def test_whom_an_upsert_found_by_the_address_is_found_so_too(rehearsal: Rehearsal, *, upsert: bool, fate: Fate) -> None:
    rehearsal.add(user_id="old", email="p1@example.com", username="older")
    stored = rehearsal.user("old")
    assert stored
    stored["updated_at"] = "2026-01-01T00:00:00.000Z"
    client = Client(read_access(lambda name: os.environ.get(name, "")))
    connection = client.connection(os.environ["AUTH0_CONNECTION"])
    assert connection
    [row] = Errands(client, Order(connection, "x", upsert=upsert)).settle(
        [UserRow(1, 1, 0, user_id="p1", email="p1@example.com")], START
    )
    client.close()
    assert row.fate is fate
